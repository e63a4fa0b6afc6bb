import { afterEach, expect, test } from 'vitest';
import { CONFIG } from '../../infra/config.ts';
import { readTargets } from '../../functions/partners/webhook-target.ts';
import { synthesise, textOf } from '../infra/templates.ts';

const { staging } = CONFIG;
const before = { platforms: staging.platforms, partners: staging.partners };
afterEach(() => Object.assign(staging, before));

/** Staging with a platform that is called back and two partners with a system, of which one is. */
const withTargets = (callback: string) => {
  Object.assign(staging, {
    platforms: { ...before.platforms, standard: { ...before.platforms.standard, callback } },
    partners: {
      eversource: { catalogue: 'somerville', url: 'https://hooks.eversource.example/311' },
      'trash-hauler': { catalogue: 'somerville' },
    },
  });
  return synthesise('staging');
};

const SENDERS = ['PassOnEvents', 'FlushWebhooks'];

test('the targets of the configuration reach both functions, each with its own secret, and those without an address do not', () => {
  const { ofType } = withTargets('https://platform.example/callback');
  const functions = ofType('AWS::Lambda::Function').filter(({ Properties }) =>
    SENDERS.some((name) => String(Properties.FunctionName).endsWith(name)),
  );
  expect(functions).toHaveLength(2);
  for (const { Properties } of functions) {
    const { Variables } = Properties.Environment as { Variables: Record<string, unknown> };
    const targets = readTargets(textOf(Variables.WEBHOOK_TARGETS));
    expect(Object.keys(targets)).toEqual(['platform:standard', 'partner:eversource']);
    expect(targets['platform:standard']).toMatchObject({ url: 'https://platform.example/callback' });
    expect(targets['platform:standard']?.secret).toContain('PlatformKeysstandard');
    expect(targets['partner:eversource']).toMatchObject({ catalogue: 'somerville' });
    expect(targets['partner:eversource']?.secret).toContain('PartnerKeyseversource');
  }
});

test('both functions may read the secrets of their targets, and no other', () => {
  const { ofType } = withTargets('https://platform.example/callback');
  const policies = ofType('AWS::IAM::Policy').filter(({ id }) => SENDERS.some((name) => id.includes(name)));
  expect(policies).toHaveLength(2);
  for (const { Properties } of policies) {
    const secrets = [...JSON.stringify(Properties).matchAll(/(?:Platform|Partner)Keys[a-z]+/g)].map(([name]) => name);
    expect([...new Set(secrets)].toSorted()).toEqual(['PartnerKeyseversource', 'PlatformKeysstandard']);
  }
});

test('an address that is not https is refused before anything is deployed', () => {
  expect(() => withTargets('http://platform.example/callback')).toThrow(
    'platform:standard can be called by https only, not at http://platform.example/callback.',
  );
});
