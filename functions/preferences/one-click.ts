import type { APIGatewayProxyEvent } from 'aws-lambda';
import { bodyBytes, formFields, header } from '../shared/http.ts';

/** The field of a one-click post and its one value, as the `List-Unsubscribe-Post` header says them (RFC 8058, section 3). */
export const ONE_CLICK = { name: 'List-Unsubscribe', value: 'One-Click' } as const;

/** Whether a post is what a mail program sends for its "unsubscribe": in either encoding of forms that RFC 8058 allows. */
export const isOneClick = async (
  event: Pick<APIGatewayProxyEvent, 'body' | 'isBase64Encoded' | 'headers'>,
): Promise<boolean> => {
  const type = header(event, 'content-type') ?? '';
  if (!/^multipart\/form-data\b/i.test(type.trim())) return formFields(event)[ONE_CLICK.name] === ONE_CLICK.value;
  try {
    const body = new Uint8Array(bodyBytes(event));
    const fields = await new Response(body, { headers: { 'content-type': type } }).formData();
    return fields.get(ONE_CLICK.name) === ONE_CLICK.value;
  } catch {
    // A body that does not keep to its boundary asks for nothing.
    return false;
  }
};
