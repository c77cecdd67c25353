/** Bulletins on the pages for everybody: which stand there, which do not, and the buttons that change it. */
import Link from '@mui/material/Link';
import Typography from '@mui/material/Typography';
import { useLocale, useNotify, usePermissions, useRefresh, useTranslate } from 'react-admin';
import type { NewsShown, NewsState } from '../../../server/contract/console/news.ts';
import type { Right } from '../../../server/contract/rights.ts';
import { AskButton } from '../../parts/AskButton.tsx';
import { type Filter, Filters, useFilters } from '../../parts/Filters.tsx';
import { Listed } from '../../parts/Listed.tsx';
import { moment } from '../../parts/moment.ts';
import { Page } from '../../parts/Page.tsx';
import type { Column } from '../../parts/Rows.tsx';
import { call } from '../../providers/http.ts';
import { fromField } from '../bulletins/times.ts';
import { useTopicNames } from '../bulletins/useTopicNames.ts';
import { PublishMany } from './PublishMany.tsx';
import { WithdrawNews } from './WithdrawNews.tsx';

const states: readonly NewsState[] = ['published', 'unpublished', 'keptOut', 'withdrawn'];
const isNewsState = (text: string | undefined): text is NewsState => states.some((state) => state === text);

const useColumns = (): Column<NewsShown>[] => {
  const translate = useTranslate();
  const locale = useLocale();
  const topics = useTopicNames();
  return [
    {
      name: 'title',
      label: translate('fb.news.title'),
      show: (n) => (
        <>
          {n.title}
          {n.pages && (
            <Typography variant="body2">
              <Link href={n.pages[n.languages[0] ?? 'ja']} target="_blank" rel="noreferrer">
                {translate('fb.news.open')}
              </Link>
            </Typography>
          )}
        </>
      ),
    },
    { name: 'topics', label: translate('fb.news.topics'), show: (n) => topics(n.topics) },
    { name: 'sent', label: translate('fb.news.sentAt'), show: (n) => moment(n.sentAt, locale) },
    { name: 'state', label: translate('fb.news.state'), show: (n) => translate(`fb.news.states.${n.state}`) },
  ];
};

const useFilterFields = (): Filter[] => {
  const translate = useTranslate();
  return [
    {
      name: 'state',
      label: translate('fb.news.state'),
      options: states.map((state) => [state, translate(`fb.news.states.${state}`)] as const),
    },
    { name: 'topic', label: translate('fb.news.topic') },
    { name: 'from', label: translate('fb.news.from'), type: 'date' },
    { name: 'before', label: translate('fb.news.before'), type: 'date' },
  ];
};

/** Days of the filter as instants in Japan. */
const queryOf = ({ state, topic, from, before }: Record<string, string>) => {
  const at = (day: string | undefined) => (day ? fromField(`${day}T00:00`) : null);
  const [first, last] = [at(from), at(before)];
  const filter = {
    ...(topic ? { topic } : {}),
    ...(first === null ? {} : { from: first }),
    ...(last === null ? {} : { before: last }),
  };
  return { filter, query: { ...filter, ...(isNewsState(state) ? { state } : {}) } };
};

const NewsList = () => {
  const translate = useTranslate();
  const notify = useNotify();
  const { permissions = [] } = usePermissions<Right[]>();
  const fields = useFilterFields();
  const { filter, query } = queryOf(useFilters(fields));
  const refresh = useRefresh();
  const columns = useColumns();
  const publishing = (n: NewsShown) => ({
    title: translate('fb.news.publishTitle'),
    text: translate('fb.news.publishAsk', { title: n.title }),
    go: translate('fb.news.publish'),
    run: async () => {
      await call('POST', `/news/${n.id}/publish`);
      notify('fb.news.publishDone', { type: 'success' });
      refresh();
    },
  });
  const act: Column<NewsShown> = {
    name: 'act',
    label: translate('fb.common.actions'),
    show: (n) =>
      n.state === 'published' ? (
        <WithdrawNews item={n} onDone={refresh} />
      ) : (
        <AskButton variant="outlined" asking={publishing(n)} />
      ),
    whole: true,
  };
  const name = translate('resources.news.name', { smart_count: 2 });
  const may = permissions.includes('bulletin.control');
  return (
    <Page title={name} intro={translate('fb.news.intro')}>
      <Filters filters={fields} />
      <Listed
        path="/news"
        filter={query}
        label={name}
        empty={{ title: translate('fb.news.emptyTitle'), text: translate('fb.news.emptyText') }}
        columns={[...columns, ...(may ? [act] : [])]}
      />
      {may && <PublishMany key={JSON.stringify(filter)} filter={filter} onDone={refresh} />}
    </Page>
  );
};
export default NewsList;
