import type { Catalogue } from '../catalogue/catalogue.ts';
import type { RequestType } from '../catalogue/request-type.ts';
import type { Request } from '../requests/request.ts';

/** The type that a platform named, if it is still offered: by its code, its id on the platform, or its name (R13). */
export const reportedTypeOf = (
  { reportedType }: Pick<Request, 'reportedType'>,
  catalogue: Catalogue,
): RequestType | undefined => {
  const found = catalogue.find(reportedType) ?? catalogue.findByName(reportedType);
  return found?.retired ? undefined : found;
};

/** The same of a request that has ended, whose type may have been retired since. */
export const onceReportedTypeOf = (
  { reportedType }: Pick<Request, 'reportedType'>,
  catalogue: Catalogue,
): RequestType | undefined => {
  const named = reportedType.trim().toLowerCase();
  return (
    reportedTypeOf({ reportedType }, catalogue) ??
    catalogue.find(reportedType) ??
    [...catalogue.everyType.values()].find(({ name }) => name.trim().toLowerCase() === named)
  );
};
