import type { DatabaseSync } from 'node:sqlite';
import type { Mail, Mailbox } from '../../../infra/local/mailbox.ts';
import { openSes } from '../../../infra/local/ses.ts';
import type { Template } from '../../../infra/local/template.ts';
import type { TopicMessage } from '../../../infra/local/topics.ts';
import type { Scheduler } from '../scheduler.ts';
import type { Item } from './expressions.ts';
import type { SimulatedFunctions } from './functions.ts';
import type { Tell } from './sending.ts';

/** SES in a world: the local stack's own, whose events come when chance lets them. */
export interface SimulatedSes {
  run(operation: string, input: Item): Item;
  mails: Mail[];
}

interface RawEmail {
  Source: string;
  Destinations: string[];
  RawMessage: { Data: Uint8Array };
  ConfigurationSetName: string;
  Tags: { Name: string; Value: string }[];
}

/** An event that is late comes after so long, ms: less than the grace of the claim that waits for it, and more than any usual delay. */
const LATE_MS = 10 * 60_000;

/** Opens SES; `publish` brings an event to its topic. */
export function createSesService(options: {
  template: Template;
  store: DatabaseSync;
  scheduler: Scheduler;
  functions: SimulatedFunctions;
  /** Hears each letter, in place of the list of them. */
  onMail: ((mail: Mail) => void) | undefined;
  publish: (topic: string, message: TopicMessage) => void;
  tell: Tell;
}): SimulatedSes {
  const { template, store, scheduler, functions, publish, tell, onMail } = options;
  let count = 0;
  const mails: Mail[] = [];
  const keep = (mail: Omit<Mail, 'id' | 'at'>): Mail => {
    const kept = { ...mail, id: `ses-${count + 1}`, at: scheduler.now() };
    count += 1;
    if (onMail) onMail(kept);
    else mails.push(kept);
    tell('SES', `TAKES an e-mail to ${mail.to.join(', ')}: ${mail.subject}`);
    return kept;
  };

  /** Events come some seconds later, the earlier not always first; chance may bring one twice or late. */
  const bring = (topic: string, message: TopicMessage): void => {
    const { eventType } = JSON.parse(message.message) as { eventType: string };
    const fault = functions.decide({
      function: 'SES',
      service: 'Events',
      operation: eventType,
      target: '',
      reads: false,
      transaction: false,
    });
    const later = (ms: number) => scheduler.at(scheduler.now() + ms, () => publish(topic, message));
    later(fault === 'late' ? LATE_MS : scheduler.between(300, 9_000));
    if (fault === 'twice') later(scheduler.between(1_000, 240_000));
  };

  const service = openSes({
    template,
    mailbox: { keep } as Partial<Mailbox> as Mailbox,
    topics: {
      publish(topic, message) {
        bring(topic, message);
        return '';
      },
    },
    store,
    afterwards: () => undefined,
  });

  return {
    mails,
    run(operation, input) {
      const { Source, Destinations, RawMessage, ConfigurationSetName, Tags } = input as unknown as RawEmail;
      const form = new URLSearchParams({
        Action: operation,
        Source,
        ConfigurationSetName,
        'RawMessage.Data': Buffer.from(RawMessage.Data).toString('base64'),
      });
      Destinations.forEach((address, index) => form.set(`Destinations.member.${index + 1}`, address));
      Tags.forEach(({ Name, Value }, index) => {
        form.set(`Tags.member.${index + 1}.Name`, Name);
        form.set(`Tags.member.${index + 1}.Value`, Value);
      });
      const { status, xml } = service.handle(form);
      const part = (name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? '';
      if (status === 200) return { MessageId: part('MessageId') };
      throw Object.assign(new Error(part('Message')), { name: part('Code'), $metadata: { httpStatusCode: status } });
    },
  };
}
