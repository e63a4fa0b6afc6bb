import type { Catalogue } from '../catalogue/catalogue.ts';

/** Which types the public may know of now. What was published is judged by it anew whenever it is read. */
export interface PublicTypes {
  /** Whether requests of this type may be shown; not those of a type that nobody knows, nor what says no type. */
  isPublic(code: unknown): boolean;
  /** Codes of the types that may not, retired ones too. */
  hidden: readonly string[];
}

/**
 * The types that are public by the catalogue in force (R17). A request is published when it changes; a type can become private
 * at any time, and then all that was published of it disappears at once.
 */
export const publicTypes = ({ everyType }: Pick<Catalogue, 'everyType'>): PublicTypes => ({
  isPublic: (code) => typeof code === 'string' && everyType.get(code)?.privacy === 'public',
  hidden: [...everyType.values()].filter(({ privacy }) => privacy !== 'public').map(({ code }) => code),
});
