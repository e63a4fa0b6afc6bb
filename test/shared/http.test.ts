import { expect, test } from 'vitest';
import { formFields, formOf } from '../../functions/shared/http.ts';

test('a form has every value of its fields, and lines end by one character, as the field counted them', () => {
  const body = new URLSearchParams([
    ['workOrder', 'R-1'],
    ['workOrder', 'R-2'],
    ['text', 'It is done.\r\nAll of it.'],
  ]).toString();
  const event = { body, isBase64Encoded: false };
  expect(formOf(event).getAll('workOrder')).toEqual(['R-1', 'R-2']);
  expect(formOf(event).get('text')).toBe('It is done.\nAll of it.');
  expect(formFields(event)).toEqual({ workOrder: 'R-1', text: 'It is done.\nAll of it.' });
});
