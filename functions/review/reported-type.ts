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
