import { describe, expect, test, vi } from 'vitest';
import { ROTATED_EVERY_DAYS } from '../../functions/pages/contract.ts';
import { CONFIG } from '../../infra/config.ts';
import { type Resource, synthesise, textOf } from './templates.ts';

interface Statement {
  Effect: string;
  Action: string | string[];
  Resource: unknown;
  Condition?: Record<string, Record<string, unknown>>;
}

const { ofType, resources } = synthesise('production');
const policies = ofType('AWS::IAM::Policy');
const listOf = <T>(value: T | T[]): T[] => (Array.isArray(value) ? value : [value]);
const statementsOf = (policy: Resource): Statement[] =>
  (policy.Properties.PolicyDocument as { Statement: Statement[] }).Statement;
const everyStatement = policies.flatMap(statementsOf);

/** AWS has no narrower resource than * for these. */
const NO_NARROWER = [
  /^xray:/,
  /^logs:(Create|Delete|Get|List|Update)LogDeliver/,
  /^logs:DescribeLogGroups$/,
  /^logs:(Describe|Put)ResourcePolic/,
];

/** Objects of a bucket are named by what their keys begin with. */
const OF_OBJECTS = /PhotosBucket\w+>\/(raw|photos)\/\*$|FailedRecordsBucket\w+>\/aws\/lambda\/\*$/;

/** Those that read a stream: for them Lambda puts down what they gave up on. */
const READERS = ['NoteUnreachable', 'PassOnChanges', 'PassOnEvents', 'SendNotice'];

/** Names of tables that a store wants to know although the function never writes there. */
const NAMED_ONLY: Record<string, string[]> = {
  WaitForChange: ['Notices'],
  MeasureBacklog: ['Notices'],
  ShowPage: ['Notices'],
  AcceptReport: ['Notices'],
  AcceptRequest: ['Notices'],
  KeepPhoto: ['Notices'],
  CloseRequest: ['Notices'],
  CallOperator: ['Notices'],
  MoveClocks: ['Notices'],
  ShowQueue: ['Notices'],
  ShowScorecard: ['Notices'],
  PassOnEvents: ['Notices'],
  ShowWidget: ['Notices'],
};

const functions = ofType('AWS::Lambda::Function').map((lambda) => {
  const name = String(lambda.Properties.FunctionName).split('-').at(-1) as string;
  const role = (lambda.Properties.Role as { 'Fn::GetAtt': [string] })['Fn::GetAtt'][0];
  const own = policies.filter(({ Properties }) => JSON.stringify(Properties.Roles) === JSON.stringify([{ Ref: role }]));
  const variables = (lambda.Properties.Environment as { Variables: Record<string, unknown> }).Variables;
  return { name, variables, statements: own.flatMap(statementsOf) };
});

/** `Requests: PutItem Query REQUEST#*` for each table, index and stream that a function may touch. */
const accessOf = ({ statements }: (typeof functions)[number]): string[] =>
  statements
    .flatMap(({ Action, Resource, Condition }) =>
      listOf(Resource).flatMap((one) => {
        const arn = textOf(one);
        const verbs = listOf(Action).filter((action) => action.startsWith('dynamodb:'));
        const [, table] = /(Requests|Notices|Public|Measures)Table/.exec(arn) ?? [];
        if (!table || verbs.length === 0) return [];
        const part = arn.includes('StreamArn')
          ? ' stream'
          : (/\/index\/[\w-]+$/.exec(arn)?.[0].replace('/index/', ' by ') ?? '');
        const keys = listOf(Condition?.['ForAllValues:StringLike']?.['dynamodb:LeadingKeys'] ?? []);
        const written = part === ' stream' ? ['read'] : verbs.map((verb) => verb.slice('dynamodb:'.length)).sort();
        return [`${table}${part}: ${[...written, ...keys].join(' ')}`];
      }),
    )
    .sort();

/** Each verb with each of its keys by itself: IAM allows what any statement does, so where one ends and the next begins says nothing. */
const eachOf = (lines: readonly (string | undefined)[]): string[] =>
  lines
    .flatMap((line) => {
      const [part = '', words = ''] = (line ?? '').split(': ');
      const all = words.split(' ');
      const verbs = all.filter((word) => /^(?:read|Query|(?:[A-Z][a-z]+)+Item)$/.test(word));
      const keys = all.filter((word) => !verbs.includes(word));
      return verbs.flatMap((verb) => (keys.length > 0 ? keys : ['*']).map((key) => `${part}: ${verb} ${key}`));
    })
    .sort();

