import { deployedSource } from '../catalogue/catalogue.ts';
import type { Publications } from '../catalogue/published.ts';
import type { CatalogueName } from '../catalogue/source.ts';

/** When the services last changed, UTC instant: at the beginning of the published version in force, or of the deployed catalogue. */
export const changedAt = (name: CatalogueName, { beginnings }: Publications, now: number): number =>
  beginnings.findLast(({ activeAt }) => activeAt <= now)?.activeAt ??
  Date.parse(`${deployedSource(name).effectiveFrom}T00:00:00Z`);
