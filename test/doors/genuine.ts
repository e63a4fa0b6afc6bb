import { QUESTIONS } from '../../functions/audits/checklist.ts';
import { signDelivery } from '../../functions/intake/webhook-signature.ts';
import type { LinkPurpose } from '../../functions/pages/signed-link.ts';
import qalert from '../intake/qalert-request.json' with { type: 'json' };
import type { Genuine } from './edits.ts';
import { type Furnished, QUEUES, formOf } from './furnish.ts';
import type { Visit } from './house.ts';

const SENTENCE = 'The hole was filled with hot asphalt.';
const GOOD_AUDIT = { action: 'audit', ...Object.fromEntries(QUESTIONS.map(({ id }) => [id, 'pass'])) };

/** The forms of each page, by the purpose of its link; `on` names what the form is posted about, where it is not what the link of the purpose names. */
const FORMS: Partial<Record<LinkPurpose, { on?: keyof Furnished['requests']; fields: Record<string, string> }[]>> = {
  request: [
    { on: 'accepted', fields: { action: 'add-detail', text: 'The hole is beside the blue door.' } },
    { on: 'accepted', fields: { action: 'raise-concern', reason: 'overdue', text: 'Nobody has come by today.' } },
    { on: 'accepted', fields: { action: 'withdraw', text: 'It was filled by a neighbor.' } },
    { on: 'asked', fields: { action: 'answer', text: 'On the left side, beside the school.' } },
    { on: 'resolved', fields: { action: 'reopen', text: 'The hole has come back.' } },
    {
      on: 'resolved',
      fields: { action: 'rate', accuracy: '4', courtesy: '5', ease: '5', overall: '4', comment: 'It was quick.' },
    },
    { on: 'accepted', fields: { action: 'change-language', language: 'es' } },
  ],
  'work-order': [
    { on: 'offered', fields: { action: 'accept', reference: 'N-1' } },
    { on: 'hidden', fields: { action: 'open-private' } },
    { on: 'hidden', fields: { action: 'note', text: 'A crew looked at it.' } },
    { on: 'accepted', fields: { action: 'note', text: 'A crew looked at it.' } },
    { on: 'accepted', fields: { action: 'schedule', day: '2026-07-09', text: 'In the morning.' } },
    { on: 'accepted', fields: { action: 'hold', reason: 'waiting-for-outside-agency', text: 'Gas is first.' } },
    { on: 'accepted', fields: { action: 'complete', outcome: 'done', resolution: SENTENCE } },
    { on: 'offered', fields: { action: 'send-back', reason: 'not-our-place', text: 'This street is private.' } },
    {
      on: 'accepted',
      fields: { action: 'transfer', to: 'water-sewer', reason: 'their-service', text: 'It is a broken pipe.' },
    },
    { on: 'accepted', fields: { action: 'raise-concern', reason: 'other', text: 'This cannot be done in time.' } },
  ],
  review: [
    { on: 'held', fields: { action: 'accept', typeCode: 'pothole', priority: 'normal' } },
    { on: 'held', fields: { action: 'ask', question: 'Which side of the street is it on?' } },
    { on: 'held', fields: { action: 'decline', reason: 'private-matter', resolution: SENTENCE } },
    { on: 'held', fields: { action: 'refer', receiver: 'Eversource', resolution: SENTENCE } },
    { on: 'held', fields: { action: 'answer', typeCode: 'pothole', resolution: SENTENCE } },
    { on: 'held', fields: { action: 'withdraw', resolution: SENTENCE } },
    { on: 'accepted', fields: { action: 'retype', typeCode: 'general-comment-or-suggestion' } },
    { on: 'accepted', fields: { action: 'add-work', partner: 'eversource', task: 'Move the pole aside.' } },
    { on: 'accepted', fields: { action: 'revoke-links', whose: 'resident', text: 'It went to somebody else.' } },
    { on: 'resolved', fields: { action: 'reopen', because: 'told', text: 'Her neighbor called about it.' } },
  ],
  escalation: [
    { on: 'hidden', fields: { action: 'open-private' } },
    { fields: { action: 'acknowledge', text: 'A crew goes out tonight.' } },
  ],
  concern: [
    { fields: { action: 'contact', way: 'telephone', text: 'Told them that a crew comes today.' } },
    { fields: { action: 'note', text: 'She asks to be called.' } },
    { fields: { action: 'hand-on', to: 'dpw-highway', text: 'Please look at it today.' } },
    { fields: { action: 'resolve', outcome: 'put-right', resolution: SENTENCE } },
  ],
  audit: [
    { fields: { ...GOOD_AUDIT, corrector: 'nobody' } },
    { fields: { ...GOOD_AUDIT, corrector: 'manager', task: 'Send a crew again, please.', days: '10' } },
  ],
  correction: [{ fields: { action: 'corrected', text: SENTENCE } }],
  improvement: [
    { fields: { action: 'assign', owner: 'dpw-highway' } },
    { fields: { action: 'change', text: 'Crews start an hour earlier.', on: '2026-07-01', 'review-on': '2026-09-01' } },
    { fields: { action: 'move', 'review-on': '2026-09-02' } },
    { fields: { action: 'review', text: 'It is better than it was.' } },
    { fields: { action: 'close', reason: 'It has not helped at all.' } },
  ],
  queue: [
    { fields: { action: 'found', typeCode: 'pothole', address: '7 Elm St', resolution: SENTENCE, once: '1' } },
    { fields: { action: 'raise-concern', reason: 'other', text: 'This cannot be done in time.' } },
  ],
  preferences: [
    { fields: { action: 'choose-preferences', language: 'es', print: 'large', format: 'text', progress: 'on' } },
    { fields: { 'List-Unsubscribe': 'One-Click' } },
  ],
};

