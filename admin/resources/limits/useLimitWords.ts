/** A limit in words. */
import { useLocale, useTranslate } from 'react-admin';
import type { DomainLimitShown } from '../../../server/contract/console/limits.ts';
import { figure } from '../../parts/moment.ts';

type Pair = Pick<DomainLimitShown, 'connections' | 'ratePerSecond'>;

export const useLimitWords = () => {
  const translate = useTranslate();
  const locale = useLocale();
  const number = (n: number | null) => (n === null ? '' : figure(n, locale));
  return {
    limit: ({ connections, ratePerSecond }: Pair): string => {
      const values = { connections: number(connections), rate: number(ratePerSecond) };
      if (connections === null && ratePerSecond === null) return translate('fb.limit.nothing');
      if (ratePerSecond === null) return translate('fb.limit.onlyConnections', values);
      return translate(connections === null ? 'fb.limit.onlyRate' : 'fb.limit.both', values);
    },
    name: ({ domain, kind }: Pick<DomainLimitShown, 'domain' | 'kind'>) => ({
      domain: translate(`fb.limit.domains.${domain}`, { _: domain }),
      kind: translate(`fb.limit.kinds.${kind}`),
    }),
  };
};
