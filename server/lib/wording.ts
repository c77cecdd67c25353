/** The wording of a report without what differs from mail to mail, so that staff decide once about each wording. */
import { createHash } from 'node:crypto';

const LONGEST = 600;

/** Addresses, links, host names, times, numbers and ids are taken out; what stays is the daemon's own sentence. */
export const plainWording = (text: string): string =>
  text
    .slice(0, 20 * LONGEST)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/<[^<>\s]{1,320}>/g, ' ')
    .replace(/\S{0,128}@\S{1,255}/g, ' ')
    .replace(/\bhttps?:\/\/\S{1,2000}/g, ' ')
    .replace(/\b(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}\b/g, ' ')
    .replace(/\S{0,64}\d\S{0,64}/g, ' ')
    .replace(/[^\p{L}]+/gu, ' ')
    .trim()
    .slice(0, LONGEST);

/** Null when no word is left to recognise it by. */
export const wordingHash = (text: string): Buffer | null => {
  const plain = plainWording(text);
  return plain.length < 8 ? null : createHash('sha256').update(plain).digest();
};
