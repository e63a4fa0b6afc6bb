import { RAISE_CONCERN, type RaiseCommand, readRaiseCommand } from '../concerns/raise-concern.ts';
import { type Refusal, invalid } from '../requests/change.ts';
import { type WorkOrderCommand, readWorkOrderCommand } from './work-order-command.ts';

/** What a partner does on its queue's page: the same to many work orders, or work of its own put on the record. */
export type QueueCommand =
  | { kind: 'bulk'; workOrderIds: string[]; command: Extract<WorkOrderCommand, { action: 'accept' | 'complete' }> }
  | { kind: 'concern'; workOrderId: string; command: RaiseCommand }
  | { kind: 'found'; typeCode: string; address: string; resolution?: string; once: string };

/** Most work orders of one form: each is a transaction of its own, and the page answers within its seconds. */
export const MOST_AT_ONCE = 50;

const WORK_ORDER_ID = /^R(-[0-9A-HJKMNP-TV-Z]{4}){3}-\d{1,3}$/;

/** Reads a posted form of a queue; names the field that has to be mended. */
export const readQueueCommand = (form: URLSearchParams): { kind: 'command'; command: QueueCommand } | Refusal => {
  if (form.get('action') === 'found') return readFound(form);
  if (form.get('action') === RAISE_CONCERN) return readConcern(form);
  const workOrderIds = [...new Set(form.getAll('workOrder'))].filter((id) => WORK_ORDER_ID.test(id));
  if (workOrderIds.length === 0) return invalid('workOrder', 'Tick the work orders first.');
  if (workOrderIds.length > MOST_AT_ONCE) return invalid('workOrder', `Tick at most ${MOST_AT_ONCE} at once.`);
  const fields = Object.fromEntries(form);
  const action = form.get('do') ?? '';
  if (action !== 'accept' && action !== 'complete')
    return invalid('do', 'Choose whether to accept or to complete them.');
  const reading = readWorkOrderCommand({ ...fields, action, text: '', reference: '' }, 'UTC');
  if (reading.kind === 'refused') return reading;
  const { command } = reading;
  if (command.action !== 'accept' && command.action !== 'complete') return invalid('do', 'Choose what to do.');
  return { kind: 'command', command: { kind: 'bulk', workOrderIds, command } };
};

const readConcern = (form: URLSearchParams): { kind: 'command'; command: QueueCommand } | Refusal => {
  const workOrderId = form.get('about') ?? '';
  if (!WORK_ORDER_ID.test(workOrderId)) return invalid('about', 'Choose the work that it is about.');
  const reading = readRaiseCommand(Object.fromEntries(form));
  if (reading.kind === 'refused') return reading;
  return { kind: 'command', command: { kind: 'concern', workOrderId, command: reading.command } };
};

const readFound = (form: URLSearchParams): { kind: 'command'; command: QueueCommand } | Refusal => {
  const field = (name: string): string => (form.get(name) ?? '').trim();
  if (!field('typeCode')) return invalid('typeCode', 'Choose what it is.');
  const address = field('address');
  if (address.length < 3 || address.length > 200)
    return invalid('address', 'Say where it is, in at most 200 characters.');
  const resolution = field('resolution');
  const completion = { action: 'complete', outcome: 'done', resolution };
  if (resolution) {
    const reading = readWorkOrderCommand(completion, 'UTC');
    if (reading.kind === 'refused') return reading;
  }
  return {
    kind: 'command',
    command: {
      kind: 'found',
      typeCode: field('typeCode'),
      address,
      ...(resolution ? { resolution } : {}),
      once: field('once').slice(0, 40),
    },
  };
};
