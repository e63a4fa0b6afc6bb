import type { IncomingHttpHeaders } from 'node:http';
import { expect } from 'vitest';
import { catalogueOf } from '../../functions/catalogue/catalogue.ts';
import { createRequestsStore } from '../../functions/requests/requests.store.ts';
import { progressWorkOrder } from '../../functions/work-orders/progress-work-order.ts';
import type { WorkOrderCommand } from '../../functions/work-orders/work-order-command.ts';
import { ask } from '../support/bad-input.ts';
import { aContext } from '../support/builders.ts';
import type { LocalStack } from '../support/local-stack.ts';
import { faultsOf } from './schemas.ts';

/** An answer of the API: its body read, where it is JSON. */
export interface Answered {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  body: unknown;
}

/** The only entry of a list. */
export const theOnly = (list: unknown): Record<string, unknown> => {
  if (!Array.isArray(list) || list.length !== 1) throw new Error(`Not one: ${JSON.stringify(list)}`);
  return list[0] as Record<string, unknown>;
};

/** A place of its own for each number, two hundred metres from the last, so that no report looks like a duplicate of another. */
export const elsewhere = (index: number) => ({
  address_string: `${index}00 Medford St`,
  lat: (42.374 + 0.002 * (index % 20)).toFixed(4),
  long: (-71.13 + 0.003 * (Math.floor(index / 20) % 20)).toFixed(4),
});

/** Calls Open311 on a local stack through its public address, with the key that the stack made. */
export const client = (stack: LocalStack) => {
  const get = async (path: string): Promise<Answered> => {
    const answer = await ask(stack, 'GET', `/live${path}`);
    return { ...answer, body: answer.text.startsWith('<') ? undefined : JSON.parse(answer.text) };
  };
  const post = async (
    fields: Record<string, string>,
    { format = 'json', headers = {} }: { format?: 'json' | 'xml'; headers?: Record<string, string> } = {},
  ): Promise<Answered> => {
    const answer = await ask(stack, 'POST', `/live/open311/v2/requests.${format}`, {
      headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8', ...headers },
      body: new URLSearchParams({ api_key: stack.service.open311Key(), ...fields }).toString(),
    });
    return { ...answer, body: format === 'json' ? JSON.parse(answer.text) : undefined };
  };
  let reports = 0;
  return {
    get,
    post,
    /** Reports something, a pothole unless told, and answers its id. */
    report: async (more: Record<string, string> = {}): Promise<string> => {
      const place = elsewhere((reports += 1));
      const { status, body } = await post({ service_code: 'pothole', ...place, description: 'A hole.', ...more });
      expect([status, faultsOf('posted', body)]).toEqual([200, []]);
      return String(theOnly(body).service_request_id);
    },
    /** One request as JSON. */
    request: async (id: string): Promise<Record<string, unknown>> =>
      theOnly((await get(`/open311/v2/requests/${id}.json`)).body),
    /** Does a partner's command to the request's work order, and waits until all is quiet. */
    work: async (id: string, command: WorkOrderCommand): Promise<void> => {
      const now = () => stack.clock.now();
      const store = createRequestsStore(stack.service.dynamodb, stack.service.tables, now);
      const context = aContext({ catalogue: catalogueOf('somerville') });
      const changed = await store.change(id, (file) =>
        progressWorkOrder(file, file.workOrders.at(-1)?.id ?? '', command, context, now()),
      );
      if (changed?.outcome.kind !== 'changed') throw new Error(JSON.stringify(changed?.outcome));
      await stack.settle();
    },
  };
};
