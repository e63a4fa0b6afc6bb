import { type Html, html, trusted } from '../../../functions/shared/html.ts';
import { sanitise } from './sanitise.ts';

/** What a click on a custom widget's element asks for (AWS, "Interactivity in the custom widget in CloudWatch"). */
export interface WidgetAction {
  endpoint: string;
  /** The question that is asked first. */
  confirmation?: string;
  /** What the function is called with. */
  parameters: Record<string, unknown>;
}

/** The names of the console's own fields begin so; those of a widget are handed to its function. */
const OWN = 'console.';

/** The field whose value is the action that was clicked, and the one that answers its question. */
export const PRESSED = `${OWN}press`;
export const ANSWERED = `${OWN}yes`;

/** An element with the action behind it: a button or a link, in whose content stands no other. */
const CLICKABLE =
  /<(button|a)\b([^>]*)>((?:(?!<\/?(?:button|a)\b)[^])*)<\/\1>\s*<cwdb-action\b([^>]*)>([^]*?)<\/cwdb-action>/g;

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
const plain = (text: string): string =>
  text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => ENTITIES[name] ?? '');

const attribute = (attributes: string, name: string): string | undefined => {
  const found = new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(attributes)?.[1];
  return found === undefined ? undefined : plain(found);
};

const actionOf = (attributes: string, content: string): WidgetAction | undefined => {
  const endpoint = attribute(attributes, 'endpoint');
  const confirmation = attribute(attributes, 'confirmation');
  if (attribute(attributes, 'action') !== 'call' || endpoint === undefined) return undefined;
  try {
    const parameters = JSON.parse(plain(content).trim() || '{}') as unknown;
    if (typeof parameters !== 'object' || parameters === null) return undefined;
    return { endpoint, ...(confirmation ? { confirmation } : {}), parameters: { ...parameters } };
  } catch {
    return undefined;
  }
};

/** A custom widget's HTML, cleaned, its actions as buttons of one form; and the text of its styles, which the page's policy has to name. */
export const drawActions = (markup: string, address: string): { drawing: Html; styles: string[] } => {
  const clean = sanitise(markup);
  const styles = [...clean.matchAll(/<style[^>]*>([^]*?)<\/style>/g)].map(([, text = '']) => text);
  const drawn = clean
    .replace(CLICKABLE, (_, tag: string, attributes: string, label: string, action: string, content: string) => {
      const read = actionOf(action, content);
      const look = attribute(attributes, 'class') ?? '';
      if (!read) return tag === 'a' ? `<a${attributes}>${label}</a>` : '';
      return html`<button class="${look}" name="${PRESSED}" value="${JSON.stringify(read)}">
        ${trusted(label)}
      </button>`.toString();
    })
    .replace(/<cwdb-action\b[^>]*>[^]*?<\/cwdb-action>/g, '');
  const form = drawn.includes(PRESSED);
  return {
    styles,
    // The first button of a form is what the enter key presses; this one does nothing.
    drawing: form
      ? html`<form method="post" action="${address}">
          <button disabled style="display:none"></button>${trusted(drawn)}
        </form>`
      : trusted(drawn),
  };
};

/** What was clicked, with the fields of the widget as CloudWatch hands them over; undefined for what is no click. */
export const readClick = (
  form: URLSearchParams,
): { action: WidgetAction; fields: Record<string, string>; answered: boolean } | undefined => {
  try {
    const action = JSON.parse(form.get(PRESSED) ?? '') as WidgetAction;
    if (typeof action.endpoint !== 'string' || typeof action.parameters !== 'object') return undefined;
    const fields = Object.fromEntries([...form].filter(([name]) => !name.startsWith(OWN)));
    return { action, fields, answered: form.has(ANSWERED) };
  } catch {
    return undefined;
  }
};

/** The question that an action asks first, with what was filled in kept for the answer. */
export const questionForm = (action: WidgetAction, fields: Record<string, string>, address: string): Html =>
  html`<section class="card" aria-labelledby="question">
    <h1 id="question">${action.confirmation ?? ''}</h1>
    <form method="post" action="${address}" data-wait="Doing it…">
      <input type="hidden" name="${PRESSED}" value="${JSON.stringify(action)}" />
      ${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
      <button class="go" name="${ANSWERED}" value="1">Yes</button>
      <a class="button" href="${address}">No, back to the dashboard</a>
    </form>
  </section>`;