const REVIEW = [
  'Notices: PutItem',
  'Requests by near: Query',
  'Requests: BatchGetItem PutItem Query REQUEST#*',
  'Requests: GetItem CATALOGUE#*',
];
const COMMAND = ['Notices: PutItem', 'Requests: PutItem Query REQUEST#*'];
/** A command that asks the catalogue. */
const DECISION = ['Notices: PutItem', 'Requests: GetItem CATALOGUE#*', 'Requests: PutItem Query REQUEST#*'];
/** Taking a request in. */
const FILING = ['Requests: GetItem DELIVERY#*', 'Requests: PutItem REQUEST#* DELIVERY#*', 'Requests: Query REQUEST#*'];
const MISROUTES = 'Requests: PutItem MISROUTES#*';
const BESIDE_WORK = 'Requests: PutItem MISROUTES#* REFERENCE#*';
/** What is known of an address, and no notice. */
const RECIPIENTS = 'Notices: UpdateItem #recipient#*';

const AUDIT = [
  'Notices by by-request: Query',
  'Notices: BatchGetItem',
  'Requests: GetItem AUDITS#*',
  'Requests: GetItem CATALOGUE#*',
  'Requests: GetItem LINKS#*',
  'Requests: Query REQUEST#*',
];

const IMPROVEMENT = [
  'Measures: Query TRENDS',
  'Notices: GetItem #recipient#*',
  'Requests: GetItem CATALOGUE#*',
  'Requests: GetItem LINKS#*',
  'Requests: Query IMPROVEMENTS',
];

