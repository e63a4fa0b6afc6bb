import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CONFIG } from '../../infra/config.ts';
import { articleAnchor } from '../../infra/constructs/service-alarm.ts';
import { synthesise, textOf } from './templates.ts';

const runbook = readFileSync(new URL('../../infra/observability/runbook.md', import.meta.url), 'utf8');
const articles = [...runbook.matchAll(/^## ([\w-]+\/\w+)$/gm)].map(([, name = '']) => name);

describe.each(['local', 'staging', 'production'] as const)('alarms of %s', (environment) => {
  const { ofType } = synthesise(environment);
  const { prefix } = CONFIG[environment];
  const alarms = ofType('AWS::CloudWatch::Alarm').map(({ Properties }) => ({
    name: String(Properties.AlarmName),
    article: String(Properties.AlarmName).slice(prefix.length),
    description: String(Properties.AlarmDescription),
    actions: [Properties.AlarmActions, Properties.OKActions],
  }));

  test('are named after their feature and condition', () => {
    expect(alarms.length).toBeGreaterThan(20);
    for (const { name } of alarms) expect(name).toMatch(new RegExp(`^${prefix}[a-z]+\\d*(-[a-z]+)*/[A-Z][A-Za-z]+$`));
    expect(new Set(alarms.map(({ name }) => name)).size).toBe(alarms.length);
  });

  test('say what happened, who is affected and where the article is', () => {
    for (const { article, description } of alarms) {
      const [what, impact, link, ...rest] = description.split(' · ');
      expect(rest).toEqual([]);
      expect(what).toMatch(/^[A-Z].{15,}\.$/);
      expect(impact).toMatch(/^[A-Z].{15,}\.$/);
      const [feature = '', condition = ''] = article.split('/');
      expect(link).toBe(`${CONFIG[environment].runbook}#${articleAnchor(feature, condition)}`);
      expect(description.length).toBeLessThanOrEqual(1024);
    }
  });

  test('have one article each, and every article an alarm', () => {
    expect([...articles].sort()).toEqual(alarms.map(({ article }) => article).sort());
  });

  test('write to operations when they go off and when they are over', () => {
    for (const { actions } of alarms) {
      expect(actions).toHaveLength(2);
      for (const action of actions) expect(textOf(action)).toMatch(/Alarms/);
    }
  });
});

test('lets CloudWatch publish to the encrypted topic of alarms', () => {
  const { ofType } = synthesise('production');
  const [policy] = ofType('AWS::SNS::TopicPolicy').filter(({ id }) => id.startsWith('Alarms'));
  expect(JSON.stringify(policy?.Properties)).toContain('"Service":"cloudwatch.amazonaws.com"');
  const [key] = ofType('AWS::KMS::Key').filter(({ id }) => !id.startsWith('LogKey'));
  expect(JSON.stringify(key?.Properties)).toContain('cloudwatch.amazonaws.com');
});

test('every article says what it means, whom it touches, where to look and what to do', () => {
  for (const article of runbook.split(/^## /m).slice(1)) {
    if (!/^[\w-]+\//.test(article)) continue;
    for (const part of ['**Means.**', '**Impact.**', '**Investigate.**', '**Resolve.**'])
      expect(article).toContain(part);
  }
});
