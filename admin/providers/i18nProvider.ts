/** Texts of the console: Japanese and English, chosen by the person. */
import polyglot from 'ra-i18n-polyglot';
import { en } from '../texts/en.ts';
import { ja } from '../texts/ja.ts';

const remembered = () => (localStorage.getItem('RaStore.locale')?.includes('en') ? 'en' : 'ja');

export const i18nProvider = polyglot((locale) => (locale === 'en' ? en : ja), remembered(), [
  { locale: 'ja', name: '日本語' },
  { locale: 'en', name: 'English' },
]);
