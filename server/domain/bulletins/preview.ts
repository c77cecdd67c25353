/** What readers will see, and what the checkers say: by the one renderer and the one checker that also serve sending. */

import { type BulletinKind, type Language, languages } from '../../contract/codes.ts';
import { paths } from '../../contract/paths.ts';
import { textLanguage } from '../../languages/languages.ts';
import { compileBulletin, renderBulletin } from '../../letters/bulletin.ts';
import type { Bundle } from '../../letters/bundle.ts';
import { checkBulletin } from '../../letters/checkText.ts';
import { sortFindings } from '../../letters/findings.ts';
import { inJapan } from '../../letters/formatters.ts';
import { withoutBlocks } from '../../letters/keptBlocks.ts';
import type { OwnReadings } from '../../letters/readings.ts';
import { compareLanguages } from '../../letters/said/compare.ts';
import { type FindingLine, findingLine } from '../../letters/said/findingLine.ts';
import { senderOf } from '../../letters/sender.ts';
import type { Clock } from '../../lib/clock.ts';
import { type KnownBlocks, openBlockFindings } from '../blocks/blocks.ts';
import type { BulletinText } from './source.ts';

/** Languages of readers that these texts serve; half a text serves nobody. */
export const readableBy = (texts: Partial<Record<Language, BulletinText>>): Language[] => {
  const written = languages.filter((l) => texts[l]?.subject.trim() && texts[l]?.body.trim());
  return languages.filter((l) => textLanguage(l, written) !== null);
};

export type Previewed = { subject: string; text: string; html: string; from: string; fallback: Language | null };
export type { FindingLine };

/** A link that leads nowhere, as long as a real one. */
const sampleToken = 'x'.repeat(40);

/** What a mail says of itself beside its text. `names`: of its topics, by language. */
export type About = { names?: readonly Readonly<Partial<Record<Language, string>>>[]; keptOut?: boolean; id?: string };
const sampleId = 'x'.repeat(20);

export const openPreview = (p: { bundle: Bundle; clock: Clock; publicUrl: () => string }) => {
  const aboutIt = (about: About, kind: BulletinKind, reader: Language, written: Language) => ({
    topics: (about.names ?? []).map((names) => names[written] ?? names.ja ?? ''),
    leaveBy: about.id ?? sampleId,
    ...(kind === 'drill' || about.keptOut
      ? {}
      : { newsUrl: p.publicUrl() + paths.newsPage(reader, about.id ?? sampleId) }),
  });
  const blockFindings = openBlockFindings(p);
  return {
    /** The mail of each language that gets one; texts without subject or body are left out (the checker says so). */
    previews(
      texts: Partial<Record<Language, BulletinText>>,
      kind: BulletinKind = 'normal',
      about: About = {},
    ): Partial<Record<Language, Previewed>> {
      const written = languages.filter((l) => texts[l]?.subject.trim() && texts[l]?.body.trim());
      const answer: Partial<Record<Language, Previewed>> = {};
      for (const language of languages) {
        const from = textLanguage(language, written);
        if (!from) continue;
        const compiled = compileBulletin({
          bundle: p.bundle,
          language: from,
          subject: texts[from]!.subject,
          body: texts[from]!.body,
          reissueUrl: p.publicUrl() + paths.reissue(language),
          publicUrl: p.publicUrl(),
          kind,
          ...aboutIt(about, kind, language, from),
          ...(from === language ? {} : { fallbackFrom: language }),
        });
        const mail = renderBulletin(compiled, { unsubscribeUrl: p.publicUrl() + paths.unsubscribe(sampleToken) });
        answer[language] = { ...mail, from: compiled.fromName, fallback: from === language ? null : from };
      }
      return answer;
    },

    /** What the checkers say of what is written; lines that name a block are looked at as such. */
    findings(
      texts: Partial<Record<Language, BulletinText>>,
      known: { own: OwnReadings; blocks: KnownBlocks } = { own: new Map(), blocks: new Map() },
    ): Partial<Record<Language, FindingLine[]>> {
      const sender = senderOf(p.bundle);
      const today = inJapan(p.clock.now());
      const across = compareLanguages(texts);
      const answer: Partial<Record<Language, FindingLine[]>> = {};
      for (const [language, text] of Object.entries(texts) as [Language, BulletinText][])
        answer[language] = sortFindings([
          ...checkBulletin({
            ...{ sender, language, publicUrl: p.publicUrl(), today, own: known.own },
            subject: text.subject,
            body: withoutBlocks(text.body),
          }).filter(({ rule }) => rule !== 'body.missing' || text.body.trim() === ''),
          ...blockFindings(language, text.body, known),
          ...(across[language] ?? []),
        ]).map(findingLine);
      return answer;
    },
  };
};
export type Previews = ReturnType<typeof openPreview>;
