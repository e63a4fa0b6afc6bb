import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CONFIG } from '../../infra/config.ts';
import { articleAnchor } from '../../infra/constructs/service-alarm.ts';
import { SCHEDULES } from '../../infra/ops/schedules.ts';
import { PAGING } from '../../infra/observability/paging.ts';
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

  test('write to operations when they go off and when they are over, and a few wake whoever is on call', () => {
    for (const { article, actions } of alarms) {
      expect(actions).toHaveLength(2);
      for (const action of actions) {
        const topics = (action as unknown[]).map(textOf);
        expect(topics).toHaveLength(article in PAGING ? 2 : 1);
        expect(topics[0]).toMatch(/(?<!Urgent)Alarms/);
        if (topics.length > 1) expect(topics[1]).toMatch(/UrgentAlarms/);
      }
    }
    expect(alarms.map(({ article }) => article)).toEqual(expect.arrayContaining(Object.keys(PAGING)));
    expect(Object.keys(PAGING).length).toBeLessThan(alarms.length / 8);
  });
});

test('what has to be so for several periods is measured in each of them, though a run of its schedule comes late', () => {
  const measuredBy = { WebhooksWaiting: 'FlushWebhooks', MailBacklogAge: 'ReleaseNotices' };
  const alarms = synthesise('production').ofType('AWS::CloudWatch::Alarm');
  for (const [metric, schedule] of Object.entries(measuredBy)) {
    const alarm = alarms.find(({ Properties }) => Properties.MetricName === metric);
    expect(Number(alarm?.Properties.EvaluationPeriods), metric).toBeGreaterThan(1);
    expect(Number(alarm?.Properties.Period), metric).toBeGreaterThan(SCHEDULES[schedule]! * 60);
  }
});

test('the runbook lists those that wake somebody, each with why', () => {
  const [, section = ''] = /^## Who is woken, and by what\n([^]*?)(?=^## )/m.exec(runbook) ?? [];
  const listed = [...section.matchAll(/^- \[([\w-]+\/\w+)\]\(#([\w-]+)\): (.+)$/gm)];
  expect(Object.fromEntries(listed.map(([, name, , why]) => [name, why]))).toEqual(PAGING);
  for (const [, name = '', anchor] of listed) expect(anchor).toBe(name.toLowerCase().replace('/', ''));
});

test('lets CloudWatch publish to the encrypted topics of alarms', () => {
  const { ofType } = synthesise('production');
  const policies = ofType('AWS::SNS::TopicPolicy').filter(({ id }) => /^(Urgent)?Alarms/.test(id));
  expect(policies).toHaveLength(2);
  for (const policy of policies)
    expect(JSON.stringify(policy.Properties)).toContain('"Service":"cloudwatch.amazonaws.com"');
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
