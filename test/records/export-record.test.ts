import { describe, expect, test } from 'vitest';
import { brokenAt } from '../../functions/records/chain.ts';
import { exportRecord, redactionsIn } from '../../functions/records/export-record.ts';
import { TUESDAY, aRequest } from '../support/builders.ts';
import { CANARIES, aLetterKept, loaded } from './a-record.ts';

const about = { purpose: 'Request 26-31 of a newspaper', by: 'Ana', timeZone: 'America/New_York' };
const exported = (reader: 'public' | 'requester', more: { private?: boolean } = {}) => {
  const file = loaded('export');
  const request = { ...file.request, ...more };
  return exportRecord({ ...file, request }, [aLetterKept(request.id)], { ...about, reader }, TUESDAY);
};

describe('a copy of a record', () => {
  test('R194 for the public has nothing of who asked, and marks each gap with its reason', () => {
    const links = exported('public');
    const text = JSON.stringify(links);
    for (const canary of [CANARIES.name, CANARIES.email, CANARIES.phone, CANARIES.media])
      expect(text).not.toContain(canary);
    const [head, request] = links.map(({ entry }) => entry);
    expect(request).toMatchObject({
      of: 'request',
      reporter: { language: 'en', name: { redacted: expect.stringContaining('c. 4 § 7') } },
      description: CANARIES.description,
    });
    expect(head).toMatchObject({ lines: links.length - 1, redactions: redactionsIn(links.map(({ entry }) => entry)) });
    expect(links.map(({ entry }) => entry.of)).toEqual([
      'export',
      'request',
      'work-order',
      'concern',
      'event',
      'event',
      'event',
      'notice',
    ]);
  });

  test('R194 for the public has nothing of who asked where a platform took their words for a type, a channel or an address', () => {
    const file = loaded('export');
    const said = `of ${CANARIES.name}, ${CANARIES.phone}`;
    const place = { ...file.request.place, address: `12 Elm St, ${said}` };
    const request = { ...file.request, reportedType: `pothole ${said}`, channel: `phone ${said}`, place };
    const text = JSON.stringify(exportRecord({ ...file, request }, [], { ...about, reader: 'public' }, TUESDAY));
    for (const canary of [CANARIES.name, CANARIES.phone]) expect(text).not.toContain(canary);
    for (const kept of ['12 Elm St', 'pothole of', 'phone of']) expect(text).toContain(kept);
  });

  test('R190 of a private type has no word of anybody’s for the public, and no place', () => {
    const text = JSON.stringify(exported('public', { private: true }));
    const { reference, ...personal } = CANARIES;
    for (const canary of Object.values(personal)) expect(text).not.toContain(canary);
    expect(text).toContain(reference); // the partner's own number
  });

  test('for the person who asked is whole, but for the addresses of staff', () => {
    const text = JSON.stringify(exported('requester'));
    for (const canary of Object.values(CANARIES)) expect(text).toContain(canary);
  });

  describe('of a request that others follow', () => {
    const about311 = { reader: 'public' as const, ...about };
    const detail = 'Bo Otherwise lives next door, bo@resident.example';
    const reporter = { name: 'Bo Otherwise', email: 'bo@resident.example', language: 'en' as const };
    const withDetail = (followers: Partial<{ private: boolean }>[], reader: 'public' | 'requester') => {
      const file = loaded('export');
      const { request: follower } = aRequest.inProgress({ sourceId: 'follower', reporter });
      const line = {
        ...file.events[1]!,
        text: detail,
        link: 'https://pictures.example/bo.jpg',
        data: { nth: 1, follower: follower.id },
        order: 9,
      };
      const known = followers.map((more) => ({ ...follower, ...more }));
      const whole = { ...file, events: [...file.events, line], followers: known };
      return exportRecord(whole, [], { ...about311, reader }, TUESDAY).at(-1)!.entry;
    };

    test.each(['public', 'requester'] as const)('R194 has nothing of who asked for those, for the %s', (reader) => {
      expect(withDetail([{}], reader)).toMatchObject({
        text: '[name removed] lives next door, [e-mail removed]',
        link: { redacted: expect.any(String) },
      });
    });

    test.each(['public', 'requester'] as const)('R190 has no word of a private one, for the %s', (reader) => {
      expect(withDetail([{ private: true }], reader)).toMatchObject({
        text: { redacted: expect.stringContaining('private type') },
      });
      const gone = { status: 'closed', disposal: { at: TUESDAY, batch: 'questions-2029' } } as object;
      for (const followers of [[], [gone]])
        expect(withDetail(followers, reader)).toMatchObject({ text: { redacted: expect.any(String) } });
    });
  });

  test('R194 of the same record is the same, and shows when a line was changed', () => {
    const links = exported('public');
    expect(exported('public')).toEqual(links);
    expect(brokenAt(links)).toBeUndefined();
    expect(brokenAt(links.with(2, { ...links[2]!, entry: { of: 'work-order' } }))).toBe(2);
  });
});
