/**
 * A mail as a tree of parts, for judging what came back. Own reader, because reports need their fields as they were written
 * and hostile mail needs a bound on everything: bytes, depth, parts. Linear in its input; never throws.
 */
import { decodeBytes } from './charset.ts';
import { type Headers, readHeaders, readValued, type Valued } from './headers.ts';

export type Part = {
  type: string;
  params: Record<string, string>;
  headers: Headers;
  /** Decoded text of a leaf that is text or a report; '' for everything else. */
  text: string;
  /** Children of a multipart, or the one mail inside a message/rfc822. */
  parts: Part[];
};

/** A report stands before the mail it speaks of, so the beginning is enough; the rest may be as big as it likes. */
const MOST_BYTES = 1_000_000;
const MOST_HEADER = 256_000;
const MOST_TEXT = 200_000;
const DEEPEST = 8;
const MOST_PARTS = 100;

type Budget = { parts: number };

const unquotedPrintable = (text: string): string =>
  text
    .replace(/[ \t]{0,40}=[ \t]{0,40}\n/g, '')
    .replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

const bodyBytes = (body: string, encoding: string): Buffer => {
  const text = body.slice(0, MOST_TEXT);
  if (encoding === 'base64') return Buffer.from(text, 'base64');
  return Buffer.from(encoding === 'quoted-printable' ? unquotedPrintable(text) : text, 'latin1');
};

const entities: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', nbsp: ' ', apos: "'" };
/** Style sheets, scripts and the head, cut out by position: a pattern would cost the square of a hostile page. */
const withoutBlocks = (html: string): string => {
  const kept: string[] = [];
  let at = 0;
  for (const found of html.matchAll(/<(style|script|head)\b/gi)) {
    if (found.index < at) continue;
    const close = html.indexOf(`</${found[1]}`, found.index);
    if (close < 0) break;
    kept.push(html.slice(at, found.index));
    at = close;
  }
  return kept.join(' ') + html.slice(at);
};

/** Enough of HTML to read its sentences; nothing of it is ever shown. */
export const textOfHtml = (html: string): string =>
  withoutBlocks(html)
    .replace(/<(?:br|\/p|\/div|\/tr|\/li|\/h\d|p|div)\b[^<>]{0,500}>/gi, '\n')
    .replace(/<(?!mailto:)\/?[a-z!][^<>@]{0,2000}>/gi, '')
    .replace(/<(?:a|td|span|font|p|div)\s[^<>]{0,2000}>/gi, '')
    .replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]{2,6});/gi, (whole, name: string) => {
      if (!name.startsWith('#')) return entities[name.toLowerCase()] ?? whole;
      const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    });

const split = (text: string): [head: string, body: string] => {
  if (text.startsWith('\n')) return ['', text.slice(1)];
  const end = text.indexOf('\n\n');
  if (end < 0) return [text.slice(0, MOST_HEADER), ''];
  return [text.slice(0, Math.min(end, MOST_HEADER)), text.slice(end + 2)];
};

const partsBetween = (body: string, boundary: string, budget: Budget): string[] => {
  const mark = `\n--${boundary}`;
  const text = `\n${body}`;
  const out: string[] = [];
  let at = text.indexOf(mark);
  while (at >= 0 && budget.parts > 0) {
    const start = text.indexOf('\n', at + mark.length);
    const closing = text.startsWith('--', at + mark.length);
    if (closing || start < 0) break;
    const next = text.indexOf(mark, start);
    out.push(text.slice(start + 1, next < 0 ? undefined : next));
    budget.parts -= 1;
    at = next;
  }
  return out;
};

const isMessage = (type: string): boolean =>
  type === 'message/rfc822' || type === 'message/global' || type === 'message/partial';
const isText = (type: string): boolean =>
  type.startsWith('text/') ||
  type.startsWith('message/') ||
  type === '' ||
  type === 'text' ||
  type === 'application/octet-stream';

const readPart = (source: string, depth: number, budget: Budget, fallback: string): Part => {
  const [head, body] = split(source);
  const headers = readHeaders(head);
  const { value, params }: Valued = readValued(headers.all('content-type')[0] ?? fallback);
  const type = value || fallback;
  const part: Part = { type, params, headers, text: '', parts: [] };
  const encoding = (headers.all('content-transfer-encoding')[0] ?? '').trim().toLowerCase();
  if (type.startsWith('multipart/') && params.boundary && depth < DEEPEST) {
    const inner = type === 'multipart/digest' ? 'message/rfc822' : 'text/plain';
    const pieces = partsBetween(body, params.boundary, budget);
    part.parts = pieces.map((piece) => readPart(piece, depth + 1, budget, inner));
    // Words outside of any part, as carriers write them: a mail whose boundary never comes is read as plain text.
    if (pieces.length === 0) part.text = decodeBytes(bodyBytes(body, ''), params.charset ?? null);
    return part;
  }
  if (isMessage(type) && depth < DEEPEST) {
    const inside =
      encoding === 'base64' || encoding === 'quoted-printable' ? bodyBytes(body, encoding).toString('latin1') : body;
    part.parts = [readPart(inside.replace(/\r\n?/g, '\n').replace(/^\n+/, ''), depth + 1, budget, 'text/plain')];
    return part;
  }
  if (isText(type) || type.startsWith('multipart/')) {
    const text = decodeBytes(
      bodyBytes(body, encoding),
      params.charset ?? (type.startsWith('message/global') ? 'utf-8' : null),
    );
    part.text = type === 'text/html' ? textOfHtml(text) : text;
  }
  return part;
};

/** The whole mail; `raw` may use CRLF, LF or CR and may begin with an mbox line. */
export const readTree = (raw: Uint8Array): Part => {
  const text = Buffer.from(raw.buffer, raw.byteOffset, Math.min(raw.length, MOST_BYTES)).toString('latin1');
  const lines = text.replace(/\r\n?/g, '\n').replace(/^\ufeff|^\u00ef\u00bb\u00bf/, '');
  const start = lines.replace(/^\n+/, '').replace(/^>?From [^\n]*\n/, '');
  return readPart(start, 0, { parts: MOST_PARTS }, 'text/plain');
};

/** Every part that belongs to this mail itself, depth first, not looking into mails that are enclosed. */
export const ownParts = (part: Part): Part[] =>
  isMessage(part.type) ? [part] : [part, ...part.parts.flatMap(ownParts)];

/** The mail enclosed in a message/rfc822 part. */
export const enclosed = (part: Part): Part | null => (isMessage(part.type) ? (part.parts[0] ?? null) : null);
