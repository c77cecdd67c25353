/** Letters newest first, by day, type, system, state, domain and reason; one by its exact address or number stands behind the box on top. */
import Box from '@mui/material/Box';
import { useLocale, usePermissions, useRefresh, useTranslate } from 'react-admin';
import { letterGroups, letterManyActs } from '../../../server/contract/console/letters.ts';
import type { Right } from '../../../server/contract/rights.ts';
import { type Filter, Filters, filterWords, useFilters } from '../../parts/Filters.tsx';
import { useLetterColumns } from '../../parts/LetterRows.tsx';
import { Listed } from '../../parts/Listed.tsx';
import { ManyActs } from '../../parts/ManyActs.tsx';
import { Page } from '../../parts/Page.tsx';
import { useAsked } from '../../parts/useAsked.ts';
import { useCodeWords } from '../../parts/useCodeWords.ts';

const PATH = '/letters/acts';
const systems = ['nl', 'ras1', 'ras2', 'ens', 'coe', 'staff'] as const;

const useLetterFilters = (): Filter[] => {
  const translate = useTranslate();
  const locale = useLocale() === 'en' ? 'en' : 'ja';
  const words = useCodeWords();
  const types = useAsked('/mail-types');
  return [
    {
      name: 'group',
      label: translate('fb.letter.state'),
      options: letterGroups.map((group) => [group, translate(`fb.letterGroups.${group}`)]),
    },
    { name: 'day', label: translate('fb.letter.day'), type: 'date' },
    {
      name: 'type',
      label: translate('fb.letter.type'),
      options: (types.data?.data ?? []).map((type) => [type.id, type.names[locale]]),
    },
    {
      name: 'system',
      label: translate('fb.letter.system'),
      options: systems.map((system) => [system, words.system(system)]),
    },
    { name: 'domain', label: translate('fb.letter.domain') },
  ];
};

const LetterList = () => {
  const translate = useTranslate();
  const filters = useLetterFilters();
  // A reason comes from a figure that leads here; nobody types codes.
  const query = useFilters([...filters, { name: 'reason', label: '' }]);
  const columns = useLetterColumns();
  const refresh = useRefresh();
  const { permissions = [] } = usePermissions<Right[]>();
  const title = translate('resources.letters.name', { smart_count: 2 });
  return (
    <Page title={title}>
      <Filters filters={filters} />
      {permissions.includes('letter.control') && Object.keys(query).length > 0 && (
        <Box>
          <ManyActs
            path={PATH}
            acts={letterManyActs.map((act) => [act, translate(`fb.many.letters.${act}`)])}
            filter={query}
            filterWords={filterWords(filters, query)}
            says={(act) => (act === 'resend' ? translate('fb.many.resendSays') : null)}
            onDone={refresh}
          />
        </Box>
      )}
      <Listed
        path="/letters"
        filter={query}
        label={title}
        fold={6}
        to={(l) => `/letters/${l.id}`}
        empty={{ title: translate('fb.letter.none'), text: translate('fb.filters.none') }}
        columns={columns}
      />
    </Page>
  );
};
export default LetterList;
