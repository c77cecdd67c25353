/** Readers newest first with filters, addresses masked; how many there are, and one of them by the exact address. */
import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { Fragment } from 'react';
import { useGetList, useLocale, usePermissions, useRefresh, useTranslate } from 'react-admin';
import { languages, readerStates } from '../../../server/contract/codes.ts';
import type { Topic } from '../../../server/contract/console/topics.ts';
import type { Right } from '../../../server/contract/rights.ts';
import { Figure, readersAt } from '../../parts/Figure.tsx';
import { type Filter, Filters, useFilters } from '../../parts/Filters.tsx';
import { Listed } from '../../parts/Listed.tsx';
import { figure, moment } from '../../parts/moment.ts';
import { Page, Part } from '../../parts/Page.tsx';
import { useAsked } from '../../parts/useAsked.ts';
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

const Found = () => {
  const translate = useTranslate();
  const locale = useLocale();
  const filters = useReaderFilters();
  const filter = useFilters(filters);
  const refresh = useRefresh();
  const { permissions = [] } = usePermissions<Right[]>();
  const title = translate('fb.readerList.title');
  return (
    <Part title={title}>
      <Filters filters={filters} />
      {permissions.includes('reader.many') && Object.keys(filter).length > 0 && (
        <Box sx={{ my: 1.5 }}>
          <ManyReaders filters={filters} filter={filter} onDone={refresh} />
        </Box>
      )}
      <Listed
        path="/readers"
        filter={filter}
        label={title}
        fold={6}
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
      {Object.entries(data.languages).map(([language, n]) => (
        <Fragment key={language}>
          {` · ${translate(`fb.language.${language}`)} `}
          <Figure
            n={n}
            to={readersAt({ language, state: 'active' })}
            right="reader.find"
            what={translate(`fb.language.${language}`)}
          />
        </Fragment>
      ))}
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
      {may && <Found />}
    </Page>
  );
};
export default ReaderList;
