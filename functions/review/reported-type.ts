import type { Catalogue } from '../catalogue/catalogue.ts';
import type { RequestType } from '../catalogue/request-type.ts';
import type { Request } from '../requests/request.ts';

/** The type that a platform named: by its code, its id on the platform, or its name (R13). */
export const reportedTypeOf = ({ reportedType }: Request, catalogue: Catalogue): RequestType | undefined =>
  catalogue.find(reportedType) ?? catalogue.findByName(reportedType);
