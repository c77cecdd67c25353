/** The words about blocks: they come with the screens that need them. */
import { useLocale } from 'react-admin';
import { blocksEn } from '../../texts/blocksEn.ts';
import { blocksJa } from '../../texts/blocksJa.ts';

export const useBlockWords = () => {
  const words = useLocale() === 'en' ? blocksEn : blocksJa;
  return (key: keyof typeof blocksJa, given: Record<string, string | number> = {}): string =>
    words[key].replace(/%\{(\w+)\}/g, (_all, name: string) => String(given[name] ?? ''));
};
