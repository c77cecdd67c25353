/** The kinds of fields that events are made of (events.md, "Envelope"). Messages of own rules are stable codes; the door words them. */
import { z } from 'zod';
import { inEvery, languages } from './codes.ts';
import { procedureCodes } from './eventCodes.ts';

const control = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;
const controlButLines = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;
/** A tag of HTML, also one that is left open. The glosses of plain Japanese, <…> around kana, are none. */
const tag = /<[/!?]?[a-z][^<]*(>|$)/i;

const inert = (schema: z.ZodString, forbidden: RegExp) =>
  schema
    // JSON can spell half of a pair; no address, file or mail can carry it.
    .refine((v) => v.isWellFormed(), { error: 'text.surrogate', abort: true })
    .refine((v) => !/[\r\n]/.test(v) || forbidden === controlButLines, { error: 'text.newline', abort: true })
    .refine((v) => !forbidden.test(v.replace(/\r\n/g, '\n')), { error: 'text.control', abort: true })
    .refine((v) => !tag.test(v), { error: 'text.html', abort: true });

/** One line of text, shown as given. */
export const line = (most = 200) => inert(z.string().trim().min(1).max(most), control);
/** Several lines. */
export const lines = (most = 10_000) => inert(z.string().trim().min(1).max(most), controlButLines);
/** A number, id or status that is shown exactly as given. */
export const code = (example: string) => line(100).meta({ example });
export const secret = (example: string) =>
  line(100).meta({ example, description: 'Erased once the next server has accepted the letter.' });

const byLanguage = <T extends z.ZodType>(one: T) => z.strictObject(inEvery(() => one.optional()));

/** Words for people: one text, or one per language of the letters. */
export const words = (most = 200) =>
  z.union([line(most), byLanguage(line(most))]).meta({ description: 'A string, or an object with ja, plja and en.' });
export const longWords = () =>
  z
    .union([lines(), byLanguage(lines())])
    .meta({ description: 'Text of several lines, or an object with ja, plja and en.' });

/** Years that a letter can speak of; what lies outside is a slip or a filler. */
const inRange = (value: string): boolean => !/^\d{4}-/.test(value) || (value >= '2000-' && value < '2101-');

export const date = () =>
  z.iso
    .date({ error: 'date.invalid' })
    .refine(inRange, { error: 'date.range' })
    .meta({ description: 'YYYY-MM-DD, a day in Japan.', example: '2026-11-21' });
export const instant = () =>
  z.iso
    .datetime({ offset: true, error: 'instant.invalid' })
    .refine(inRange, { error: 'date.range' })
    .meta({ description: 'RFC 3339 with an offset.', example: '2026-11-21T09:00:00+09:00' });
export const count = (most = 100_000) => z.number().int().min(0).max(most);

export const url = () =>
  z
    .string()
    .max(1000)
    .regex(/^https?:\/\/[!-~]+$/, { error: 'url.invalid' })
    .refine((v) => URL.canParse(v) && !/["'<>`\\]/.test(v) && !new URL(v).username && !new URL(v).password, {
      error: 'url.invalid',
      abort: true,
    })
    .meta({ example: 'https://www.ras-immi.moj.go.jp/open?t=abc' });

/** A link. Letters say of its life what is said here: `expires_at`, or `valid_hours` counted from sending, and whether it works `once`. */
export const link = {
  url: url(),
  expires_at: instant().optional(),
  valid_hours: z.number().int().min(1).max(2160).optional(),
  once: z.boolean().optional().meta({ description: 'The link works one time only; letters say so only then.' }),
};

/** One printable ASCII text: it must reach the landing officer byte for byte. */
export const certificate = () =>
  z
    .string()
    .min(1)
    .max(20_000)
    .regex(/^[\n\r -~]+$/, { error: 'certificate.not-ascii' })
    .meta({ description: 'The data block of the certificate: printable ASCII, lines ended by LF.' });

export const procedure = () =>
  z
    .string()
    .min(1)
    .max(60)
    // Which of them are known is the domain's to say: what is not has a nearest, and systems may be strict or not.
    .meta({ enum: [...procedureCodes], example: 'residence.change' });

/** A code of a closed list, or own words in the languages of the letters. */
export const codeOrWords = (codes: readonly string[]) =>
  words().meta({ description: `One of ${codes.join(', ')}; or an object with own words in ja, plja and en.` });

export const holderKind = () => z.enum(['resident', 'organisation']);
export const deliveryMethod = () => z.enum(['mail', 'post', 'counter']);

/** The address is checked by the hub's own rule (60 characters, carriers' dots), so here it is only text. */
const email = z
  .string()
  .min(1)
  .max(320)
  .meta({ format: 'email', description: 'At most 60 characters; the part before @ is never altered.' });

const language = z
  .string()
  .refine(
    (v) => {
      const given = v.split(',');
      return (
        given.length <= 2 && new Set(given).size === given.length && given.every((l) => languages.includes(l as 'ja'))
      );
    },
    { error: 'language.unknown' },
  )
  .meta({
    description: 'ja, plja or en, or two joined by a comma: one mail, one text above the other.',
    example: 'ja,en',
  });

export const recipient = z.strictObject({ email, name: line(104).optional(), language: language.optional() });
export type Recipient = z.infer<typeof recipient>;
