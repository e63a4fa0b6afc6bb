import { expect, it } from 'vitest';
import { heldByMode } from '../../functions/notices/mail-mode.ts';

it('sends to everybody, to addresses and domains of its list, or to nobody', () => {
  const allowed = ['tester@city.example', 'staging.city.example'];
  const held = (mode: Parameters<typeof heldByMode>[0]) =>
    ['tester@city.example', 'Any@Staging.City.Example', 'ana@resident.example', 'x@evil-staging.city.example', ''].map(
      (address) => heldByMode(mode, allowed, address),
    );
  expect(held('send')).toEqual([undefined, undefined, undefined, undefined, undefined]);
  expect(held('sandbox')).toEqual([undefined, undefined, 'sandbox', 'sandbox', 'sandbox']);
  expect(held('dry-run')).toEqual(['dry-run', 'dry-run', 'dry-run', 'dry-run', 'dry-run']);
});
