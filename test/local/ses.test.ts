import { describe, expect, it } from 'vitest';
import { openLocalStore } from '../../infra/local/local-store.ts';
import { openMailbox } from '../../infra/local/mailbox.ts';
import { mailHeaders } from '../../infra/local/mail-headers.ts';
import { openSes, plainMail } from '../../infra/local/ses.ts';
import type { Resource, Template } from '../../infra/local/template.ts';

const NOW = Date.UTC(2026, 2, 2, 15);

/** SES that knows `city.example` and the set `Mail`, which publishes every event to one topic. */
function aSes() {
  const store = openLocalStore();
  const mailbox = openMailbox(store, () => NOW);
  const published: Record<string, unknown>[] = [];
  const resources: Partial<Resource>[] = [
    { type: 'AWS::SES::EmailIdentity', name: 'city.example' },
    { type: 'AWS::SES::ConfigurationSet', name: 'Mail' },
    {
      type: 'AWS::SES::ConfigurationSetEventDestination',
      properties: {
        ConfigurationSetName: 'Mail',
        EventDestination: { MatchingEventTypes: ['SEND', 'DELIVERY', 'BOUNCE'], SnsDestination: { TopicARN: 'topic' } },
      },
    },
  ];
  const template = {
    place: { region: 'r', account: '1', partition: 'aws', urlSuffix: 'x' },
    ofType: (type: string) => resources.filter((resource) => resource.type === type),
  } as unknown as Template;
  let refused = false;
  const ses = openSes({
    template,
    mailbox,
    topics: {
      publish(_topic, { message }) {
        if (refused) throw new Error('The topic is gone.');
        published.push(JSON.parse(message) as Record<string, unknown>);
        return 'id';
      },
    },
    store,
    afterwards: () => undefined,
  });
  const send = (fields: Record<string, string>) =>
    ses.handle(new URLSearchParams({ Action: 'SendRawEmail', ...fields }));
  return { send, mailbox, published, loseTopic: () => (refused = true) };
}

const RAW = Buffer.from(
  'From: "311" <311@city.example>\r\nTo: a@home.example,\r\n b@home.example\r\nX-SES-MESSAGE-TAGS: kind=first\r\nSubject: Hi\r\n\r\nText',
).toString('base64');

describe('SES', () => {
  it('keeps a raw message with its recipients, tags and headers, and answers with its id', () => {
    const { send, mailbox } = aSes();
    const { status, xml } = send({
      'RawMessage.Data': RAW,
      ConfigurationSetName: 'Mail',
      'Tags.member.1.Name': 'notice',
      'Tags.member.1.Value': 'n-1',
    });
    const [mail] = mailbox.list();
    expect(status).toBe(200);
    expect(xml).toContain(`<MessageId>${mail!.id}</MessageId>`);
    expect(mail).toMatchObject({
      at: NOW,
      to: ['a@home.example', 'b@home.example'],
      tags: { notice: 'n-1', kind: 'first' },
    });
  });

  it('tells of sending and delivery with the message’s tags, and nothing without a configuration set', () => {
    const { send, published } = aSes();
    send({ 'RawMessage.Data': RAW });
    expect(published).toEqual([]);
    send({ 'RawMessage.Data': RAW, ConfigurationSetName: 'Mail' });
    expect(published.map(({ eventType }) => eventType)).toEqual(['Send', 'Delivery']);
    expect(published[0]).toMatchObject({
      mail: { timestamp: '2026-03-02T15:00:00.000Z', tags: { kind: ['first'], 'ses:configuration-set': ['Mail'] } },
    });
  });

  it('lets mail to a domain that cannot exist bounce', () => {
    const { send, published } = aSes();
    send({ 'RawMessage.Data': RAW, ConfigurationSetName: 'Mail', 'Destinations.member.1': 'x@nowhere.invalid' });
    expect(published.map(({ eventType }) => eventType)).toEqual(['Send', 'Bounce']);
  });

  it('keeps nothing when its events cannot be kept', () => {
    const { send, mailbox, loseTopic } = aSes();
    loseTopic();
    expect(() => send({ 'RawMessage.Data': RAW, ConfigurationSetName: 'Mail' })).toThrow('The topic is gone.');
    expect(mailbox.count()).toBe(0);
  });

  it('refuses an unknown sender, an unknown set, no recipient and too large a message', () => {
    const { send, mailbox } = aSes();
    expect(send({ 'RawMessage.Data': RAW, Source: 'x@other.example' }).xml).toContain('MessageRejected');
    expect(send({ 'RawMessage.Data': RAW, ConfigurationSetName: 'Other' }).xml).toContain(
      'ConfigurationSetDoesNotExist',
    );
    const nobody = Buffer.from('From: 311@city.example\r\n\r\nText').toString('base64');
    expect(send({ 'RawMessage.Data': nobody }).xml).toContain('InvalidParameterValue');
    const large = Buffer.concat([Buffer.from(RAW, 'base64'), Buffer.alloc(8 * 1024 * 1024, 'x')]).toString('base64');
    expect(send({ 'RawMessage.Data': large }).xml).toContain('InvalidParameterValue');
    expect(mailbox.count()).toBe(0);
  });

  it('takes a simple message too', async () => {
    const { send, mailbox } = aSes();
    send({
      Action: 'SendEmail',
      Source: '311@city.example',
      'Destination.ToAddresses.member.1': 'a@home.example',
      'Message.Subject.Data': 'Größe',
      'Message.Body.Text.Data': 'Hello there',
    });
    const [mail] = mailbox.list();
    expect(mail).toMatchObject({ subject: 'Größe', to: ['a@home.example'] });
    expect((await mailbox.read(mail!.id)).text).toBe('Hello there');
  });

  it('joins folded headers', () => {
    const raw = plainMail({ from: 'a@x', to: ['b@x'], subject: 's', text: 't' });
    expect(mailHeaders(raw)[1]).toEqual({ name: 'To', value: 'b@x' });
    expect(mailHeaders(Buffer.from('A: 1\r\n 2\r\n\t3\r\n\r\nB: 4'))).toEqual([{ name: 'A', value: '1 2 3' }]);
  });
});