const PURPOSE_OF: Record<string, LinkPurpose> = {
  requests: 'request',
  'work-orders': 'work-order',
  reviews: 'review',
  escalations: 'escalation',
  concerns: 'concern',
  audits: 'audit',
  corrections: 'correction',
  improvements: 'improvement',
  queues: 'queue',
  scorecards: 'scorecard',
  preferences: 'preferences',
};

/** The improvement that was changed, in the hands of its owner; the one that links of the purpose name was not. */
const FIRST = 'I-1~review-desk';

const LISTS = [
  ...['', 'status=open', 'service_code=pothole&status=open,closed', 'page=1&page_size=2', 'extensions=true'],
  ...['start_date=2026-06-01T00:00:00Z&end_date=2026-06-30T00:00:00Z', 'updated_after=2026-06-01T00:00:00Z'],
];

/** What genuinely comes to a door of the API, by the door's name; undefined for a door that is none of the API's. */
export const genuineOf = (door: string, furnished: Furnished): Genuine[] | undefined => {
  const [method = '', resource = ''] = door.split(' ');
  if (!resource.startsWith('/')) return undefined;
  const [, first = '', parameter] = resource.split('/');
  if (parameter === '{token}') return method === 'GET' ? shown(first, furnished) : posted(first, furnished);
  if (resource === '/webhooks/{platform}') return deliveries(furnished);
  if (resource === '/partners/{partner}/updates') return updates(furnished);
  if (method === 'POST' && first === 'open311') return reports(resource, furnished);
  const [, request] = Object.values(furnished.requests);
  const format = resource.includes('figures') ? '' : `${request}.json`;
  const documents = resource.includes('services/') ? ['pothole.json', 'pothole.xml'] : [format, `${request}.xml`];
  const paths = resource.includes('{') ? documents.map((one) => resource.replace('{document}', one)) : [resource];
  return paths.flatMap((path) =>
    LISTS.map((query) => ({ name: `${path}?${query}`, make: () => ({ method, path, query }) })),
  );
};

const shown = (folder: string, { path, requests }: Furnished): Genuine[] => {
  const purpose = PURPOSE_OF[folder]!;
  const ids: Partial<Record<LinkPurpose, string[]>> = {
    'work-order': [`${requests.offered}-1`, `${requests.light}-1`, `${requests.hidden}-1`],
    review: [requests.accepted, requests.resolved, requests.hidden],
    queue: QUEUES,
    improvement: ['all', FIRST],
    scorecard: ['2026-06~all'],
  };
  const paths = [path(purpose), ...(ids[purpose] ?? []).map((id) => path(purpose, id))];
  const queries =
    purpose === 'queue' || purpose === 'scorecard' ? ['', 'format=csv', 'late=1&type=pothole'] : ['', 'lang=es'];
  return paths.flatMap((one) =>
    queries.map((query) => ({ name: one, make: () => ({ method: 'GET', path: one, query }) })),
  );
};

const posted = (folder: string, furnished: Furnished): Genuine[] => {
  const purpose = PURPOSE_OF[folder]!;
  const { path, requests } = furnished;
  const workOrders = ['offered', 'accepted'].map((name) => `${requests[name as 'offered']}-1`);
  const bulk = new URLSearchParams([...workOrders.map((id) => ['workOrder', id]), ['do', 'complete']]);
  for (const [name, value] of Object.entries({ action: 'bulk', outcome: 'done', resolution: SENTENCE }))
    bulk.append(name, value);
  const forms = (FORMS[purpose] ?? []).map(({ on, fields }) => {
    const id = on && `${requests[on]}${purpose === 'work-order' ? '-1' : ''}`;
    const known = path(purpose, id);
    const about: Record<string, string> = purpose === 'queue' ? { about: `${requests.accepted}-1` } : {};
    return { name: `${purpose}: ${fields.action}`, make: () => formOf(known, { ...fields, ...about }) };
  });
  if (purpose === 'queue')
    forms.push({
      name: 'queue: bulk',
      make: () => ({ ...formOf(path('queue'), {}), body: Buffer.from(bulk.toString()) }),
    });
  if (purpose === 'improvement')
    for (const { fields } of FORMS.improvement ?? [])
      forms.push({
        name: `${fields.action} of one that was changed`,
        make: () => formOf(path(purpose, FIRST), fields),
      });
  if (purpose === 'improvement')
    forms.push({ name: 'improvement: by hand', make: () => formOf(path('improvement', 'all'), BY_HAND) });
  return forms;
};

