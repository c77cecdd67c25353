/** Console: mail types and what they look like. */
import { languages } from '../../../contract/codes.ts';
import { mailTypeRoutes } from '../../../contract/console/mailTypes.ts';
import { rulebooks } from '../../../domain/rulebook/index.ts';
import type { Bundle } from '../../../letters/bundle.ts';
import { findMailType, mailTypes } from '../../../letters/catalogue.ts';
import { sampleFacts } from '../../../letters/check.ts';
import { renderLetter } from '../../../letters/render.ts';
import type { MailType } from '../../../letters/types.ts';
import { notFound } from '../../../lib/errors.ts';
import { type ConsoleRoute, route } from './mount.ts';

/** Types whose subject is written anew each time. */
const ownNames: Readonly<Record<string, { ja: string; en: string }>> = {
  'nl-issue': { ja: 'お知らせ', en: 'Bulletin' },
};

/** The subject of its text, which is what everybody calls it. */
const nameOf = (bundle: Bundle, language: 'ja' | 'en', id: string): string => {
  const subject = /^Subject: (.*)$/m.exec(bundle.files[`${language}/${id}.txt`] ?? '')?.[1] ?? '';
  return ownNames[id]?.[language] ?? (subject || id);
};

/** A mail type with its sample values, by the renderer that also sends. */
const previewOf = (bundle: Bundle, type: MailType, language: (typeof languages)[number]) => {
  const letter = renderLetter({
    bundle,
    type,
    system: type.systems[0]!,
    languages: [language],
    variables: type.sample,
    ...sampleFacts,
  });
  return {
    subject: letter.subject,
    text: letter.text,
    html: letter.html ?? '',
    from: `${letter.fromName} <${letter.from}>`,
  };
};

/** Where the rulebook names a type. */
const rulesOf = (id: string) =>
  rulebooks.flatMap(({ system, events }) =>
    events.flatMap(({ type: event, says, letters, followUps = [] }) => [
      ...letters.flatMap(({ type, to, onBounce }) => [
        ...(type === id ? [{ system, event, says, how: 'letter' as const, to }] : []),
        ...(onBounce?.type === id ? [{ system, event, says, how: 'bounce' as const, to: onBounce.to }] : []),
      ]),
      ...followUps.flatMap(({ type, to }) =>
        type === id ? [{ system, event, says, how: 'follow-up' as const, to }] : [],
      ),
    ]),
  );

export const mailTypeConsole = ({ bundle }: { bundle: Bundle }): ConsoleRoute[] => [
  route(mailTypeRoutes.list, async () => ({
    data: mailTypes.map((type) => ({
      id: type.id,
      systems: [...type.systems],
      category: type.category,
      sensitive: type.sensitive,
      names: { ja: nameOf(bundle, 'ja', type.id), en: nameOf(bundle, 'en', type.id) },
    })),
    next: null,
  })),
  route(mailTypeRoutes.show, async ({ id }) => {
    const type = findMailType(id);
    if (!type) throw notFound('mail-type');
    return {
      id,
      rules: rulesOf(id),
      previews: Object.fromEntries(languages.map((l) => [l, previewOf(bundle, type, l)])),
    };
  }),
];
