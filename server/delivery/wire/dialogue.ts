/** What is said between us and a relay, line by line, without anything that opens an account. */
import type { Relay } from './relay.ts';

/** `us`: a command; `relay`: a line of a reply; `note`: what happened beside the words, such as the handshake. */
export type DialogueLine = { by: 'us' | 'relay' | 'note'; text: string };
/** Hears every command and every line of a reply as they pass. */
export type Hears = (by: DialogueLine['by'], text: string) => void;

const MASK = '••••••';
/** A relay that talks without end does not fill a screen. */
const MOST = 200;
const LONGEST = 300;

const base64 = (text: string) => Buffer.from(text, 'utf8').toString('base64');
const tidy = (text: string) =>
  Buffer.from(text, 'latin1')
    .toString('utf8')
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
    .trim()
    .slice(0, LONGEST);

/** Name and password in every form in which they travel; a server may repeat them. */
const secretsOf = ({ auth }: Pick<Relay, 'auth'>): string[] =>
  auth === null
    ? []
    : [base64(`\0${auth.user}\0${auth.password}`), base64(auth.password), base64(auth.user), auth.password]
        .filter((secret) => secret.length > 2)
        .sort((a, b) => b.length - a.length);

/** Writes a dialogue down. What follows AUTH, and what answers a question of AUTH (334), is masked whatever it is. */
export const openDialogue = (relay: Pick<Relay, 'auth'>): { lines: DialogueLine[]; hears: Hears } => {
  const lines: DialogueLine[] = [];
  const secrets = secretsOf(relay);
  let asked = false;
  const masked = (text: string) => secrets.reduce((said, secret) => said.replaceAll(secret, MASK), text);
  return {
    lines,
    hears(by, text) {
      let said = tidy(text);
      if (by === 'us') said = asked ? MASK : said.replace(/^(AUTH +\S+) .*$/i, `$1 ${MASK}`);
      if (by === 'relay') asked = /^334\b/.test(said);
      if (lines.length < MOST) lines.push({ by, text: masked(said) });
    },
  };
};
