/** A link to the registration for other sites: HTML without script, style or anything that is loaded. It ticks topics and agrees to nothing. */

import { type Language, languages } from '../../../contract/codes.ts';
import type { Snippets } from '../../../contract/console/topics.ts';
import { paths } from '../../../contract/paths.ts';
import type { Topics } from '../../../domain/topics/topics.ts';
import { languageOf } from '../../../languages/languages.ts';
import { pageWords } from '../../../languages/words.ts';
import { stripReadings } from '../../../letters/furigana.ts';
import { html } from './html.ts';

/** Topics that have ended, or never were, are left out. */
export const snippets = async (
  p: { topics: Topics; publicUrl: () => string },
  asked: readonly string[],
): Promise<Snippets> => {
  const chosen = (await p.topics.list()).flatMap((g) => g.choices).filter((choice) => asked.includes(choice.code));
  const query = chosen.length === 0 ? '' : `?topic=${chosen.map((choice) => choice.code).join(',')}`;
  const one = (language: Language) => {
    const url = p.publicUrl() + paths.entry(language) + query;
    const names = chosen.map((choice) => stripReadings(choice.name[language]));
    const words = stripReadings(pageWords[language].news.subscribe);
    const { tag, colon, comma } = languageOf(language);
    const about = names.length === 0 ? '' : colon + names.join(comma);
    return { url, html: html`<p lang="${tag}"><a href="${url}" hreflang="${tag}">${words + about}</a></p>`.html };
  };
  return Object.fromEntries(languages.map((language) => [language, one(language)])) as Snippets;
};
