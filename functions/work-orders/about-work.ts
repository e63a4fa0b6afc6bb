import type { Catalogue } from '../catalogue/catalogue.ts';
import { aboutRequest, promiseOf } from '../notices/constituent-notice.ts';
import type { Request } from '../requests/request.ts';

/** What every message about work says: the request, its promise and who does it. */
export const aboutWork = (request: Request & { typeName: string }, partner: string, catalogue: Catalogue) => ({
  ...aboutRequest(request, request.typeName),
  ...promiseOf(request.clocks.find(({ kind }) => kind === 'resolve')),
  partner: catalogue.partners.get(partner)?.name ?? partner,
});
