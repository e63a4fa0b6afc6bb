import type { Catalogue } from '../catalogue/catalogue.ts';
import type { RequestType } from '../catalogue/request-type.ts';
import type { ReceivedRequest, Request } from '../requests/request.ts';

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

/** A request that has just come in, its type by the name that came with it where nobody knows its id: who asked reads no bare number (R13). */
export const asNamed = ({ reportedName, ...request }: ReceivedRequest, catalogue: Catalogue): ReceivedRequest =>
  reportedName === undefined || reportedTypeOf(request, catalogue)
    ? request
    : { ...request, reportedType: reportedName };