const BY_HAND = {
  ...{ action: 'start-by-hand', title: 'Fewer potholes are late', source: 'other', said: 'The mayor asked for it.' },
  ...{ figure: 'late', of: 'type:pothole', owner: 'review-desk' },
};

const deliveries = (furnished: Furnished): Genuine[] => {
  let nth = 0;
  const standard = () => ({
    ...{ id: `S-${(nth += 1)}`, type: 'pothole', description: 'A deep hole in front of the bakery.', channel: 'web' },
    ...{ requestedAt: '2026-06-30T09:00:00-04:00', private: false },
    location: { address: '12 Elm St', lat: 42.3994, lon: -71.1317, ward: '3' },
    reporter: { name: 'Ana Pérez', email: 'ana@resident.example', phone: '617 555 0100', language: 'es' },
    answers: { size: 'large', depth: 'a foot' },
  });
  const payloads: [platform: string, payload: () => object][] = [
    ['standard', standard],
    ['standard', () => ({ id: `S-${(nth += 1)}`, type: 'talking-pigeon' })],
    ['standard', () => ({ ...standard(), reporter: null, location: null, answers: null, private: true })],
    ['qalert', () => ({ ...qalert.request, id: (nth += 1) })],
    ['boston', () => ({ ...standard(), type: 'Request for Pothole Repair' })],
  ];
  return payloads.map(([platform, payload]) => ({
    name: `a delivery of ${platform}`,
    make: () => furnished.signed('webhooks', platform, Buffer.from(JSON.stringify(payload()))),
    sign: signer(furnished, 'PlatformKeys'),
  }));
};

const updates = (furnished: Furnished): Genuine[] => {
  const { light } = furnished.requests;
  const about = { workOrder: `${light}-1`, reference: 'E-1' };
  const bodies = [
    { ...about, status: 'in progress', at: '2026-07-01T09:00:00-04:00', text: 'A crew looks at the lamp.' },
    { ...about, status: 'done', outcome: 'done', resolution: 'We put a new lamp on the pole.' },
    { ...about, status: 'on hold', reason: 'waiting-for-outside-agency', text: 'A part is ordered.' },
    { ...about, status: 'scheduled', scheduledFor: '2026-07-09T12:00:00Z' },
    { reference: 'E-1', status: 'a word that nobody knows', text: 'It is what it is.' },
  ];
  return bodies.map((body) => ({
    name: `an update: ${body.status}`,
    make: () => furnished.signed('partners', 'eversource', Buffer.from(JSON.stringify(body))),
    sign: signer(furnished, 'PartnerKeys'),
  }));
};

/** Signs a changed body again, with the id and the time that it says. */
const signer =
  ({ house }: Furnished, keys: 'PlatformKeys' | 'PartnerKeys') =>
  (visit: Visit): Visit => {
    const { headers = {}, body = Buffer.alloc(0) } = visit;
    const sender = visit.path.split('/')[2] ?? '';
    const id = headers['webhook-id'] ?? '';
    const seconds = Number(headers['webhook-timestamp']);
    try {
      const { current = '' } = house.secret(`${keys}-${sender}/Secret`);
      return { ...visit, headers: { ...headers, 'webhook-signature': signDelivery(current, id, seconds, body) } };
    } catch {
      return visit; // there is no such sender any more
    }
  };

const reports = (resource: string, { house }: Furnished): Genuine[] => {
  const key = house.secret('Open311Keys/Secret').city ?? '';
  const path = resource.replace('{document}', 'others.json');
  const base = { api_key: key, service_code: 'pothole', address_string: '12 Elm St' };
  const person = { first_name: 'Ana', last_name: 'Pérez', email: 'ana@resident.example', phone: '617 555 0100' };
  const forms: Record<string, string>[] = [
    { ...base, description: 'A deep hole in front of the bakery.', ...person },
    {
      ...base,
      lat: '42.3954',
      long: '-71.1217',
      media_url: 'https://pictures.example/1.jpg',
      jurisdiction_id: 'city.example',
    },
    {
      api_key: key,
      service_code: 'general-comment-or-suggestion',
      'attribute[subject]': 'DPW Highway',
      description: 'Thanks.',
    },
  ];
  return forms.map((fields) => ({ name: `a report: ${fields.service_code}`, make: () => formOf(path, fields) }));
};
