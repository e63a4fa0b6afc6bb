import type { Visit } from './house.ts';

/** The field of a form in which a person says something, by its action. */
const SAID: Record<string, string> = {
  ...{ note: 'text', schedule: 'text', hold: 'text', 'send-back': 'text', transfer: 'text', contact: 'text' },
  ...{
    'raise-concern': 'text',
    'add-detail': 'text',
    acknowledge: 'text',
    corrected: 'text',
    change: 'text',
    review: 'text',
  },
  ...{ complete: 'resolution', decline: 'resolution', refer: 'resolution', resolve: 'resolution', found: 'resolution' },
  ...{ reopen: 'text', ask: 'question', rate: 'comment', 'add-work': 'task', close: 'reason', 'hand-on': 'text' },
};

/**
 * The words of a visit that have to be kept as they are, read by nobody's code but this: of a delivery the description, the person and
 * the answers, of an update its text, of a form what is said in it. Spaces around them may go, and halves of characters become U+FFFD.
 */
export const simpleParts = ({ path, headers = {}, body = Buffer.alloc(0), lies }: Visit): string[] => {
  if (lies) return [];
  const [, folder = '', sender = ''] = path.split('/');
  if (folder === 'webhooks' && sender !== 'qalert') return ofDelivery(readJson(body));
  if (folder === 'partners') return textsOf(readJson(body), ['text', 'resolution']);
  if (/json/.test(headers['content-type'] ?? '')) return [];
  const form = new URLSearchParams(body.toString('utf8'));
  if (folder === 'open311') return ofReport(form);
  const name = SAID[form.get('action') ?? ''];
  const said = name === undefined ? [] : form.getAll(name);
  return said.length === 1 ? filled(said.map((text) => text.trim())) : [];
};

type Fields = Record<string, unknown>;

const readJson = (body: Buffer): Fields => {
  try {
    const value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) as unknown;
    return typeof value === 'object' && value !== null ? (value as Fields) : {};
  } catch {
    return {};
  }
};

const textsOf = (fields: unknown, names: readonly string[]): string[] =>
  typeof fields === 'object' && fields !== null
    ? filled(
        names.map((name) => (fields as Fields)[name]).map((value) => (typeof value === 'string' ? value.trim() : '')),
      )
    : [];

const filled = (texts: readonly string[]): string[] => texts.map((text) => text.toWellFormed()).filter(Boolean);

const ofDelivery = ({ description, reporter, answers }: Fields): string[] => [
  ...(typeof description === 'string' ? [description.toWellFormed()].filter(Boolean) : []),
  ...textsOf(reporter, ['name', 'phone']),
  ...(typeof answers === 'object' && answers !== null
    ? Object.values(answers).map((answer) => String(answer).toWellFormed())
    : []),
];

/** What nobody sees is left out of a report, because no format carries it. */
const ofReport = (form: URLSearchParams): string[] => {
  const text = (form.get('description') ?? '').replace(/[^\P{Cc}\t\n\r]/gu, '').trim();
  return filled([text]);
};
