import { beforeAll, describe, expect, test } from 'vitest';
import type { Notice } from '../../functions/notices/notice.ts';
import type { Request } from '../../functions/requests/request.ts';
import { openCity } from './city.ts';
import { loadCode } from './code.ts';
import type { Item } from './fakes/expressions.ts';
import { NO_FAULTS } from './fakes/faults.ts';
import { type HttpRequest, callOf } from './fakes/front-door.ts';
import { type Actor, type Interleaving, interleavings } from './interleave.ts';
import { type Service, openTemplate } from './play.ts';
import { SCENARIOS } from './all-scenarios.ts';
import { DONE, acceptedWork, work } from './scenarios.ts';
import { createWorld } from './world.ts';

/** A request whose work is under way, a second before its promise is due: what the tables hold, and the two who come at that time. */
interface Eve {
  items: Map<string, Item[]>;
  requestId: string;
  dueAt: number;
  complete: Actor;
  actOnMilestones: Actor;
}

let service: Service;
let eve: Eve;
beforeAll(async () => {
  service = { template: openTemplate(), code: await loadCode() };
  eve = await theEveOfBreach();
});

async function theEveOfBreach(): Promise<Eve> {
  const { startAt } = SCENARIOS[0]!;
  const world = createWorld({ ...service, seed: 1, startAt, plan: NO_FAULTS });
  const city = openCity(world);
  let accepted: Awaited<ReturnType<typeof acceptedWork>> | undefined;
  world.send(async () => void (accepted = await acceptedWork(city, 'P-1')));
  await world.run(startAt + 10 * 60_000);
  const { requestId, order } = accepted!;
  const dueAt = city.see(requestId).request.clocks.find(({ kind }) => kind === 'resolve')!.dueAt!;
  await world.run(dueAt - 1_000);
  const press: HttpRequest = {
    method: 'POST',
    path: city.pageOf(work(order)),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(DONE).toString(),
  };
  const tables = service.template.ofType('AWS::DynamoDB::Table').map(({ name }) => name);
  const items = new Map(tables.map((name) => [name, structuredClone([...world.tables.items(name)])]));
  world.end();
  return {
    items,
    requestId,
    dueAt,
    complete: { name: 'Resolve311-Local-UpdateWorkOrder', event: callOf(service.template, press, dueAt)!.event },
    actOnMilestones: { name: 'Resolve311-Local-ActOnMilestones', event: { requestId } },
  };
}

/** What the tables tell afterwards of the promise to resolve. */
function seen({ tables }: Interleaving) {
  const itemsOf = (path: string) => [
    ...tables.items(service.template.find(`${path}/Table`, 'AWS::DynamoDB::Table').name),
  ];
  const request = itemsOf('RequestsTable').find(({ sk }) => sk === 'REQUEST') as unknown as Request;
  const notices = (itemsOf('NoticesTable') as unknown as Notice[]).filter(({ message }) => message !== undefined);
  const breaches = notices.filter(({ message }) => message === 'clock-due').map(({ id }) => id);
  return {
    status: request.status,
    verdict: request.clocks.find(({ kind }) => kind === 'resolve')?.verdict,
    breached: request.milestones.filter(({ clock, kind }) => clock === 'resolve' && kind === 'due').length,
    letters: breaches.filter((id) => id.startsWith(`${request.id}#1#resolve#`)).length,
    resolvedLetters: notices.filter(({ message }) => message === 'request-resolved').length,
  };
}

describe('the end of work and the breach of its promise, in every order of their calls', () => {
  test.each([
    { late: -1_000, ends: ['kept, nobody told'] },
    { late: -1, ends: ['kept, nobody told'] },
    { late: 0, ends: ['kept, nobody told'] },
    // Whoever was first: told of the breach and then of the end, or of the end only.
    { late: 1, ends: ['missed, nobody told', 'missed, told once'] },
  ])('come to one truth when they meet $late ms after the promise was due', async ({ late, ends }) => {
    const { items, dueAt, complete, actOnMilestones } = eve;
    const found = new Set<string>();
    let orders = 0;
    for await (const played of interleavings({
      ...service,
      items,
      now: dueAt + late,
      actors: [complete, actOnMilestones],
    })) {
      orders += 1;
      const { status, verdict, breached, letters, resolvedLetters } = seen(played);
      expect({ status, resolvedLetters }, played.order).toEqual({ status: 'resolved', resolvedLetters: 1 });
      expect(letters > 0, played.order).toBe(breached > 0);
      const told = ['nobody told', 'told once'][breached] ?? `told ${breached} times`;
      found.add(`${verdict === 'met' ? 'kept' : 'missed'}, ${told}`);
    }
    expect([...found].sort()).toEqual(ends);
    expect(orders).toBeGreaterThan(400);
  });
});
