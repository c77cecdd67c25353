/** The header block of a mail: unfolded lines, encoded words, parameters and addresses. Bounded and linear, for hostile input. */
import { decodeBytes } from './charset.ts';

/** Lower-case name and value as it came (latin1, unfolded), in the order of the mail. */
export type HeaderLine = readonly [name: string, value: string];

export type Headers = {
  lines: readonly HeaderLine[];
  /** First value, '' when absent; decoded. */
  get(name: string): string;
  /** All values, undecoded. */
  all(name: string): string[];
  has(name: string): boolean;
};

const MOST_LINES = 2000;
const LONGEST = 20_000;

const encodedWord = /=\?([^?\s]{1,60})\?([bq])\?([^?\r\n]{0,2000})\?=/gi;

const wordBytes = (how: string, text: string): Buffer =>
  how.toLowerCase() === 'b'
    ? Buffer.from(text, 'base64')
    : Buffer.from(
        text
          .replace(/_/g, ' ')
          .replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
        'latin1',
      );

/** RFC 2047 words, joined before decoding when a sender split a character; raw 8-bit text is guessed. */
export const decodeHeader = (value: string): string => {
  const joined = value.replace(/\?=\s+=\?/g, '?==?');
  if (!joined.includes('=?')) return decodeBytes(Buffer.from(joined, 'latin1'), null);
  let out = '';
  let at = 0;
  let pending: { charset: string; bytes: Buffer } | null = null;
  const flush = () => {
    if (pending) out += decodeBytes(pending.bytes, pending.charset);
    pending = null;
  };
  for (const found of joined.matchAll(encodedWord)) {
    const between = joined.slice(at, found.index);
    const charset = found[1]!.split('*')[0]!.toLowerCase();
    const bytes = wordBytes(found[2]!, found[3]!);
    const open = pending as { charset: string; bytes: Buffer } | null;
    if (between === '' && open?.charset === charset) pending = { charset, bytes: Buffer.concat([open.bytes, bytes]) };
    else {
      flush();
      out += decodeBytes(Buffer.from(between, 'latin1'), null);
      pending = { charset, bytes };
    }
    at = found.index + found[0].length;
  }
  flush();
  return out + decodeBytes(Buffer.from(joined.slice(at), 'latin1'), null);
};

/** `block` is latin1 text with \n line ends and without the empty line. */
export const readHeaders = (block: string): Headers => {
  const lines: [string, string][] = [];
  for (const line of block.split('\n', MOST_LINES * 4)) {
    const last = lines.at(-1);
    if (/^[ \t]/.test(line)) {
      if (last && last[1].length < LONGEST) last[1] += ` ${line.trim()}`;
      continue;
    }
    const colon = line.indexOf(':');
    if (colon < 1 || colon > 100 || lines.length >= MOST_LINES) continue;
    const name = line.slice(0, colon).trimEnd();
    if (/^[!-9;-~]+$/.test(name)) lines.push([name.toLowerCase(), line.slice(colon + 1, colon + LONGEST).trim()]);
  }
  const all = (name: string) => lines.filter(([n]) => n === name).map(([, value]) => value);
  return {
    lines,
    all,
    has: (name) => lines.some(([n]) => n === name),
    get: (name) => decodeHeader(lines.find(([n]) => n === name)?.[1] ?? ''),
  };
};

export type Valued = { value: string; params: Record<string, string> };

/** `text/plain; charset="utf-8"` → value and parameters in lower-case names (RFC 2045; RFC 2231 pieces are joined plainly). */
export const readValued = (header: string): Valued => {
  const params: Record<string, string> = {};
  const value = (header.split(';', 1)[0] ?? '').trim().toLowerCase().split(/\s/, 1)[0] ?? '';
  for (const found of header
    .slice(0, 4000)
    .matchAll(/;\s*([A-Za-z0-9_-]+)(?:\*\d*)?\*?\s*=\s*("(?:[^"\\]|\\.)*"|[^;\s]*)/g)) {
    const name = found[1]!.toLowerCase();
    const text = found[2]!.startsWith('"') ? found[2]!.slice(1, -1).replace(/\\(.)/g, '$1') : found[2]!;
    params[name] = (params[name] ?? '') + text;
  }
  return { value, params };
};

/**
 * An address in running text. The local part may be quoted and may break the dot rule (domain.md 3.1): real people have such
 * addresses. Lengths are bounded so that a hostile line costs nothing.
 */
const bare =
  /(?<![A-Za-z0-9!#$%&*+/?^_`{|}~.@-])("(?:[^"\\\s@]|\\.){1,64}"|[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,128})@([A-Za-z0-9](?:[A-Za-z0-9._-]{0,252}[A-Za-z0-9])?|\[[0-9.:a-fA-Fv]{3,60}\])/g;

/** Unquoted, local part as written, domain in lower case: the form in which a recipient is reported. */
const plainForm = (local: string, domain: string): string => {
  const text = local.startsWith('"')
    ? local.slice(1, -1).replace(/\\(.)/g, '$1')
    : local.replace(/^'+(?=.+)/, '').replace(/^(?:dda:)?(?:smtp|rfc822|mailto)[=:](?=.)/i, '');
  return `${text}@${domain.toLowerCase()}`;
};

/** Every address in a text, in order, plain form, each once; at most `most`. */
export const addressesIn = (text: string, most = 20): string[] => {
  const found = new Set<string>();
  for (const match of text
    .slice(0, 20_000)
    .replace(/^(?:rfc822|smtp|mailto)[;:]/i, '')
    .matchAll(bare)) {
    found.add(plainForm(match[1]!, match[2]!));
    if (found.size >= most) break;
  }
  return [...found];
};

export const firstAddress = (text: string): string | null => addressesIn(text, 1)[0] ?? null;

/** A recipient whose local part is quoted and holds a space ("taro yamada"@example.jp): without its quotes; null for any other. */
export const quotedAddress = (text: string): string | null => {
  const found = /^\s*<?("(?:[^"\\\r\n]|\\.){1,64}")@([A-Za-z0-9](?:[A-Za-z0-9._-]{0,252}[A-Za-z0-9])?)>?\s*$/.exec(
    text,
  );
  return found ? plainForm(found[1]!, found[2]!) : null;
};

/** An address in signs of any script, plain or as `\x{3042}` (RFC 6533, 3); null when it is none. */
export const internationalAddress = (text: string): string | null => {
  const decoded = text.slice(0, 2000).replace(/\\x\{([0-9A-Fa-f]{1,6})\}/g, (whole, hex: string) => {
    const code = Number.parseInt(hex, 16);
    return code > 0x1f && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : whole;
  });
  const found = /^\s*<?((?:"[^"]{1,64}"|[^\s<>@"]{1,128}))@([^\s<>@,;:"]{1,255})>?\s*$/u.exec(decoded.trim());
  return found ? plainForm(found[1]!, found[2]!) : null;
};
