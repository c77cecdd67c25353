/** Names of topics in the language of the console; a code that is not known any more stays a code. */
import { useGetList, useLocale } from 'react-admin';
import type { Topic } from '../../../server/contract/console/topics.ts';

export const useTopicNames = (): ((codes: readonly string[]) => string) => {
  const locale = useLocale() === 'en' ? 'en' : 'ja';
  const { data = [] } = useGetList<Topic>('topics', { pagination: { page: 1, perPage: 500 } });
  return (codes) => codes.map((code) => data.find((t) => t.code === code)?.names[locale] ?? code).join(' · ');
};
