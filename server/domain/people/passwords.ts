/** Passwords of operators: scrypt (RFC 7914) with its cost in the stored text, so that it can be raised later. */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { FieldError } from '../../lib/errors.ts';
import { hashDesk, type Place } from './hashing.ts';

export const LEAST_LENGTH = 12;
const MOST_LENGTH = 256;
/** scrypt's N for new passwords, 32 MiB and some 80 ms each. */
export const COST = 2 ** 15;
/** What is in use. Only the support of the tests lowers it: no setting reaches it. */
export const hashing = { cost: COST };

/** One for the process: a second thread would only take the other core, too. */
const desk = hashDesk();
/** Where a stranger's try stands in line before anything is counted or hashed for it. Errors: `sign-in.busy`. */
export const { enter: enterLine, refuseFull } = desk;

const derive = (password: string, salt: Buffer, cost: number, at: Place | null): Promise<Buffer> => {
  const task = { password: password.normalize('NFKC'), salt, cost };
  return at ? at.hash(task) : desk.hash(task, 'known');
};

/** For somebody who has shown a genuine link or a session. Errors: `sign-in.busy`. */
export const hashPassword = async (password: string): Promise<string> => {
  const salt = randomBytes(16);
  const { cost } = hashing;
  return `scrypt$${cost}$${salt.toString('base64')}$${(await derive(password, salt, cost, null)).toString('base64')}`;
};

/**
 * A stored null costs the same time, so that nobody learns who has an account. `at`: the place that was waited for; null is for somebody with
 * a session. Errors: `sign-in.busy`.
 */
export const checkPassword = async (
  password: string,
  stored: string | null,
  at: Place | null = null,
): Promise<boolean> => {
  const [, cost = String(hashing.cost), salt = '', key = ''] = (stored ?? '').split('$');
  const given = Buffer.from(salt || 'AAAAAAAAAAAAAAAAAAAAAA==', 'base64');
  const derived = await derive(password, given, Number(cost), at);
  const expected = Buffer.from(key, 'base64');
  return expected.length === derived.length && timingSafeEqual(expected, derived);
};

/**
 * Words that stand at the top of every list of common passwords, of Japanese ones too. A password that is one of them with digits and
 * signs around it is common; length does the rest (NIST SP 800-63B, 3.1.1.2).
 */
const common = new Set(
  `password passwd passw0rd pass word qwerty qwertyuiop asdfgh asdfghjkl zxcvbn zxcvbnm azerty abcdef abcdefg abcdefgh abc letmein
  welcome iloveyou loveyou admin administrator root user guest login master test testtest changeme default secret dragon monkey football
  baseball basketball soccer superman batman pokemon pikachu princess sunshine shadow michael jordan ashley nicole daniel charlie summer
  winter spring autumn january february march april may june july august september october november december monday tuesday wednesday
  thursday friday saturday sunday trustno freedom whatever computer internet samsung google yahoo facebook starwars hello helloworld
  killer hunter ranger cheese cookie banana orange flower purple silver golden diamond lovely angel jesus blessed family forever friends
  happy lucky nintendo playstation mustang ferrari porsche toyota honda yamaha suzuki mitsubishi nihon nippon japan tokyo osaka kyoto
  nagoya sapporo fukuoka sakura himawari arigatou konnichiwa ohayou sayonara doraemon totoro naruto anpanman hanako taro tarou ichiro
  yamada suzuki tanaka sato watanabe ito nakamura kobayashi kato yoshida aiueo kakikukeko sashisuseso akasatana zaq zaqwsx xsw qazwsx
  qazwsxedc fumibako nyukan nyuukan zairyu zairyuu mail mailmagazine japanpass government ministry immigration office`
    .split(/\s+/)
    .filter(Boolean),
);

const rows = ['abcdefghijklmnopqrstuvwxyz', '01234567890', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm'];
const backwards = (text: string) => [...text].reverse().join('');
/** How many of the characters stand in runs of four or more along the alphabet, the digits or a row of the keyboard. */
const inRuns = (text: string): number => {
  let covered = 0;
  for (let i = 0; i < text.length; ) {
    let length = 0;
    for (const row of [...rows, ...rows.map(backwards)])
      while (i + length < text.length && row.includes(text.slice(i, i + length + 1))) length++;
    if (length >= 4) covered += length;
    i += length >= 4 ? length : 1;
  }
  return covered;
};

/** 'aaaa', 'abcabcabc': one short piece again and again. */
const repeats = (text: string) => /^(.{1,4})\1+.{0,3}$/.test(text);

const isCommon = (plain: string): boolean => {
  const unleet = plain
    .replace(/[^a-z]+$/, '')
    .replace(/[@4]/g, 'a')
    .replace(/[0]/g, 'o')
    .replace(/[1!]/g, 'i')
    .replace(/[3]/g, 'e')
    .replace(/[$5]/g, 's');
  const bare = (text: string) => text.replace(/[^a-z]/g, '');
  const halves = (text: string) =>
    [...text].some((_c, i) => common.has(text.slice(0, i)) && (common.has(text.slice(i)) || text.slice(i).length < 3));
  const words = [bare(plain), unleet.replace(/[^a-z]/g, '')];
  return words.some((word) => word.length < 3 || common.has(word) || halves(word)) || inRuns(plain) > plain.length / 2;
};

/** What is wrong with a new password; empty when it may be used. */
export const passwordFaults = (password: string, email: string): FieldError[] => {
  const length = [...password].length;
  if (length < LEAST_LENGTH)
    return [{ field: 'password', code: 'password.too-short', details: { least: LEAST_LENGTH } }];
  if (length > MOST_LENGTH) return [{ field: 'password', code: 'password.too-long', details: { most: MOST_LENGTH } }];
  const local = email.split('@')[0]?.toLowerCase() ?? '';
  const plain = password.normalize('NFKC').toLowerCase();
  const ascii = /^[\x20-\x7e]*$/.test(plain);
  const few = new Set(plain).size < 5 || repeats(plain);
  if (few || (ascii && isCommon(plain)) || (local.length >= 4 && plain.includes(local)))
    return [{ field: 'password', code: 'password.common' }];
  return [];
};