test('grants each function what it does to the tables, and no more', () => {
  const granted = Object.fromEntries(functions.map((each) => [each.name, eachOf(accessOf(each))]));
  const wanted: Record<string, (string | undefined)[]> = {
    AcceptRequest: FILING,
    DescribeWebhook: [],
    ReviewRequest: REVIEW,
    DecideReview: [...DECISION.slice(0, 2), MISROUTES, ...DECISION.slice(2)],
    UpdateWorkOrder: [...DECISION.slice(0, 2), 'Requests: GetItem LINKS#*', BESIDE_WORK, ...DECISION.slice(2)],
    ActOnMilestones: DECISION,
    KeepPhoto: [...DECISION.slice(1, 2), 'Requests: GetItem LINKS#*', ...DECISION.slice(2)],
    AcknowledgeEscalation: DECISION,
    HandleConcern: [...DECISION.slice(0, 2), 'Requests: GetItem LINKS#*', ...DECISION.slice(2)],
    AnswerSurvey: DECISION,
    CloseRequest: COMMAND.slice(1),
    CallOperator: COMMAND.slice(1),
    WaitForChange: ['Requests: ConditionCheckItem PutItem Query REQUEST#*'],
    Reconcile: [
      'Notices by on-the-way: Query',
      'Notices: GetItem PutItem UpdateItem',
      'Requests by watch: Query',
      'Requests: GetItem CATALOGUE#*',
      'Requests: PutItem Query REQUEST#*',
    ],
    ReleaseNotices: [
      'Notices by on-the-way: Query',
      'Notices: GetItem PutItem UpdateItem',
      'Requests: GetItem CATALOGUE#*',
      'Requests: GetItem PutItem SURVEYED#*',
      'Requests: PutItem Query REQUEST#*',
    ],
    SendNotice: ['Notices stream: read', 'Notices: GetItem UpdateItem'],
    ConfirmNotice: ['Notices: UpdateItem'],
    NoteUnreachable: ['Notices stream: read', 'Notices: GetItem PutItem', RECIPIENTS, ...DECISION.slice(1)],
    WriteScorecards: [
      'Measures: GetItem PutItem SCORECARDS#*',
      'Measures: Query DAYS ROLL-UPS#*',
      'Notices: GetItem PutItem',
      'Public: PutItem FIGURES',
      'Requests by queue: Query',
      'Requests by watch: Query',
      'Requests: GetItem CATALOGUE#*',
      'Requests: Query AUDITS#*',
    ],
    ShowScorecard: [
      'Measures: GetItem SCORECARDS#*',
      'Measures: Query TRENDS',
      'Requests: GetItem CATALOGUE#*',
      'Requests: GetItem LINKS#*',
      'Requests: Query AUDITS#* IMPROVEMENTS',
    ],
    FindTrends: [
      'Measures: PutItem TRENDS',
      'Measures: Query DAYS ROLL-UPS#* ROWS#* TRENDS',
      'Notices: PutItem',
      'Requests: GetItem CATALOGUE#*',
    ],
    RollUp: [
      'Measures: BatchWriteItem ROLL-UPS#*',
      'Measures: Query DAYS ROWS#* ROLL-UPS#*',
      'Measures: UpdateItem DAYS',
    ],
    MeasureBacklog: [
      'Requests by queue: Query',
      'Requests by watch: Query',
      'Requests: GetItem CATALOGUE#*',
      'Requests: Query REQUEST#*',
    ],
    ShowQueue: ['Requests by queue: Query', 'Requests: GetItem CATALOGUE#*', 'Requests: GetItem LINKS#*'],
    UpdateQueue: [
      DECISION[0],
      'Requests by queue: Query',
      'Requests: GetItem CATALOGUE#*',
      'Requests: GetItem LINKS#*',
      ...DECISION.slice(2),
    ],
    ShowWidget: [
      'Measures: Query DAYS ROLL-UPS#* TRENDS',
      'Requests by queue: Query',
      'Requests by watch: Query',
      'Requests: GetItem CATALOGUE#*',
      'Requests: Query REQUEST#* AUDITS#*',
    ],
    ActOnWidget: [...DECISION.slice(0, 2), 'Requests: PutItem Query REQUEST#*'],
    ReadFigures: ['Public: Query FIGURES'],
    DescribeServices: ['Requests: GetItem CATALOGUE#*'],
    ReadRequests: [
      'Public by by-change: Query',
      'Public by by-service: Query',
      'Public by by-time: Query',
      'Public by open-by-time: Query',
      'Public: BatchGetItem Query REQUEST#*',
      'Requests: GetItem CATALOGUE#*',
    ],
    AcceptReport: [
      'Public: PutItem REQUEST#*',
      'Public: UpdateItem RATE#*',
      'Requests: GetItem CATALOGUE#*',
      ...FILING,
    ],
    MoveClocks: [
      'Requests by watch: Query',
      'Requests: GetItem CATALOGUE#*',
      'Requests: GetItem PutItem CLOCKS#*',
      'Requests: PutItem Query REQUEST#*',
    ],
    PassOnChanges: [
      'Notices: PutItem',
      'Public: DeleteItem PutItem Query REQUEST#*',
      'Requests stream: read',
      'Requests: DeleteItem PutItem Query REQUEST#*',
      'Requests: GetItem CATALOGUE#*',
    ],
    ReceiveUpdate: [
      DECISION[0],
      'Requests by queue: Query',
      'Requests: GetItem CATALOGUE#*',
      'Requests: GetItem DELIVERY#partner:* REFERENCE#*',
      'Requests: PutItem DELIVERY#partner:*',
      BESIDE_WORK,
      'Requests: PutItem Query REQUEST#*',
    ],
    PassOnEvents: [
      'Measures: BatchWriteItem ROWS#*',
      'Measures: UpdateItem DAYS',
      'Requests stream: read',
      'Requests: DeleteItem PutItem Query UpdateItem WEBHOOK#*',
      'Requests: GetItem CATALOGUE#*',
      'Requests: Query REQUEST#*',
    ],
    FlushWebhooks: ['Requests by watch: Query', 'Requests: DeleteItem PutItem Query UpdateItem WEBHOOK#*'],
    WatchRegister: ['Notices: GetItem PutItem', 'Requests: GetItem CATALOGUE#*'],
    WriteDigests: [
      'Notices by on-the-way: Query',
      'Notices: GetItem PutItem UpdateItem',
      'Requests by queue: Query',
      'Requests by watch: Query',
      'Requests: GetItem CATALOGUE#*',
    ],
    RotateLinkKeys: [],
    ShowPreferences: ['Notices: GetItem #recipient#*', 'Requests: Query REQUEST#*'],
    ChangePreferences: ['Notices: GetItem UpdateItem #recipient#*', 'Requests: Query REQUEST#*'],
    ShowPage: ['Requests: GetItem CATALOGUE#*', 'Requests: GetItem LINKS#*', 'Requests: Query REQUEST#*'],
    // The pages of improvements touch no request.
    ShowImprovement: IMPROVEMENT,
    AnswerImprovement: [
      'Measures: Query DAYS ROLL-UPS#*',
      'Notices: PutItem',
      ...IMPROVEMENT.map((line) => line.replace('Query IMPROVEMENTS', 'PutItem Query IMPROVEMENTS')),
    ].sort(),
    RemindImprovements: [
      'Notices: PutItem',
      'Requests: GetItem CATALOGUE#*',
      'Requests: GetItem LINKS#*',
      'Requests: PutItem Query IMPROVEMENTS',
    ],
    DrawAudits: [
      'Measures: Query DAYS ROWS#*',
      'Notices: PutItem',
      'Requests by queue: Query',
      'Requests: GetItem CATALOGUE#*',
      'Requests: GetItem LINKS#*',
      'Requests: GetItem PutItem UpdateItem AUDITS#*',
      'Requests: Query REQUEST#*',
    ],
    ShowAudit: AUDIT,
    // What an audit writes is its own (R164): no request.
    AnswerAudit: AUDIT.map((line) =>
      line
        .replace('Notices: BatchGetItem', 'Notices: BatchGetItem PutItem')
        .replace('GetItem AUDITS#*', 'GetItem PutItem AUDITS#*'),
    ).sort(),
  };
  expect(granted).toEqual(Object.fromEntries(Object.entries(wanted).map(([name, lines]) => [name, eachOf(lines)])));
});

