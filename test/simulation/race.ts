import type { Notice } from '../../functions/notices/notice.ts';
import type { Request } from '../../functions/requests/request.ts';
import { openCity } from './city.ts';
import type { Item } from './fakes/expressions.ts';
import { NO_FAULTS } from './fakes/faults.ts';
import { type HttpRequest, callOf } from './fakes/front-door.ts';
import { type Actor, type Interleaving, interleavings } from './interleave.ts';
import type { Service } from './play.ts';
import { DONE, MINUTE, MONDAY_MORNING, acceptedWork, work } from './scenarios.ts';
import { createWorld } from './world.ts';

/** A request whose work is under way, a second before its promise is due: what the tables hold, and the two who come at that time. */
export interface Eve {
  items: Map<string, Item[]>;
  dueAt: number;
  complete: Actor;
  actOnMilestones: Actor;
}

/** What all orders of two functions' calls came to. */
export interface Race {
  orders: number;
  /** The truths that they came to, as `kept, nobody told`. */
  ends: string[];
  /** Orders after which the tables contradict themselves. */
  broken: string[];
}

/** Plays a request to the eve of its breach. */
export async function eveOfBreach(service: Service): Promise<Eve> {
  const world = createWorld({ ...service, seed: 1, startAt: MONDAY_MORNING, plan: NO_FAULTS });
  const city = openCity(world);
  let accepted: Awaited<ReturnType<typeof acceptedWork>> | undefined;
  world.send(async () => void (accepted = await acceptedWork(city, 'P-1')));
  await world.run(MONDAY_MORNING + 10 * MINUTE);
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
    dueAt,
    complete: { name: 'Resolve311-Local-UpdateWorkOrder', event: callOf(service.template, press, dueAt)!.event },
    actOnMilestones: { name: 'Resolve311-Local-ActOnMilestones', event: { requestId } },
  };
}

/** Lets the end of the work and the act on its breach meet so many ms after the promise was due, in every order of their calls. */
export async function raceAt(
  service: Service,
  { items, dueAt, complete, actOnMilestones }: Eve,
  late: number,
): Promise<Race> {
  const ends = new Set<string>();
  const broken: string[] = [];
  let orders = 0;
  const actors = [complete, actOnMilestones];
  for await (const played of interleavings({ ...service, items, now: dueAt + late, actors })) {
    orders += 1;
    const { status, verdict, breached, letters, resolvedLetters } = seen(service, played);
    const told = ['nobody told', 'told once'][breached] ?? `told ${breached} times`;
    ends.add(`${verdict === 'met' ? 'kept' : 'missed'}, ${told}`);
    if (status !== 'resolved' || resolvedLetters !== 1)
      broken.push(`${played.order}: ${status}, ${resolvedLetters} letters of the end`);
    if (letters > 0 !== breached > 0) broken.push(`${played.order}: ${letters} letters, ${breached} on record`);
  }
  return { orders, ends: [...ends].sort(), broken };
}

/** What the tables tell afterwards of the promise to resolve. */
function seen({ template }: Service, { tables }: Interleaving) {
  const itemsOf = (path: string) => [...tables.items(template.find(`${path}/Table`, 'AWS::DynamoDB::Table').name)];
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
