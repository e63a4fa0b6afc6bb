import type { PublicRequest } from './public-request.ts';
import type { PublicUpdate } from './public-update.ts';
import type { Value } from './xml.ts';

/** An instant (epoch ms) as the W3C writes it, to the second, in UTC (R27). */
export const w3Date = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;

const dateOrNull = (at: number | undefined): string | null => (at === undefined ? null : w3Date(at));

/**
 * A request as the standard writes it. A field that is not known is there and null. `closed_datetime` is our addition, because
 * `updated_datetime` did not keep its meaning with other servers (R28); `extensions` adds what Open311 has no words for.
 */
export const requestDocument = (request: PublicRequest, extensions: boolean): Value => ({
  service_request_id: request.id,
  status: request.status,
  status_notes: request.notes ?? null,
  service_name: request.name,
  service_code: request.code,
  description: request.description || null,
  agency_responsible: request.agency ?? null,
  service_notice: request.notice ?? null,
  requested_datetime: w3Date(request.requestedAt),
  updated_datetime: w3Date(request.updatedAt),
  expected_datetime: dateOrNull(request.expectedAt),
  closed_datetime: dateOrNull(request.closedAt),
  address: request.place.address ?? null,
  address_id: null,
  zipcode: null,
  lat: request.place.lat ?? null,
  long: request.place.lon ?? null,
  media_url: null, // a reporter's own picture has not been cleaned of what it tells about them (R191)
  ...(extensions ? { extended_attributes: extendedAttributes(request) } : {}),
});

const extendedAttributes = (request: PublicRequest): Value => ({
  detailed_status: request.detailedStatus,
  outcome: request.outcome ?? null,
  channel: request.channel ?? null,
  duplicate_of: request.duplicateOf ?? null,
  times_opened: request.cycle,
  attributes: request.answers.map(({ code, value }) => ({ code, value })),
});

/** An update as FixMyStreet's extension writes it. */
export const updateDocument = ({ id, requestId, status, description, at }: PublicUpdate): Value => ({
  update_id: id,
  service_request_id: requestId,
  status,
  updated_datetime: w3Date(at),
  description,
  media_url: null,
});
