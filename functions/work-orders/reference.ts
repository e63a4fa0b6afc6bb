import type { ExtraPut } from '../requests/change.ts';

/** Whose number it is by which a work order is known. */
export interface Numbering {
  catalogue: string;
  partner: string;
}

/** Where the record of a number lies. */
export const referenceKey = ({ catalogue, partner }: Numbering, reference: string) => ({
  pk: `REFERENCE#${catalogue}#${partner}#${reference}`,
  sk: 'REFERENCE',
});

/** What a change puts beside a work order that is given a number; a number that is used again means the newer work order. */
export const referenceRecord = (numbering: Numbering, reference: string, workOrder: string): ExtraPut => ({
  item: { ...referenceKey(numbering, reference), workOrder },
  replaces: true,
});