test('tells a function of the tables that it is granted, and of no other that it does not only name', () => {
  for (const each of functions) {
    const told = ['Requests', 'Notices', 'Public'].filter((table) => `${table.toUpperCase()}_TABLE` in each.variables);
    const granted = ['Requests', 'Notices', 'Public'].filter((table) =>
      accessOf(each).some((line) => line.startsWith(`${table}:`) || line.startsWith(`${table} by`)),
    );
    expect([...granted, ...(NAMED_ONLY[each.name] ?? [])].sort(), each.name).toEqual(told.sort());
  }
});

test.each([
  ['ShowPage', ['s3:PutObject']], // signs for one photo to come
  ['ShowPreferences', []],
])('lets %s, which scanners of mail open, read and nothing else', (page, more) => {
  const shown = functions.find(({ name }) => name === page);
  const actions = shown?.statements.flatMap(({ Action }) => listOf(Action)) ?? [];
  expect(actions.filter((action) => /:(Put|Update|Delete|Send|Start|Batch|Transact)/.test(action)).sort()).toEqual(
    ['logs:PutLogEvents', ...more, 'xray:PutTelemetryRecords', 'xray:PutTraceSegments'].sort(),
  );
});

/** `raw/: PutObject` for each part of the bucket that a function may touch. */
const photoAccessOf = ({ statements }: (typeof functions)[number]): string[] =>
  statements
    .flatMap(({ Action, Resource }) =>
      listOf(Action).flatMap((action) => {
        const [, verb] = /^s3:(.*)$/.exec(action) ?? [];
        const place = textOf(Resource)
          .split('>')
          .at(-1)
          ?.replace(/^\/|\*$/g, '');
        return verb ? [`${place || 'bucket'}: ${verb}`] : [];
      }),
    )
    .sort();

test('grants each function what it does to photos and failed records, and no more', () => {
  const access = functions.map((each) => [each.name, photoAccessOf(each)] as const);
  expect(Object.fromEntries(access.filter(([, lines]) => lines.length > 0))).toEqual({
    ShowPage: ['photos/: GetObject', 'raw/: PutObject'],
    UpdateWorkOrder: ['photos/: GetObject', 'raw/: PutObject'],
    DecideReview: ['photos/: GetObject'],
    AcknowledgeEscalation: ['photos/: GetObject'],
    AnswerSurvey: ['photos/: GetObject'],
    HandleConcern: ['photos/: GetObject'],
    ShowAudit: ['photos/: GetObject'],
    AnswerAudit: ['photos/: GetObject'],
    KeepPhoto: ['bucket: ListBucket', 'photos/: PutObject', 'raw/: DeleteObject', 'raw/: GetObject'],
    ...Object.fromEntries(READERS.map((name) => [name, ['aws/lambda/: PutObject', 'bucket: ListBucket']])),
  });
  for (const { name, statements } of functions.filter((one) => READERS.includes(one.name)))
    expect(
      JSON.stringify(statements.filter(({ Action }) => JSON.stringify(Action).includes('s3:'))),
      name,
    ).not.toContain('Photos');
});

