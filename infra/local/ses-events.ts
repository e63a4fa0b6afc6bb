import type { Mail } from './mailbox.ts';
import type { Place } from './resource-names.ts';
import { mailHeaders } from './mail-headers.ts';

/** An event as SES publishes it to a configuration set's destination. */
export interface SesEvent {
  eventType: 'Send' | 'Delivery' | 'Bounce' | 'Complaint' | 'Reject';
  [part: string]: unknown;
}

const BOUNCING = /^(bounce|suppressionlist)(\+.*)?@simulator\.amazonses\.com$|\.invalid$/i;

/**
 * What SES tells of a message, in the shape of its developer guide ("Examples of event data"): Send, then Delivery. The
 * addresses of the mailbox simulator work as on AWS: bounce@, complaint@ and suppressionlist@simulator.amazonses.com, with
 * or without a +label. Domains under `.invalid` do not exist (RFC 2606), so mail to them bounces too.
 */
export function sesEvents(mail: Mail, place: Place): SesEvent[] {
  const timestamp = new Date(mail.at).toISOString();
  const bounced = mail.to.filter((address) => BOUNCING.test(address));
  const complaining = mail.to.filter((address) => /^complaint(\+.*)?@simulator\.amazonses\.com$/i.test(address));
  const delivered = mail.to.filter((address) => !bounced.includes(address));
  const about = (eventType: SesEvent['eventType'], name: string, details: object): SesEvent => ({
    eventType,
    mail: aboutMail(mail, place),
    [name]: details,
  });
  const events = [about('Send', 'send', {})];
  if (bounced.length > 0) {
    events.push(
      about('Bounce', 'bounce', {
        feedbackId: `${mail.id}-bounce`,
        bounceType: 'Permanent',
        bounceSubType: 'General',
        bouncedRecipients: bounced.map((emailAddress) => ({
          emailAddress,
          action: 'failed',
          status: '5.1.1',
          diagnosticCode: 'smtp; 550 5.1.1 user unknown',
        })),
        timestamp,
        reportingMTA: 'dsn; local',
      }),
    );
  }
  if (delivered.length > 0) {
    events.push(
      about('Delivery', 'delivery', {
        timestamp,
        processingTimeMillis: 1,
        recipients: delivered,
        smtpResponse: '250 2.6.0 Message received',
        remoteMtaIp: '127.0.0.2',
        reportingMTA: 'local',
      }),
    );
  }
  if (complaining.length > 0) {
    events.push(
      about('Complaint', 'complaint', {
        feedbackId: `${mail.id}-complaint`,
        complainedRecipients: complaining.map((emailAddress) => ({ emailAddress })),
        timestamp,
        complaintFeedbackType: 'abuse',
      }),
    );
  }
  return events;
}

function aboutMail(mail: Mail, { partition, region, account }: Place): object {
  const headers = mailHeaders(mail.raw);
  const domain = mail.from.replace(/^.*@|>.*$/g, '');
  const header = (name: string) => headers.find((it) => it.name.toLowerCase() === name)?.value ?? '';
  const own = Object.entries(mail.tags).map(([name, value]) => [name, [value]]);
  return {
    timestamp: new Date(mail.at).toISOString(),
    source: mail.from,
    sourceArn: `arn:${partition}:ses:${region}:${account}:identity/${domain}`,
    sendingAccountId: account,
    messageId: mail.id,
    destination: mail.to,
    headersTruncated: false,
    headers,
    commonHeaders: { from: [header('from')], to: [header('to')], messageId: mail.id, subject: mail.subject },
    tags: {
      'ses:operation': ['SendRawEmail'],
      'ses:configuration-set': [mail.configurationSet ?? ''],
      'ses:source-ip': ['127.0.0.1'],
      'ses:from-domain': [domain],
      'ses:caller-identity': ['local'],
      ...(Object.fromEntries(own) as Record<string, string[]>),
    },
  };
}
