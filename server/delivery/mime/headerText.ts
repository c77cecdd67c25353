/** Header values on the wire: encoded words, folding, and the refusal of anything that could begin another header. */
import { HubError } from '../../lib/errors.ts';

/** RFC 2047: an encoded word has at most 75 signs, a line with one at most 76. */
const LONGEST_LINE = 76;
const AROUND_WORD = '=?UTF-8?B??='.length;

const printable = /^[ -~]*$/;
const control = /[\p{Cc}\u2028\u2029]/u;

/** Throws HubError `mail.header` (`header`) when the value holds a control sign or a line end; the value is in no error. */
export const checkHeader = (header: string, value: string): string => {
  if (control.test(value)) throw new HubError('mail.header', { header });
  return value;
};

/** Encoded words on folded lines, never splitting a character. `used`: signs already on the first line. */
export const encodedWords = (text: string, used: number): string => {
  const words: string[] = [];
  let bytes = '';
  let room = wordRoom(used);
  for (const sign of text) {
    const more = Buffer.from(sign, 'utf8').toString('latin1');
    if (bytes.length + more.length > room) {
      words.push(bytes);
      bytes = '';
      room = wordRoom(1);
    }
    bytes += more;
  }
  words.push(bytes);
  return words.map((word) => `=?UTF-8?B?${Buffer.from(word, 'latin1').toString('base64')}?=`).join('\r\n ');
};

/** Bytes that fit into a word behind `used` signs; a long name leaves at least one character of four bytes. */
const wordRoom = (used: number): number => Math.max(6, Math.floor((LONGEST_LINE - used - AROUND_WORD) / 4) * 3);

/** Breaks an ASCII value at blanks, also at that behind the colon, so that lines stay within 76 signs where there are blanks. */
export const folded = (header: string, value: string): string => {
  let line = `${header}:`;
  const lines: string[] = [];
  for (const word of value.split(' ')) {
    if (line.length + 1 + word.length > LONGEST_LINE && line !== '' && word !== '') {
      lines.push(line);
      line = '';
    }
    line += ` ${word}`;
  }
  return [...lines, line].join('\r\n');
};

/** One unstructured header line (Subject) with its CRLF. */
export const textHeader = (header: string, value: string): string => {
  checkHeader(header, value);
  const plain = printable.test(value) && !value.includes('=?');
  return plain ? `${folded(header, value)}\r\n` : `${header}: ${encodedWords(value, header.length + 2)}\r\n`;
};

/** From with a display name (RFC 5322, 3.4). The address is one that `wirePath` let pass. */
export const mailboxHeader = (header: string, { name, address }: { name: string; address: string }): string => {
  checkHeader(header, name);
  checkHeader(header, address);
  if (name === '') return `${header}: <${address}>\r\n`;
  const plain = printable.test(name) && !name.includes('=?');
  const shown = !plain
    ? encodedWords(name, header.length + 2)
    : /^[A-Za-z0-9 ]+$/.test(name)
      ? name
      : `"${name.replace(/["\\]/g, '\\$&')}"`;
  const lastLine = shown.length - (shown.lastIndexOf('\n') + 1) + (shown.includes('\n') ? 0 : header.length + 2);
  const between = lastLine + address.length + 3 > LONGEST_LINE ? '\r\n ' : ' ';
  return `${header}: ${shown}${between}<${address}>\r\n`;
};
