import { readFileSync } from 'node:fs';

/** What isemail writes in place of control characters: U+2400 and the character's number. */
const withControls = (text: string): string =>
  text.replace(/[\u2400-\u241f]/g, (symbol) => String.fromCharCode(symbol.charCodeAt(0) - 0x2400));

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const unescaped = (text: string): string =>
  text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (_, hex?: string, decimal?: string, name?: string) =>
    name ? (ENTITIES[name] ?? '') : String.fromCodePoint(hex ? Number.parseInt(hex, 16) : Number(decimal)),
  );

/** The test addresses of isemail, each with the category that isemail puts it in (`ISEMAIL_ERR` and six others). */
export const ISEMAIL_TESTS = [
  ...readFileSync(new URL('isemail-tests.xml', import.meta.url), 'utf8').matchAll(
    /<test id="(\d+)">\s*<address(?:\/>|>([^]*?)<\/address>)[^]*?<category>(\w+)<\/category>/g,
  ),
].map(([, id, address = '', category]) => ({ id, address: withControls(unescaped(address)), category }));
