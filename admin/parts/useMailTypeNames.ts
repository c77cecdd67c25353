/** What staff call a mail type: its subject in the language of the console; its code until that is known, or where it has no name. */
import { useQuery } from '@tanstack/react-query';
import { useLocale } from 'react-admin';
import { call } from '../providers/http.ts';

export const useMailTypeNames = (): ((id: string) => string) => {
  const locale = useLocale();
  const { data } = useQuery({
    queryKey: ['/mail-types', {}],
    queryFn: () => call('GET', '/mail-types', {}, { quiet: true }),
    // They change with a release only.
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  const names = new Map(data?.data.map((type) => [type.id, type.names[locale === 'en' ? 'en' : 'ja']]));
  return (id) => names.get(id) ?? id;
};
