import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import cdk from '../../cdk.json' with { type: 'json' };
import { MOST_IDS } from '../../functions/open311/request-query.ts';
import { signLink } from '../../functions/pages/signed-link.ts';
import { CONFIG, ENVIRONMENT_NAMES, addressesIn, domainOf, environmentNamed } from '../../infra/config.ts';
import { buildApp, synthesise } from './templates.ts';

describe.each(ENVIRONMENT_NAMES)('the app of %s', (environment) => {
  const { app } = buildApp(environment);
  const assembly = app.synth();

  test('is five stacks, deployed in this order', () => {
    const name = `Resolve311-${environment[0]?.toUpperCase()}${environment.slice(1)}`;
    expect(assembly.stacks.map(({ stackName }) => stackName)).toEqual([
      `${name}-Data`,
      `${name}-Service`,
      `${name}-Quality`,
      `${name}-Edge`,
      `${name}-Observability`,
    ]);
  });

  test('needs no account, no region and no look-up', () => {
    expect(assembly.manifest.missing).toBeUndefined();
    for (const { environment: place } of assembly.stacks) {
      expect(place).toMatchObject({ account: 'unknown-account', region: 'unknown-region' });
    }
    expect(JSON.stringify(synthesise(environment).templates)).not.toMatch(/AWS::SSM::Parameter::Value<(?!String>)/);
  });

  test('writes to reserved example domains until a city puts its own there', () => {
    for (const address of addressesIn(CONFIG[environment])) {
      expect(domainOf(address)).toMatch(/(^|\.)example$/);
    }
  });

  test('leaves each stack room below the 500 resources that CloudFormation takes', () => {
    for (const [stack, { Resources }] of Object.entries(synthesise(environment).templates)) {
      expect(Object.keys(Resources).length, stack).toBeLessThan(400);
    }
  });

  test('shares of the service nothing but the API, so that a function or a path can go without asking another stack', () => {
    const { Outputs } = synthesise(environment).templates.service;
    const shared = Object.values(Outputs ?? {}).map(({ Value }) =>
      JSON.stringify(Value).replaceAll(/[0-9A-F]{8}/g, ''),
    );
    expect(shared.sort()).toEqual(['{"Fn::GetAtt":["Api","RootResourceId"]}', '{"Ref":"Api"}']);
  });

  test('opens no address before the functions of all stacks are there', () => {
    const edge = assembly.stacks.find(({ stackName }) => stackName.endsWith('-Edge'));
    const before = edge?.dependencies.map(({ id }) => id.replace(/.*-/, ''));
    expect(before).toEqual(expect.arrayContaining(['Service', 'Quality']));
  });

  test('lets the dashboards go and come without holding up the others', () => {
    const { templates } = synthesise(environment);
    expect(JSON.stringify(templates.observability)).not.toMatch(/Fn::ImportValue|Fn::GetStackOutput/);
  });
});

test('passes the rules of CloudFormation itself, without a warning', () => {
  vi.stubEnv('CDK_VALIDATION', 'true');
  const { app } = buildApp('production');
  app.synth();
  vi.unstubAllEnvs();
  const report = JSON.parse(readFileSync(join(app.outdir, 'validation-report.json'), 'utf8')) as {
    pluginReports: { violations: { description: string }[] }[];
  };
  expect(report.pluginReports.flatMap(({ violations }) => violations.map(({ description }) => description))).toEqual(
    [],
  );
});

test('names the environments when there is no such one', () => {
  expect(() => environmentNamed('prod')).toThrow(
    'There is no environment "prod"; there are: local, staging, production.',
  );
});

test('asks AWS for no notices and tells it nothing', () => {
  expect(cdk).toMatchObject({ versionReporting: false, notices: false, context: { 'cli-telemetry': false } });
});

test('puts a firewall before the API everywhere but on one machine, and it turns no words away', () => {
  expect(synthesise('local').ofType('AWS::WAFv2::WebACL')).toEqual([]);
  const [acl] = synthesise('production').ofType('AWS::WAFv2::WebACL');
  const rules = JSON.stringify(acl?.Properties.Rules);
  for (const rule of ['CrossSiteScripting_BODY', 'SizeRestrictions_BODY', 'GenericLFI_BODY', 'GenericRFI_BODY']) {
    expect(rules).toContain(`{"ActionToUse":{"Count":{}},"Name":"${rule}"}`);
  }
  expect(synthesise('production').ofType('AWS::WAFv2::WebACLAssociation')).toHaveLength(1);
});

