/** Readers newest first with filters, addresses masked; how many there are, and one of them by the exact address. */
import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { useGetList, useLocale, usePermissions, useTranslate } from 'react-admin';
import { languages, readerStates } from '../../../server/contract/codes.ts';
import type { Topic } from '../../../server/contract/console/topics.ts';
import type { Right } from '../../../server/contract/rights.ts';
import { type Filter, Filters, useFilters } from '../../parts/Filters.tsx';
import { figure, moment } from '../../parts/moment.ts';
import { Page, Part } from '../../parts/Page.tsx';
import { Rows } from '../../parts/Rows.tsx';
import { More, Told } from '../../parts/Told.tsx';
import { useAsked } from '../../parts/useAsked.ts';
import { usePages } from '../../parts/usePages.ts';
import { ManyReaders } from './ManyReaders.tsx';
import { ReaderFind } from './ReaderFind.tsx';

const reasons = ['hard-bounce', 'soft-bounces', 'complaint', 'by-staff'] as const;

const useReaderFilters = (): Filter[] => {
  const translate = useTranslate();
  const locale = useLocale() === 'en' ? 'en' : 'ja';
  const { data: topics = [] } = useGetList<Topic>('topics', { pagination: { page: 1, perPage: 500 } });
  return [
    {
      name: 'state',
      label: translate('fb.reader.state'),
      options: readerStates.map((state) => [state, translate(`fb.readerState.${state}`)]),
    },
    {
      name: 'language',
      label: translate('fb.reader.language'),
      options: languages.map((language) => [language, translate(`fb.language.${language}`)]),
    },
    {
      name: 'topic',
      label: translate('fb.reader.topics'),
      options: topics.map((topic) => [topic.code, topic.names[locale] ?? topic.code]),
    },
    {
      name: 'reason',
      label: translate('fb.readerList.reason'),
      options: reasons.map((reason) => [reason, translate(`fb.suspended.reasons.${reason}`)]),
    },
    {
      name: 'cause',
      label: translate('fb.readerList.cause'),
      options: [['import', translate('fb.readerList.causes.import')]],
    },
    { name: 'domain', label: translate('fb.letter.domain') },
    { name: 'joinedFrom', label: translate('fb.readerList.from'), type: 'date' },
    { name: 'joinedTo', label: translate('fb.readerList.to'), type: 'date' },
  ];
};

const Listed = () => {
  const translate = useTranslate();
  const locale = useLocale();
  const filters = useReaderFilters();
  const filter = useFilters(filters);
  const asked = usePages('/readers', filter);
  const { permissions = [] } = usePermissions<Right[]>();
  const title = translate('fb.readerList.title');
  return (
    <Part title={title}>
      <Filters filters={filters} />
      {permissions.includes('reader.many') && Object.keys(filter).length > 0 && (
        <Box sx={{ my: 1.5 }}>
          <ManyReaders filters={filters} filter={filter} onDone={asked.again} />
        </Box>
      )}
      <Told asked={asked}>
        <Rows
          label={title}
          rows={asked.rows}
          fold={6}
          keyOf={(reader) => reader.id}
          to={(reader) => `/readers/${reader.id}`}
          empty={{ title: translate('fb.filters.none') }}
          columns={[
            { name: 'masked', label: translate('fb.reader.email'), show: (r) => r.masked },
            {
              name: 'state',
              label: translate('fb.reader.state'),
              show: (r) =>
                [
                  translate(`fb.readerState.${r.state}`),
                  r.reason && translate(`fb.suspended.reasons.${r.reason}`, { _: r.reason }),
                ]
                  .filter(Boolean)
                  .join(' · '),
            },
            {
              name: 'language',
              label: translate('fb.reader.language'),
              show: (r) => translate(`fb.language.${r.language}`),
            },
            {
              name: 'cause',
              label: translate('fb.readerList.cause'),
              show: (r) => translate(`fb.readerList.causes.${r.cause === 'import' ? 'import' : 'own'}`),
            },
            { name: 'created', label: translate('fb.reader.createdAt'), show: (r) => moment(r.createdAt, locale) },
          ]}
        />
        <More more={asked.more} />
      </Told>
    </Part>
  );
};

const Counted = () => {
  const translate = useTranslate();
  const locale = useLocale();
  const { data } = useAsked('/readers/count');
  if (!data) return null;
  return (
    <Typography>
      {translate('fb.reader.active', { people: figure(data.active, locale) })}
      {Object.entries(data.languages)
        .map(([l, n]) => ` · ${translate(`fb.language.${l}`)} ${figure(n, locale)}`)
        .join('')}
    </Typography>
  );
};

const ReaderList = () => {
  const translate = useTranslate();
  const { permissions = [] } = usePermissions<Right[]>();
  const may = permissions.includes('reader.find');
  return (
    <Page title={translate('resources.readers.name', { smart_count: 2 })}>
      {permissions.includes('reader.count') && <Counted />}
      {may && <ReaderFind />}
      {may && <Listed />}
    </Page>
  );
};
export default ReaderList;
