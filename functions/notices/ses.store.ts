import { SESClient, SendRawEmailCommand } from '@aws-sdk/client-ses';
import { NOTICE_TAG } from './contract.ts';
import { tagOf } from './message-tag.ts';
import type { MimeMessage } from './mime.ts';

/** Gives a message to SES once, tagged with its notice, and answers SES's message id; throws what SES's client throws. */
export type PostMessage = (noticeId: string, message: MimeMessage) => Promise<string>;

/** How long SES may take to answer, ms: it answers within one second, and a batch of silent calls must not eat the function's time. */
export const SES_TIMEOUT_MS = 5_000;

/** How long a connection to SES may take to come about, ms. */
const CONNECTION_MS = 1_500;

/** The longest that one notice takes from its claim to its mark, ms: a silent SES, and two writes that hang as long as they may. */
export const LONGEST_SENDING_MS = CONNECTION_MS + SES_TIMEOUT_MS + 2 * 3_000;

/**
 * The client of SES. One attempt only: SES has no idempotency token, and the SDK's three would be three e-mails. Without
 * `throwOnRequestTimeout` a time-out is only a warning, and a silent SES would hold the function until its end.
 */
export const sesClient = (timeoutMs = SES_TIMEOUT_MS): SESClient =>
  new SESClient({
    maxAttempts: 1,
    requestHandler: { connectionTimeout: CONNECTION_MS, requestTimeout: timeoutMs, throwOnRequestTimeout: true },
  });

/** The one door to SES. */
export const createPoster =
  (client: SESClient, { sender, configurationSet }: { sender: string; configurationSet: string }): PostMessage =>
  async (noticeId, { raw, recipient }) => {
    const { MessageId } = await client.send(
      new SendRawEmailCommand({
        Source: sender,
        Destinations: [recipient],
        RawMessage: { Data: raw },
        ConfigurationSetName: configurationSet,
        Tags: [{ Name: NOTICE_TAG, Value: tagOf(noticeId) }],
      }),
    );
    return MessageId ?? '';
  };
