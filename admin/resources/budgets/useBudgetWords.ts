/** The words of this part in the language of the console, with values filled in. */
import { useLocale } from 'react-admin';
import { figure } from '../../parts/moment.ts';
import { type BudgetId, budgetWords } from './words.ts';

const fill = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replace(/%\{(\w+)\}/g, (_all, name: string) => values[name] ?? '');

export const useBudgetWords = () => {
  const locale = useLocale();
  const words = budgetWords[locale === 'en' ? 'en' : 'ja'];
  const number = (value: number): string => (value === 0 ? words.none : figure(value, locale));
  return {
    words,
    number,
    name: (id: string): string => words.names[id as BudgetId] ?? id,
    says: (id: string): string => words.says[id as BudgetId] ?? '',
    fallback: (value: number): string => fill(words.fallback, { value: number(value) }),
    editTitle: (id: string): string => fill(words.editTitle, { name: words.names[id as BudgetId] ?? id }),
    bounds: (b: { least: number; most: number }): string =>
      fill(words.bounds, { least: figure(b.least, locale), most: figure(b.most, locale) }),
  };
};
