/** Texts of the console: Japanese and English, chosen by the person. Only the language that is shown is fetched. */
import polyglot from 'ra-i18n-polyglot';
import type { I18nProvider } from 'react-admin';

/** What was chosen here before; else what the browser speaks: whoever has no Japanese gets English. */
const remembered = (): 'ja' | 'en' => {
  const chosen = localStorage.getItem('RaStore.locale') ?? navigator.language;
  return /ja/i.test(chosen) ? 'ja' : 'en';
};

const fetched = async (locale: string) =>
  locale === 'en' ? (await import('../texts/en.ts')).en : (await import('../texts/ja.ts')).ja;

/** Resolves once there are words to show. */
export const openI18n = async (): Promise<I18nProvider> => {
  const begun = remembered();
  const first = await fetched(begun);
  const textsOf = (locale: string) => {
    // Readers of screens speak the page in the language that it says it has.
    document.documentElement.lang = locale === 'en' ? 'en' : 'ja';
    // What is shown first must be there at once; another language is waited for.
    return locale === begun ? first : fetched(locale);
  };
  return polyglot(textsOf, begun, [
    { locale: 'ja', name: '日本語' },
    { locale: 'en', name: 'English' },
  ]);
};