test('promises nothing of what became of a call whose function came to no answer: it may have been recorded', () => {
  const answer = synthesise('production')
    .ofType('AWS::ApiGateway::GatewayResponse')
    .find(({ Properties }) => Properties.ResponseType === 'DEFAULT_5XX');
  const { detail } = JSON.parse(
    (answer?.Properties.ResponseTemplates as Record<string, string>)['application/json'] ?? '{}',
  ) as { detail: string };
  expect(detail).toBe('Send the same again in a minute; nothing is recorded twice.');
});

test('lets a platform send a storm’s reports from its one address, and asks whoever is too fast to come again', () => {
  const [acl] = synthesise('production').ofType('AWS::WAFv2::WebACL');
  const rules = acl?.Properties.Rules as {
    Name: string;
    Action?: object;
    Statement: { RateBasedStatement?: { Limit: number; ScopeDownStatement?: object } };
  }[];
  const floods = rules.flatMap(({ Name, Action, Statement: { RateBasedStatement: counted } }) =>
    counted ? [{ Name, Action, limit: counted.Limit, of: JSON.stringify(counted.ScopeDownStatement ?? {}) }] : [],
  );
  expect(floods.map(({ Name }) => Name)).toEqual(['Flood', 'SignedFlood']);
  for (const { Action } of floods) expect(Action).toMatchObject({ Block: { CustomResponse: { ResponseCode: 429 } } });
  const [flood, signed] = floods;
  const { rate } = CONFIG.production.throttle;
  expect(signed?.limit).toBeGreaterThan(300 * 44); // twenty times New York's year
  expect(signed?.limit).toBeLessThan(300 * rate);
  const path = /"RegexString":("[^"]+")/.exec(signed?.of ?? '')?.[1];
  expect(flood?.of).toMatch(/^{"NotStatement":/);
  expect(flood?.of).toContain(`"RegexString":${path}`);
  const isSigned = (address: string) => new RegExp(JSON.parse(path ?? '""') as string).test(address);
  const calls = ['/live/webhooks/standard', '/webhooks/qalert', '/live/partners/eversource/updates'];
  expect(calls.filter(isSigned)).toEqual(calls);
  expect(['/live/requests/webhooks/', '/live/open311/v2/requests.json', '/'].filter(isSigned)).toEqual([]);
});

test('lets an address be as long as Open311 promises that a list of ids may make it', () => {
  // The managed set blocks a query above 2,048 bytes, and API Gateway a first line and headers above 10,240.
  const query = encodeURIComponent(Array(MOST_IDS).fill('R-7K2M-4Q9D-XW3E').join(','));
  const [acl] = synthesise('production').ofType('AWS::WAFv2::WebACL');
  expect(query.length).toBeGreaterThan(2_048);
  expect(JSON.stringify(acl?.Properties.Rules)).toContain(
    '{"ActionToUse":{"Count":{}},"Name":"SizeRestrictions_QUERYSTRING"}',
  );
  const headers = 2_000; // of a browser with its languages, and of whoever traces it on its way
  expect(query.length + headers).toBeLessThan(10_240);
});

test('turns no link away for the letters that its signature happens to begin with', () => {
  const keys = { current: 'c2VjcmV0' };
  const links = Array.from({ length: 200_000 }, (_, id) =>
    signLink({ purpose: 'request', id: `R-${id}`, expiresAt: 0 }, keys),
  );
  expect(links.some((link) => /\.(log|ini)/i.test(link))).toBe(true);
  const [acl] = synthesise('production').ofType('AWS::WAFv2::WebACL');
  expect(JSON.stringify(acl?.Properties.Rules)).toContain(
    '{"ActionToUse":{"Count":{}},"Name":"RestrictedExtensions_URIPATH"}',
  );
});

test('keeps paths and addresses out of the access log, because a link’s token is in its path', () => {
  const [stage] = synthesise('production').ofType('AWS::ApiGateway::Stage');
  const { Format } = stage?.Properties.AccessLogSetting as { Format: string };
  expect(Format).toContain('$context.resourcePath');
  expect(Format).not.toMatch(/\$context\.(path|identity|extendedRequestId)\b/);
});
