/** Texts of the console: Japanese and English, chosen by the person. */
import polyglot from 'ra-i18n-polyglot';
import { en } from '../texts/en.ts';
import { ja } from '../texts/ja.ts';

const remembered = () => (localStorage.getItem('RaStore.locale')?.includes('en') ? 'en' : 'ja');

const textsOf = (locale: string) => {
  // Readers of screens speak the page in the language that it says it has.
  document.documentElement.lang = locale === 'en' ? 'en' : 'ja';
  return locale === 'en' ? en : ja;
};

export const i18nProvider = polyglot(textsOf, remembered(), [
  { locale: 'ja', name: '日本語' },
  { locale: 'en', name: 'English' },
]);
