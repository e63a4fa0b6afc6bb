import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import type { DatabaseSync } from 'node:sqlite';

/** A message that SES accepted; `at` in epoch ms of local time. */
export interface Mail {
  id: string;
  at: number;
  from: string;
  to: string[];
  subject: string;
  /** Message tags, as the sender set them. */
  tags: Record<string, string>;
  configurationSet: string | undefined;
  /** The message as it was sent (RFC 5322). */
  raw: Buffer;
}

/** A message, read by a MIME parser. */
export interface MailContent {
  headers: Map<string, unknown>;
  text: string | undefined;
  html: string | undefined;
}

/** Everything that was mailed. */
export interface Mailbox {
  /** Where a person reads it; undefined when the stack runs without the page. */
  url: string | undefined;
  /** Oldest first; `since` leaves out what came before that instant, `limit` keeps the latest. */
  list(filter?: { since?: number; limit?: number; to?: string }): Mail[];
  count(): number;
  read(id: string): Promise<MailContent>;
  /** Keeps a message; inside a transaction it counts when that commits. */
  keep(mail: Omit<Mail, 'id' | 'at'>): Mail;
  /** Shows kept messages on the page; call after the transaction. */
  show(): void;
  stop(): void;
}

/** The page holds its messages in memory and sends them all at once, so only the latest are shown there. */
const MOST_SHOWN = 500;

/** Of a burst, so many a second are shown, the latest; the list above has them all. */
const MOST_AT_ONCE = 100;
const BETWEEN_BURSTS = 1_000;

/** The page is filled after a pause of real time, ms: in a replay most messages come and go out of sight, and parsing each costs as much as sending it. */
const SHOWN_AFTER = 1_000;

interface Row {
  seq: number;
  id: string;
  at: number;
  sender: string;
  recipients: string;
  subject: string;
  tags: string;
  configuration_set: string | null;
  raw: Uint8Array;
}

type Parse = (raw: Buffer) => Promise<{ headers: Map<string, unknown>; text?: string; html?: string | false }>;

/** Opens the mailbox over the store; `pageUrl` is where aws-ses-v2-local answers. */
export function openMailbox(store: DatabaseSync, now: () => number, pageUrl?: string): Mailbox {
  store.exec(`CREATE TABLE IF NOT EXISTS mail (seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, at REAL NOT NULL,
    sender TEXT NOT NULL, recipients TEXT NOT NULL, subject TEXT NOT NULL, tags TEXT NOT NULL, configuration_set TEXT,
    raw BLOB NOT NULL) STRICT`);
  const insert = store.prepare(
    'INSERT INTO mail (id, at, sender, recipients, subject, tags, configuration_set, raw) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const select = store.prepare(
    'SELECT * FROM (SELECT * FROM mail WHERE at >= ? ORDER BY seq DESC LIMIT ?) ORDER BY seq',
  );
  const one = store.prepare('SELECT * FROM mail WHERE id = ?');
  const unshown = store.prepare(
    'SELECT * FROM (SELECT * FROM mail WHERE seq > ? ORDER BY seq DESC LIMIT ?) ORDER BY seq',
  );
  // Nested in the mailbox page's package, which brings it.
  const nested = createRequire(createRequire(import.meta.url).resolve('aws-ses-v2-local'));
  let lastShown = 0;
  let shown = 0;
  let showing = false;
  let soon: NodeJS.Timeout | undefined;
  let stopped = false;

  async function showAll(url: string): Promise<void> {
    showing = true;
    try {
      for (;;) {
        const rows = stopped ? [] : (unshown.all(lastShown, MOST_AT_ONCE) as unknown as Row[]);
        if (rows.length === 0) return;
        if (shown + rows.length > MOST_SHOWN * 2) {
          await fetch(`${url}/clear-store`, { method: 'POST' });
          shown = 0;
        }
        for (const row of rows) {
          await fetch(url, {
            method: 'POST',
            headers: { authorization: 'AWS local' },
            body: new URLSearchParams({
              Action: 'SendRawEmail',
              Source: row.sender,
              'RawMessage.Data': Buffer.from(row.raw).toString('base64'),
            }),
          });
          shown += 1;
          lastShown = row.seq;
        }
        await new Promise((resolve) => setTimeout(resolve, BETWEEN_BURSTS).unref());
      }
    } catch {
      // The page is only a view: what it misses now is shown with the next message.
    } finally {
      showing = false;
    }
  }

  return {
    url: pageUrl,
    list({ since = -Infinity, limit = -1, to } = {}) {
      const found = (select.all(Math.max(since, -8.64e15), limit) as unknown as Row[]).map(fromRow);
      return to === undefined ? found : found.filter((mail) => mail.to.includes(to));
    },
    count: () => (store.prepare('SELECT count(*) AS n FROM mail').get() as { n: number }).n,
    async read(id) {
      const row = one.get(id) as unknown as Row | undefined;
      if (row === undefined) throw new Error(`There is no message ${id}.`);
      const { simpleParser } = nested('mailparser') as { simpleParser: Parse };
      const { headers, text, html } = await simpleParser(Buffer.from(row.raw));
      return { headers, text, html: html === false ? undefined : html };
    },
    keep(mail) {
      const kept = { ...mail, id: randomUUID(), at: now() };
      const { id, at, from, to, subject, tags, configurationSet, raw } = kept;
      insert.run(id, at, from, JSON.stringify(to), subject, JSON.stringify(tags), configurationSet ?? null, raw);
      return kept;
    },
    show() {
      if (pageUrl === undefined || showing || stopped || soon !== undefined) return;
      soon = setTimeout(() => {
        soon = undefined;
        void showAll(pageUrl);
      }, SHOWN_AFTER);
      soon.unref();
    },
    stop() {
      stopped = true;
      clearTimeout(soon);
    },
  };
}

const fromRow = (row: Row): Mail => ({
  id: row.id,
  at: row.at,
  from: row.sender,
  to: JSON.parse(row.recipients) as string[],
  subject: row.subject,
  tags: JSON.parse(row.tags) as Record<string, string>,
  configurationSet: row.configuration_set ?? undefined,
  raw: Buffer.from(row.raw),
});
