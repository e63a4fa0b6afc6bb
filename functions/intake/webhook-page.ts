import { layout } from '../pages/layout.ts';
import { type Html, html } from '../shared/html.ts';
import { MAX_BODY_BYTES } from './contract.ts';
import { EXAMPLES, REFUSALS, STANDARD_SCHEMA } from './openapi.ts';
import { TOLERANCE_SECONDS } from './webhook-signature.ts';

/** Signs and sends one delivery from a shell; needs curl and openssl, and ADDRESS, SECRET and BODY in its environment. */
export const SHELL_RECIPE = `ID="msg_$(openssl rand -hex 12)"    # keep it when you send the same message again
NOW=$(date +%s)
KEY=$(printf %s "\${SECRET#whsec_}" | openssl base64 -d -A | od -An -v -tx1 | tr -d ' \\n')
SIGNATURE=$(printf '%s.%s.%s' "$ID" "$NOW" "$BODY" |
  openssl dgst -sha256 -mac HMAC -macopt "hexkey:$KEY" -binary | openssl base64 -A)
curl --silent --show-error "$ADDRESS" \\
  --header 'content-type: application/json' \\
  --header "webhook-id: $ID" \\
  --header "webhook-timestamp: $NOW" \\
  --header "webhook-signature: v1,$SIGNATURE" \\
  --data-binary "$BODY"
`;

/** The same in Node.js 18 or later, without a package. */
export const NODE_RECIPE = `import { createHmac, randomUUID } from 'node:crypto';

const { ADDRESS, SECRET, BODY } = process.env;
const id = \`msg_\${randomUUID()}\`; // keep it when you send the same message again
const now = Math.floor(Date.now() / 1000);
const key = Buffer.from(SECRET.replace(/^whsec_/, ''), 'base64');
const signature = createHmac('sha256', key).update(\`\${id}.\${now}.\${BODY}\`).digest('base64');

const answer = await fetch(ADDRESS, {
  method: 'POST',
  headers: {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(now),
    'webhook-signature': \`v1,\${signature}\`,
  },
  body: BODY,
});
console.log(answer.status, await answer.text());
`;

/** The page that tells a platform's developers how to call. */
export const webhookPage = (server: string): Html =>
  layout({
    site: 'Resolve311',
    language: 'en',
    title: 'How to send requests',
    content: html`<h1>How to send requests</h1>
      <p>
        A 311 platform sends each request as one signed delivery to <code>POST /webhooks/{platform}</code>. The answer
        comes in milliseconds; the work begins after it. The whole description, for programs:
        <a href="${server}/webhooks/openapi.json">OpenAPI 3.1</a>.
      </p>

      <h2>The body</h2>
      <p>
        The platform’s name, which you were given with your secret, settles the format: <code>standard</code> as below,
        or <code>qalert</code> as QScend’s QAlert returns a request. UTF-8, at most ${MAX_BODY_BYTES / 1024} KB.
      </p>
      ${example(EXAMPLES.standard, 'A standard delivery')} ${fieldsOf(STANDARD_SCHEMA)}

      <h2>QAlert’s local times</h2>
      ${example(EXAMPLES.qalert, 'A QAlert delivery')}
      <p>
        <code>createDateUnix</code> is exact, and wins. Without it, <code>createDate</code> is read as the wall clock of
        the city. In the night in November in which clocks go back, the hour from 1:00 to 1:59 AM comes twice: the first
        one, still in summer time, is meant. A time in the hour that March skips is read one hour later.
      </p>

      <h2>The signature</h2>
      <p>
        Deliveries are signed as <a href="https://www.standardwebhooks.com/">Standard Webhooks</a> describes:
        HMAC-SHA256 of <code>webhook-id</code>, <code>webhook-timestamp</code> and the raw body, joined by full stops;
        the key is your secret, decoded from base64. The time may be ${TOLERANCE_SECONDS} seconds off. Two secrets can
        be live at once, so that one can be changed without a pause.
      </p>
      <h3>In a shell</h3>
      ${code(SHELL_RECIPE, 'Signing in a shell')}
      <h3>In Node.js</h3>
      ${code(NODE_RECIPE, 'Signing in Node.js')}

      <h2>The answer</h2>
      <p>
        <code>202</code> with the request’s number, its page for the resident, and warnings about what was accepted
        otherwise than it was sent. The same delivery always gets the same answer: a <code>webhook-id</code> is
        remembered for 30 days, and one request is kept for each <code>id</code> of yours. Everything else is
        <code>application/problem+json</code> and says what to do:
      </p>
      <dl>
        ${Object.entries(REFUSALS).map(
          ([status, words]) =>
            html`<dt>${status}</dt>
              <dd>${words}</dd> `,
        )}
        <dt>429</dt>
        <dd>Too many deliveries at once, refused before they were read. Wait and send again.</dd>
      </dl>
      <p>
        After no answer, 429 or any 5xx, send the same delivery again with the same <code>webhook-id</code>, signed
        anew. That is always safe.
      </p>`,
  });

const code = (text: string, label: string): Html =>
  html`<pre tabindex="0" role="region" aria-label="${label}"><code>${text}</code></pre>`;

const example = (value: unknown, label: string): Html => code(JSON.stringify(value, null, 2), label);

interface Field {
  type?: string | readonly string[];
  maxLength?: number;
  description?: string;
  properties?: Record<string, Field>;
  required?: readonly string[];
}

const fieldsOf = (schema: Field): Html =>
  html`<dl>
    ${linesOf(schema).map(
      ([name, words]) =>
        html`<dt><code>${name}</code></dt>
          <dd>${words}</dd> `,
    )}
  </dl>`;

const linesOf = (schema: Field, path = ''): [string, string][] =>
  Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const required = schema.required?.includes(name) ? 'Required.' : '';
    const type = typeof field.type === 'string' ? field.type : (field.type?.[0] ?? '');
    const size = field.maxLength === undefined ? '' : `, at most ${field.maxLength} characters`;
    const words = [required, field.description, `(${type}${size})`].filter(Boolean).join(' ');
    return [[`${path}${name}`, words] as [string, string], ...linesOf(field, `${path}${name}.`)];
  });