test('lets a function read the secrets that it is told of, and no other', () => {
  for (const { name, variables, statements } of functions) {
    const granted = statements
      .filter(({ Action }) => listOf(Action).includes('secretsmanager:GetSecretValue'))
      .flatMap(({ Resource }) => listOf(Resource).map(textOf));
    const { LINK_KEYS_SECRET, ADDRESS_KEY_SECRET, PLATFORMS, PARTNERS, OPEN311_KEYS_SECRET } = variables;
    const told = [LINK_KEYS_SECRET, ADDRESS_KEY_SECRET, PLATFORMS, PARTNERS, OPEN311_KEYS_SECRET]
      .map((variable) => textOf(variable ?? ''))
      .join(' ');
    for (const secret of granted) expect(told, name).toContain(secret);
    expect(granted.length, name).toBe([...told.matchAll(/<[^<>]+>/g)].length);
  }
});

test('lets one function put other keys into one secret, and Secrets Manager call it for that', () => {
  const writers = functions.filter(({ statements }) =>
    statements.some(({ Action }) => listOf(Action).includes('secretsmanager:PutSecretValue')),
  );
  expect(writers.map(({ name }) => name)).toEqual(['RotateLinkKeys']);
  const [schedule, ...others] = ofType('AWS::SecretsManager::RotationSchedule');
  expect(others).toEqual([]);
  expect(schedule?.Properties).toMatchObject({
    RotationRules: { AutomaticallyAfterDays: ROTATED_EVERY_DAYS },
    RotateImmediatelyOnUpdate: false,
  });
  const called = ofType('AWS::Lambda::Permission').filter(
    ({ Properties }) => Properties.Principal === 'secretsmanager.amazonaws.com',
  );
  expect(called.map(({ Properties }) => textOf(Properties.SourceArn))).toEqual([textOf(schedule?.Properties.SecretId)]);
});

