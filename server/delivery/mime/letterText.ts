/**
 * A single letter as nodemailer's composer writes it, byte for byte (test/server/delivery/letterText.test.ts): header values by nodemailer's
 * own encoder, the parts put together here. Its composer builds a tree of streams for two texts, which cost a tenth of a letter.
 */
import { foldLines, hasLongerLines, isPlainText } from 'nodemailer/lib/mime-funcs';
import MimeNode from 'nodemailer/lib/mime-node';

export type LetterParts = {
  /** In their order. */
  headers: readonly (readonly [name: string, value: string | { name: string; address: string }])[];
  text: string;
  html: string | null;
  /** The same for the same letter. */
  boundary: string;
};

const LONGEST_LINE = 76;
const encoder = new MimeNode('text/plain', { textEncoding: 'base64' });
const headerLine = (name: string, value: LetterParts['headers'][number][1]): string => {
  const encoded = encoder.encodeHeaderValue(name, value);
  return encoded.trim() === '' ? '' : `${foldLines(`${name.replace(/-Id$/, '-ID')}: ${encoded}`, LONGEST_LINE)}\r\n`;
};

/** Base64 in lines of 76 signs (RFC 2045, 6.8); the last has no line end. */
const base64Lines = (text: string): string => {
  const signs = Buffer.from(text, 'utf8').toString('base64');
  let out = signs.slice(0, 76);
  for (let at = 76; at < signs.length; at += 76) out += `\r\n${signs.slice(at, at + 76)}`;
  return out;
};

/** One text with the lines that say how it is written: as it stands where that is short lines of ASCII, else in base64. */
const part = (
  type: 'plain' | 'html',
  text: string,
  base64: boolean,
): { encoding: string; type: string; body: string } => {
  const plain = !base64 && isPlainText(text) && !hasLongerLines(text, LONGEST_LINE);
  return {
    encoding: `Content-Transfer-Encoding: ${plain ? '7bit' : 'base64'}\r\n`,
    type: `Content-Type: text/${type}; charset=utf-8\r\n`,
    body: plain ? text.replace(/\r\n|\r|\n/g, '\r\n') : base64Lines(text),
  };
};

/** The whole mail with CRLF line ends. */
export const letterText = ({ headers, text, html, boundary }: LetterParts): Buffer => {
  const head = headers.map(([name, value]) => headerLine(name, value)).join('');
  // One way of encoding for everything that is not English: quoted-printable makes Japanese three times as long.
  const base64 = !isPlainText(text);
  const first = part('plain', text, base64);
  const version = 'MIME-Version: 1.0\r\n';
  if (html === null) {
    const lines = base64 ? first.encoding + head : head + first.encoding;
    return Buffer.from(`${lines}${version}${first.type}\r\n${first.body}\r\n`, 'latin1');
  }
  const second = part('html', html, base64);
  const between = `--_NmP-${boundary}-Part_1`;
  const type = `Content-Type: multipart/alternative;\r\n boundary="${between}"\r\n`;
  const parts = [first, second].map((one) => `--${between}\r\n${one.type}${one.encoding}\r\n${one.body}\r\n`);
  return Buffer.from(`${head}${version}${type}\r\n${parts.join('')}--${between}--\r\n`, 'latin1');
};
