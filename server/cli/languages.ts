/** The languages of readers, as the command line names them. */
import { inEvery, languages } from '../contract/codes.ts';
import { languageOf } from '../languages/languages.ts';

/** `ja, plja or en`. */
export const anyLanguage = `${languages.slice(0, -1).join(', ')} or ${languages.at(-1)}`;

/** An option for each language, named by its code. */
export const languageOptions = inEvery(() => ({ type: 'string' as const }));

/** What each of them takes: `of` hears the language's name. */
export const languageOptionsSay = (of: (name: string) => string) => inEvery((l) => of(languageOf(l).english));