test('lets people see the dashboards’ widgets, and others follow their buttons too; nothing of the service may', () => {
  const managed = ofType('AWS::IAM::ManagedPolicy').map(({ Properties }) => ({
    name: String(Properties.ManagedPolicyName),
    statements: (Properties.PolicyDocument as { Statement: Statement[] }).Statement,
    holders: [Properties.Roles, Properties.Users, Properties.Groups].filter(Boolean),
  }));
  const invoked = managed.map(({ name, statements }) => [
    name,
    statements.flatMap(({ Action, Resource }) => [
      Action,
      ...listOf(Resource).map((one) => textOf(one).replace(/.*Widgets(\w+?)Function.*/, '$1')),
    ]),
  ]);
  expect(Object.fromEntries(invoked)).toEqual({
    'Resolve311-Production-SeeWidgets': ['lambda:InvokeFunction', 'ShowWidget'],
    'Resolve311-Production-ActOnWidgets': ['lambda:InvokeFunction', 'ActOnWidget', 'ShowWidget'],
  });
  for (const { holders } of managed) expect(holders).toEqual([]);
  expect(JSON.stringify(everyStatement)).not.toMatch(/lambda:InvokeFunction"[^}]*(ShowWidget|ActOnWidget)/);
});

test('lets one function send mail, as the city’s sender only', () => {
  const senders = functions.filter(({ statements }) => JSON.stringify(statements).includes('ses:'));
  expect(senders.map(({ name }) => name)).toEqual(['SendNotice']);
  const [statement] = senders[0]?.statements.filter(({ Action }) => listOf(Action).includes('ses:SendRawEmail')) ?? [];
  expect(statement?.Condition).toEqual({ StringEquals: { 'ses:FromAddress': '311@city.example' } });
});

describe('every policy', () => {
  test('names its actions', () => {
    for (const { Action } of everyStatement) for (const action of listOf(Action)) expect(action).not.toContain('*');
  });

  test('names its resources, but where AWS has no narrower one', () => {
    for (const { Action, Resource } of everyStatement) {
      if (!listOf(Resource).some((one) => textOf(one).includes('*') && !OF_OBJECTS.test(textOf(one)))) continue;
      for (const action of listOf(Action)) {
        expect(
          NO_NARROWER.some((known) => known.test(action)),
          action,
        ).toBe(true);
      }
    }
  });

  test('belongs to one role', () => {
    for (const { Properties } of policies) expect(Properties.Roles).toHaveLength(1);
  });
});

describe('every queue', () => {
  test('is for dead letters, keeps them for fourteen days, is encrypted and refuses plain connections', () => {
    // One more is read by a function, and has such a queue of its own.
    const queues = ofType('AWS::SQS::Queue').filter(({ Properties }) => !Properties.RedrivePolicy);
    expect(queues).toHaveLength(6);
    const senders = JSON.stringify(
      resources.filter(({ Type }) => /EventSourceMapping|Subscription|EventInvoke|Events::Rule/.test(Type)),
    );
    for (const { id, Properties } of queues) {
      expect(Properties).toMatchObject({ MessageRetentionPeriod: 14 * 86_400, SqsManagedSseEnabled: true });
      expect(senders).toContain(id);
      const policy = ofType('AWS::SQS::QueuePolicy').find(({ Properties: of }) =>
        JSON.stringify(of.Queues).includes(id),
      );
      expect(JSON.stringify(policy?.Properties)).toContain('"aws:SecureTransport":"false"');
    }
  });
});

test('names all keys of a verb in one statement, so that a transaction over several kinds of items is let through as a whole', () => {
  const apart = policies.flatMap((policy) => {
    const seen = new Map<string, number>();
    for (const { Action, Resource: resource, Condition } of statementsOf(policy)) {
      if (!Condition?.['ForAllValues:StringLike']) continue;
      for (const action of listOf(Action))
        for (const one of listOf(resource).map(textOf))
          seen.set(`${policy.id} ${action} ${one}`, (seen.get(`${policy.id} ${action} ${one}`) ?? 0) + 1);
    }
    return [...seen].filter(([, count]) => count > 1).map(([name]) => name);
  });
  expect(apart).toEqual([]);
});

test('lets a sandbox write to whoever is verified besides the sender, because SES asks the policy for them too', () => {
  const identitiesIn = (environment: 'staging' | 'production') =>
    synthesise(environment)
      .ofType('AWS::IAM::Policy')
      .flatMap(statementsOf)
      .filter(({ Action }) => listOf(Action).includes('ses:SendRawEmail'))
      .flatMap(({ Resource: resource }) => listOf(resource).map(textOf))
      .map((arn) => arn.slice(arn.indexOf(':identity/') + 1));
  const listed = ['staging.city.example', 'tester@vendor.example', 'partners.example'];
  vi.spyOn(CONFIG.staging, 'mailAllowed', 'get').mockReturnValue(listed);
  vi.spyOn(CONFIG.production, 'mailAllowed', 'get').mockReturnValue(listed);
  try {
    expect(identitiesIn('staging')).toHaveLength(4); // the sender and the configuration set besides
    expect(identitiesIn('staging')).toEqual(
      expect.arrayContaining(['identity/tester@vendor.example', 'identity/partners.example']),
    );
    expect(identitiesIn('production')).toHaveLength(2);
  } finally {
    vi.restoreAllMocks();
  }
});

test('takes the sender’s domain as it is where SES knows it already, because an identity can be made once only', () => {
  const made = () => synthesise('production').ofType('AWS::SES::EmailIdentity');
  expect(made()).toHaveLength(1);
  CONFIG.production.senderVerified = true;
  try {
    expect(made()).toEqual([]);
    const sending = synthesise('production')
      .ofType('AWS::IAM::Policy')
      .flatMap(statementsOf)
      .find(({ Action }) => listOf(Action).includes('ses:SendRawEmail'));
    expect(textOf(sending?.Resource).split(',')).toContainEqual(expect.stringMatching(/:identity\/city\.example$/));
  } finally {
    delete CONFIG.production.senderVerified;
  }
});
