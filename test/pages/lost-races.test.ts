import type { APIGatewayProxyEvent } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import { answerAudit } from '../../functions/audits/answer-audit.handler.ts';
import { auditLink } from '../../functions/audits/audit-line.ts';
import { answerImprovement } from '../../functions/improvements/answer-improvement.handler.ts';
import { improvementLink } from '../../functions/improvements/improvement-link.ts';
import type { Improvement, ImprovementFile } from '../../functions/improvements/improvement.ts';
import { type Link, linkUrl } from '../../functions/pages/signed-link.ts';
import { MANAGER } from '../../functions/requests/concern.ts';
import { anAudit, answered, audited } from '../audits/an-audit.ts';
import { DAY_MS, HOUR_MS, MORNING, aStoreOf, office } from './page-samples.ts';

const keys = { current: 'k'.repeat(44) };
const NOW = MORNING + 4 * HOUR_MS;
const shared = {
  readKeys: async () => keys,
  linkKeysSecret: 'link-keys',
  cuts: { linksFrom: async () => undefined },
  publicUrl: 'https://city.example',
  city: 'City of Somerville',
  office,
  now: () => NOW,
};

const press = (link: Link, fields: Record<string, string>): APIGatewayProxyEvent => {
  const { pathname } = new URL(linkUrl('https://city.example', link, keys));
  const [, folder, token] = pathname.split('/');
  return {
    resource: `/${folder}/{token}`,
    path: pathname,
    pathParameters: { token },
    queryStringParameters: null,
    body: new URLSearchParams(fields).toString(),
    isBase64Encoded: false,
  } as unknown as APIGatewayProxyEvent;
};

describe('a form of which another was faster between the reading and the writing', () => {
  const audit = anAudit();
  const pass = answered().answers;

  test.each([
    ['is done where that was the first half of a double click', pass, 303],
    ['is told that it is not saved where somebody else said something else', { ...pass, told: 'fail' as const }, 409],
  ])('of an audit %s', async (_, answers, status) => {
    let kept = audit;
    const answer = answerAudit({
      ...shared,
      requests: aStoreOf(audited),
      photos: { form: () => Promise.reject(new Error('None is taken.')), address: async () => '' },
      lettersOf: async () => [],
      audits: {
        audit: async () => kept,
        correction: async () => undefined,
        finish: async () => {
          kept = { ...audit, done: { answers, notes: {}, at: NOW } };
          return false;
        },
      } as unknown as Parameters<typeof answerAudit>[0]['audits'],
    });
    const fields = { action: 'audit', ...pass, corrector: 'nobody' };
    expect((await answer(press(auditLink(audit, NOW + DAY_MS), fields))).statusCode).toBe(status);
  });

  const improvement: Improvement = {
    id: 'I-1',
    version: 1,
    state: 'open',
    title: 'Fewer potholes are late',
    source: { kind: 'audit' },
    owner: MANAGER,
    startedAt: NOW - DAY_MS,
  };
  const change = { text: 'A second crew goes out.', on: '2026-06-01' };

  test.each([
    ['is done where that was the first half of a double click', change, 303],
    [
      'is told that it is not saved where somebody else changed it',
      { ...change, text: 'The crew begins earlier.' },
      409,
    ],
  ])('of an improvement %s', async (_, written, status) => {
    let kept: ImprovementFile = { improvement, lines: [] };
    const answer = answerImprovement({
      ...shared,
      findings: async () => [],
      measures: { days: async () => [], rollUps: async () => [] },
      improvements: {
        list: async () => [kept.improvement],
        load: async () => kept,
        write: async () => {
          const after = { ...improvement, version: 2, state: 'changed' as const, change: written };
          kept = { improvement: { ...after, reviewOn: '2026-07-01' }, lines: [] };
          return false;
        },
      },
    });
    const fields = { action: 'change', ...change, 'review-on': '2026-07-01' };
    const link = improvementLink(improvement, MANAGER, NOW + DAY_MS);
    expect((await answer(press(link, fields))).statusCode).toBe(status);
  });
});
