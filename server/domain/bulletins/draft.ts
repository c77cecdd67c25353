/** What a draft is made of and what is wrong with one: while it is written, and when it is to be sent. */
import { createHash } from 'node:crypto';
import { type BulletinKind, isLanguage, type Language, languages } from '../../contract/codes.ts';
import { type FieldError, invalid } from '../../lib/errors.ts';
import type { StoredAudience } from '../../store/audiences.ts';
import { findBulletin, listTopicsByCode } from '../../store/bulletins.ts';
import type { Source } from '../../store/db.ts';
import { type BulletinText, checkText } from './source.ts';

export type BulletinTexts = Partial<Record<Language, BulletinText>>;
export type BulletinDraft = {
  kind?: BulletinKind;
  topics: readonly string[];
  /** Leaves out who got this bulletin (public id). */
  exclude?: string | null;
  texts: BulletinTexts;
  /** When it is to leave (epoch ms); null or absent: as soon as it is released. */
  plannedAt?: number | null;
  /** How many get it first; 0: everybody at once. */
  waveSize?: number;
  /** Gets no page that everybody can read. */
  keptOut?: boolean;
};

const signs = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

/** What no draft may have, not even an unfinished one. */
export const checkDraft = (draft: BulletinDraft): FieldError[] =>
  Object.entries(draft.texts).flatMap(([language, text]): FieldError[] => {
    if (!isLanguage(language))
      return [{ field: `texts.${language}`, code: 'language.unknown', details: { known: languages.join(', ') } }];
    const wrong: FieldError[] = [];
    if (signs.test(text.subject) || !text.subject.isWellFormed())
      wrong.push({ field: `texts.${language}.subject`, code: 'bulletin.subject-control' });
    // Neither can be stored everywhere as it is, and nothing may be changed on the way.
    if (text.body.includes('\u0000') || !text.body.isWellFormed())
      wrong.push({ field: `texts.${language}.body`, code: 'bulletin.body-sign' });
    return wrong;
  });

/** What keeps a draft from being sent. `freed`: goes to the readers of another bulletin, so it needs no topic. */
export const checkWhole = (draft: BulletinDraft, freed = false): FieldError[] => {
  const errors: FieldError[] = [];
  const written = Object.entries(draft.texts);
  if (draft.topics.length === 0 && !freed) errors.push({ field: 'topics', code: 'bulletin.no-topic' });
  if (written.length === 0) errors.push({ field: 'texts', code: 'bulletin.no-text' });
  for (const [language, text] of written) errors.push(...checkText(text, `texts.${language}`));
  return [...checkDraft(draft), ...errors];
};

/** Internal ids of the topics; throws with every unknown code. A retired one may stand in a draft, but is not sent to. */
export const topicIds = async (source: Source, codes: readonly string[]): Promise<number[]> => {
  const found = await listTopicsByCode(source, codes);
  const missing = codes.filter((code) => !found.some((t) => t.code === code));
  if (missing.length > 0)
    throw invalid(missing.map((code) => ({ field: 'topics', code: 'topic.unknown', details: { topic: code } })));
  return found.map((t) => t.id);
};

/** Throws `input.invalid` with every topic that has ended since it was chosen, and where its readers were led. */
export const demandLiveTopics = async (source: Source, audience: StoredAudience): Promise<void> => {
  if (audience.only) return;
  const ended = (await listTopicsByCode(source, audience.topics)).filter((t) => t.retired_at !== null);
  if (ended.length > 0)
    throw invalid(
      ended.map((t) => ({ field: 'topics', code: 'topic.ended', details: { topic: t.code, into: t.into ?? '' } })),
    );
};

/** The stored form of the audience. Throws `input.invalid` when the excluded bulletin does not exist. */
export const audienceOf = async (
  source: Source,
  draft: BulletinDraft,
  only?: StoredAudience['only'],
): Promise<StoredAudience> => {
  if (draft.exclude && !(await findBulletin(source, draft.exclude)))
    throw invalid([{ field: 'exclude', code: 'bulletin.unknown' }]);
  return {
    topics: [...draft.topics],
    ...(draft.exclude ? { exclude: { bulletin: draft.exclude } } : {}),
    ...(only ? { only } : {}),
  };
};

export const textRows = (
  texts: BulletinTexts,
  row: { bulletin_id: number; revision: number; actor: string; created_at: number },
) =>
  (Object.entries(texts) as [Language, BulletinText][]).map(([language, text]) => ({
    ...row,
    language,
    subject: text.subject,
    body: text.body,
  }));

/** What an approval is bound to: SHA-256 over texts, audience, time, kind and first wave, each in one fixed order. */
export const approvalHash = (what: {
  texts: BulletinTexts;
  audience: StoredAudience;
  plannedAt: number | null;
  kind: BulletinKind;
  waveSize: number;
  keptOut: boolean;
}): string => {
  const { audience, texts } = what;
  const whole = [
    what.kind,
    what.plannedAt,
    what.waveSize,
    [...audience.topics].sort(),
    audience.exclude?.bulletin ?? null,
    audience.only ? [audience.only.bulletin, audience.only.reached] : null,
    languages.map((l) => (texts[l] ? [l, texts[l].subject, texts[l].body] : null)),
    // What was approved before there were pages stays approved.
    ...(what.keptOut ? ['keptOut'] : []),
  ];
  return createHash('sha256').update(JSON.stringify(whole)).digest('hex');
};
