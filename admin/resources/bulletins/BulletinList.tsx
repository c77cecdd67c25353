/** Bulletins, newest first: what each waits for, and what became of it; found by state, words, topic, author and day. Cards on a phone. */
import { type Theme, useMediaQuery } from '@mui/material';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Chip from '@mui/material/Chip';
import Typography from '@mui/material/Typography';
import { DataTable, RecordContextProvider, useGetList, useListContext, useLocale, useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import { type BulletinState, bulletinStates } from '../../../server/contract/codes.ts';
import type { BulletinLine } from '../../../server/contract/console/bulletins.ts';
import type { Topic } from '../../../server/contract/console/topics.ts';
import { type Filter, Filters as Narrowed, useFilters } from '../../parts/Filters.tsx';
import { useKept } from '../../parts/kept.ts';
import { Listing, Shown } from '../../parts/Listed.tsx';
import { figure, moment } from '../../parts/moment.ts';
import { Page } from '../../parts/Page.tsx';
import { Empty } from '../../parts/Rows.tsx';
import { StateChip } from '../../parts/StateChip.tsx';
import { useMay } from './Deciding.tsx';
import { KindChip } from './KindChip.tsx';
import { useStandstillWords } from './StandstillLine.tsx';

const Write = () => {
  const translate = useTranslate();
  return (
    <Button component={Link} to="/bulletins/create" variant="contained">
      {translate('fb.bulletin.write')}
    </Button>
  );
};

const NoneYet = () => {
  const translate = useTranslate();
  const may = useMay();
  return (
    <Empty
      title={translate('fb.bulletin.emptyTitle')}
      text={translate('fb.bulletin.emptyText')}
      go={may('bulletin.write') && <Write />}
    />
  );
};

type State = BulletinState | '';

const States = ({ chosen, choose }: { chosen: State; choose: (state: State) => void }) => {
  const translate = useTranslate();
  return (
    <Box
      component="nav"
      aria-label={translate('fb.bulletins.tabs')}
      sx={{ display: 'flex', gap: 1, flexWrap: 'wrap', p: 1.5 }}
    >
      {(['', ...bulletinStates] as const).map((state) => (
        <Chip
          key={state || 'all'}
          component="button"
          clickable
          aria-pressed={chosen === state}
          color={chosen === state ? 'primary' : 'default'}
          variant={chosen === state ? 'filled' : 'outlined'}
          label={translate(state ? `fb.state.${state}` : 'fb.bulletins.all')}
          onClick={() => choose(state)}
        />
      ))}
    </Box>
  );
};

/** `leads`: a link of its own, for rows that only a mouse can press. */
const Title = ({ line, leads = false }: { line: BulletinLine; leads?: boolean }) => {
  const translate = useTranslate();
  const words = useStandstillWords();
  return (
    <Box sx={{ minWidth: 0 }}>
      <Box sx={{ display: 'flex', gap: 1, flexWrap: 'wrap', alignItems: 'center' }}>
        <Typography
          {...(leads ? { component: Link, to: `/bulletins/${line.id}/show`, color: 'primary' } : {})}
          sx={{ fontWeight: 700, overflowWrap: 'anywhere' }}
        >
          {line.title || translate('fb.bulletin.untitled')}
        </Typography>
        <KindChip kind={line.kind} />
      </Box>
      {line.standstill && (
        <Typography variant="body2" color="text.secondary">
          {words(line.standstill)}
        </Typography>
      )}
    </Box>
  );
};

const figures = ({ figures: f }: BulletinLine, locale: string) =>
  f.total > 0 ? `${figure(f.accepted, locale)} / ${figure(f.total, locale)}` : '–';

const Cards = () => {
  const locale = useLocale();
  const { data = [] } = useListContext<BulletinLine>();
  return (
    <Box sx={{ display: 'grid', gap: 1.5, p: 1 }}>
      {data.map((line) => (
        <RecordContextProvider key={line.id} value={line}>
          <Box
            component={Link}
            to={`/bulletins/${line.id}/show`}
            sx={{
              color: 'inherit',
              textDecoration: 'none',
              border: 1,
              borderColor: 'divider',
              borderRadius: 2,
              p: 1.5,
            }}
          >
            <Title line={line} />
            <Box sx={{ display: 'flex', gap: 1, flexWrap: 'wrap', alignItems: 'center', mt: 1 }}>
              <StateChip state={line.state} />
              <Typography variant="body2" color="text.secondary">
                {line.figures.total > 0 && `${figures(line, locale)} · `}
                {moment(line.changedAt, locale)}
              </Typography>
            </Box>
          </Box>
        </RecordContextProvider>
      ))}
    </Box>
  );
};

const Rows = () => {
  const locale = useLocale();
  return (
    <DataTable bulkActionButtons={false} rowClick="show">
      <DataTable.Col
        label="fb.bulletin.title"
        disableSort
        render={(line: BulletinLine) => <Title line={line} leads />}
      />
      <DataTable.Col
        label="fb.bulletin.state"
        disableSort
        render={(line: BulletinLine) => <StateChip state={line.state} />}
      />
      <DataTable.Col label="fb.bulletin.accepted" disableSort render={(line: BulletinLine) => figures(line, locale)} />
      <DataTable.Col
        label="fb.bulletin.changedAt"
        disableSort
        render={(line: BulletinLine) => moment(line.changedAt, locale)}
      />
    </DataTable>
  );
};

const Lines = ({ narrowed }: { narrowed: boolean }) => {
  const translate = useTranslate();
  const narrow = useMediaQuery((theme: Theme) => theme.breakpoints.down('md'));
  return (
    <Shown<BulletinLine>>
      {(lines) => {
        if (lines.length === 0 && !narrowed) return <NoneYet />;
        if (lines.length === 0) return <Typography sx={{ p: 3 }}>{translate('fb.bulletins.emptyState')}</Typography>;
        return narrow ? <Cards /> : <Rows />;
      }}
    </Shown>
  );
};

const useBulletinFilters = (): Filter[] => {
  const translate = useTranslate();
  const locale = useLocale() === 'en' ? 'en' : 'ja';
  const { data: topics = [] } = useGetList<Topic>('topics', { pagination: { page: 1, perPage: 500 } });
  const words = (key: string) => translate(`fb.bulletins.search.${key}`);
  return [
    { name: 'text', label: words('text') },
    {
      name: 'topic',
      label: words('topic'),
      options: topics.map((topic) => [topic.code, topic.names[locale] ?? topic.code]),
    },
    { name: 'author', label: words('author') },
    { name: 'from', label: words('from'), type: 'date' },
    { name: 'to', label: words('to'), type: 'date' },
    { name: 'shelved', label: words('where'), none: words('here'), options: [['yes', words('shelved')]] },
  ];
};

const BulletinList = () => {
  const translate = useTranslate();
  const may = useMay();
  const filters = useBulletinFilters();
  const [state, choose] = useKept<BulletinState>('state', bulletinStates);
  const narrowed = { ...useFilters(filters), ...(state ? { state } : {}) };
  return (
    <Page
      title={translate('resources.bulletins.name', { smart_count: 2 })}
      actions={may('bulletin.write') && <Write />}
    >
      <Listing path="/bulletins" filter={narrowed}>
        <Box sx={{ border: 1, borderColor: 'divider', borderRadius: 2, p: 1 }}>
          <Box sx={{ p: 1.5, pb: 0 }}>
            <Narrowed filters={filters} />
          </Box>
          <States chosen={state} choose={choose} />
          <Lines narrowed={Object.keys(narrowed).length > 0} />
        </Box>
      </Listing>
    </Page>
  );
};
export default BulletinList;
