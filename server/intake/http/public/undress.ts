/**
 * Tokens as they come back out of mails: with the full stop or bracket that a mail program took for a part of the link, with remains of
 * quoted-printable, in capitals. A token has a known length and 32 signs, so what belongs to it can be told.
 */

/** Stored ones and derived ones (server/lib/token.ts). */
const LENGTHS = [32, 40];

/** The token inside, or the text as it came when none can be told. */
export const undress = (text: string): string => {
  const ways = [
    /^[a-z2-7]*/.exec(text.toLowerCase())?.[0] ?? '',
    // "=3D" and "=20" are signs, "=" at a line's end is none.
    text
      .replace(/=[0-9A-F]{2}/g, '')
      .toLowerCase(),
    text.replace(/=/g, '').toLowerCase(),
  ].map((way) => way.replace(/[^a-z2-7]/g, ''));
  return ways.find((way) => LENGTHS.includes(way.length)) ?? text;
};

/** A path of ours behind which a sentence went on: `/m/ja_entry。`. Null when nothing clings to it. */
export const undressedPath = (path: string): string | null => {
  const bare = /^\/m\/[a-z_/-]*[a-z]/i.exec(path)?.[0];
  return bare !== undefined && bare !== path && !/[a-z0-9]/i.test(path.slice(bare.length)) ? bare : null;
};
