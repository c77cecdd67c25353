/**
 * Makes a value harmless before it is put into a Markdown text (GOV.UK Notify's `sanitise_content_for`, notify-api.md 1.9):
 * same output as theirs for ordinary ASCII, and safe for Japanese, where their pattern lets links through.
 */
import { HubError } from '../lib/errors.ts';
import { insensitiveKey } from './custom.ts';

/** Full stops that browsers read as a dot in a host name (UTS 46): 。．｡ */
const stop = '[.\u3002\uFF0E\uFF61]';
const path = '(?:[/?#][!-;=-~]*)?';

/** A host name with or without scheme, as theirs; kana or kanji end it, so that the sentence after it stays. */
const named = new RegExp(`\\b(?<![@.])(?:https?://)?(?:[\\w-]{1,63}\\.){1,126}[a-z]{2,63}(?!@)\\b${path}`, 'gi');

/** What theirs lets through and browsers open: other dots, user names, numbers, IPv6, names without dot, Japanese names. */
const scheme = '(?:https?|ftp)[:：][/／\\\\]{2}';
const otherDots = new RegExp(`${scheme}(?:[\\w-]{1,63}${stop}){1,126}[a-z]{2,63}(?![a-z0-9-])${path}`, 'giu');
const asciiRest = new RegExp(`${scheme}(?=[!-~])[!-;=-~]+`, 'giu');
const japaneseName = new RegExp(`${scheme}(?:[\\p{L}\\p{N}\\p{M}-]|${stop})*${path}`, 'giu');
/** Without a scheme nothing opens it at once; a blank after the dot keeps it so and loses no sentence. */
const bareOtherDots = /([A-Za-z0-9])([\u3002\uFF0E\uFF61])(?=[A-Za-z]{2})/g;

/** Invisible signs that could split a link for us and join it again for a browser, or turn a line round. */
const invisible = /[\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/g;
const special = /[`*_(){}[\]<>#+\-.!|\\]/g;
/** ^ opens an inset only at the beginning of a line. */
const inset = /^([ \t\u3000]*)\^/gm;

const spread = (found: string) => (/^[A-Za-z0-9.-]+$/.test(found) ? found.replaceAll('.', '. ') : '');

/**
 * Links are removed (a bare name such as `evil.com` only gets a blank after each dot), then every sign of the Markdown
 * subset gets a backslash. `User, [click here](https://evil.link)` → `User, \[click here\]\(\)`.
 */
export const sanitiseValue = (value: string): string =>
  value
    .replace(invisible, '')
    .replace(named, spread)
    .replace(otherDots, '')
    .replace(asciiRest, '')
    .replace(japaneseName, '')
    .replace(bareOtherDots, '$1$2 ')
    .replace(special, '\\$&')
    .replace(inset, '$1\\^');

export type Sanitised = Record<string, { unsanitised: string; sanitised: string }>;

/**
 * Sanitises the named values; names are compared without regard to case, blanks, `_` and `-`. `changed` is Notify's
 * `sanitised_content`: only what really changed. A value that is no text is HubError `custom.sanitise_not_text {name}`.
 */
export const sanitisePersonalisation = (
  personalisation: Readonly<Record<string, unknown>>,
  names: readonly string[],
): { personalisation: Record<string, unknown>; changed: Sanitised } => {
  const listed = new Set(names.map(insensitiveKey));
  const changed: Sanitised = {};
  const entries = Object.entries(personalisation).map(([name, value]): [string, unknown] => {
    if (!listed.has(insensitiveKey(name))) return [name, value];
    if (typeof value !== 'string') throw new HubError('custom.sanitise_not_text', { name });
    const sanitised = sanitiseValue(value);
    if (sanitised !== value) changed[name] = { unsanitised: value, sanitised };
    return [name, sanitised];
  });
  return { personalisation: Object.fromEntries(entries), changed };
};
