/** The landing page: what waits for me, mails of today and of two weeks, readers, queues, what leaves next. It looks by itself. */
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Link from '@mui/material/Link';
import Typography from '@mui/material/Typography';
import { useLocale, usePermissions, useTranslate } from 'react-admin';
import type { BulletinKind } from '../../server/contract/codes.ts';
import type { HomeShown } from '../../server/contract/console/home.ts';
import type { Right } from '../../server/contract/rights.ts';
import { DayChart, groups } from '../parts/DayChart.tsx';
import { LaneRows } from '../parts/LaneRows.tsx';
import { figure, moment } from '../parts/moment.ts';
import { Page, Part } from '../parts/Page.tsx';
import { Empty } from '../parts/Rows.tsx';
import { Told } from '../parts/Told.tsx';
import { useAsked } from '../parts/useAsked.ts';
import { useMailTypeNames } from '../parts/useMailTypeNames.ts';
import { Checklist } from './Checklist.tsx';
import { HomeReaders } from './HomeReaders.tsx';
import { Well } from './Well.tsx';

const EVERY = 10_000;

/** A drill, an emergency and what follows another are never taken for a usual one. */
const Marked = ({ kind }: { kind: BulletinKind }) => {
  const translate = useTranslate();
  return kind === 'normal' ? null : <Typography variant="body2">{translate(`fb.bulletins.kind.${kind}`)}</Typography>;
};

const line = {
  display: 'flex',
  gap: 1.5,
  flexWrap: 'wrap',
  py: 1,
  borderTop: 1,
  borderColor: 'divider',
  alignItems: 'baseline',
} as const;

const Waits = ({ home, rights }: { home: HomeShown; rights: readonly Right[] }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const { bulletins } = home;
  const tasks = rights.includes('task.see') ? home.tasks : 0;
  const held = rights.includes('delivery.see') ? home.held : 0;
  return (
    <Part title={translate('fb.home.waits')}>
      {held > 0 && (
        <Alert
          severity="warning"
          sx={{ mb: 1 }}
          action={<Button href="#/delivery">{translate('fb.home.look')}</Button>}
        >
          {translate('fb.home.held', { smart_count: held })}
        </Alert>
      )}
      {bulletins.map((b) => (
        <Box key={b.id} sx={line}>
          <Link href={`#/bulletins/${b.id}/show`} sx={{ flexGrow: 1 }}>
            {b.title || translate('fb.bulletin.untitled')}
          </Link>
          <Marked kind={b.kind} />
          <Typography variant="body2">
            {translate(b.approvalDue ? 'fb.home.approvalDue' : `fb.state.${b.state}`)}
          </Typography>
          {b.state === 'held' && b.heldUntil !== null && (
            <Typography variant="body2">{translate('fb.home.until', { at: moment(b.heldUntil, locale) })}</Typography>
          )}
        </Box>
      ))}
      {tasks > 0 && (
        <Box sx={line}>
          <Link href="#/tasks">{translate('fb.home.tasks', { smart_count: tasks })}</Link>
        </Box>
      )}
      {bulletins.length === 0 && tasks === 0 && held === 0 && (
        <Empty
          title={translate('fb.home.nothing')}
          text={translate('fb.home.nothingText')}
          go={
            rights.includes('bulletin.write') ? (
              <Button variant="contained" href="#/bulletins/create">
                {translate('fb.bulletin.write')}
              </Button>
            ) : undefined
          }
        />
      )}
    </Part>
  );
};

const outcomes = ['accepted', 'failed', 'unknown', 'ended'] as const;

const Today = ({ home, rights }: { home: HomeShown; rights: readonly Right[] }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const today = home.days.at(-1);
  return (
    <Part title={translate('fb.home.today')}>
      <Box
        component="dl"
        sx={{ display: 'grid', gridTemplateColumns: 'repeat(auto-fit, minmax(140px, 1fr))', gap: 2, m: 0, mb: 3 }}
      >
        {outcomes.map((name) => (
          <Box key={name}>
            <Typography component="dt" variant="body2" color="text.secondary">
              {translate(`fb.home.outcomes.${name}`)}
            </Typography>
            <Typography component="dd" sx={{ m: 0, fontSize: 26, fontWeight: 700 }}>
              {today && rights.includes('letter.find') && today[name] > 0 ? (
                <Link href={`#/letters?group=${groups[name]}&day=${today.date}`}>{figure(today[name], locale)}</Link>
              ) : (
                figure(today?.[name] ?? 0, locale)
              )}
            </Typography>
          </Box>
        ))}
      </Box>
      <DayChart days={home.days} doors={rights.includes('letter.find')} />
    </Part>
  );
};

const Next = ({ home, rights }: { home: HomeShown; rights: readonly Right[] }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const typeName = useMailTypeNames();
  const nothing = home.scheduled.length === 0 && home.planned.length === 0;
  return (
    <Part title={translate('fb.home.next')}>
      {nothing && <Typography>{translate('fb.home.noNext')}</Typography>}
      {home.scheduled.map((b) => (
        <Box key={b.id} sx={line}>
          {rights.includes('bulletin.see') ? (
            <Link href={`#/bulletins/${b.id}/show`} sx={{ flexGrow: 1 }}>
              {b.title || translate('fb.bulletin.untitled')}
            </Link>
          ) : (
            <Typography sx={{ flexGrow: 1 }}>{b.title}</Typography>
          )}
          <Marked kind={b.kind} />
          <Typography variant="body2">{moment(b.scheduledAt, locale)}</Typography>
        </Box>
      ))}
      {home.planned.map((l) => (
        <Box key={`${l.type}${l.at}`} sx={line}>
          <Typography sx={{ flexGrow: 1, overflowWrap: 'anywhere' }}>{typeName(l.type)}</Typography>
          <Typography variant="body2">{moment(l.at, locale)}</Typography>
        </Box>
      ))}
    </Part>
  );
};

const Home = () => {
  const translate = useTranslate();
  const locale = useLocale();
  const { permissions = [] } = usePermissions<Right[]>();
  const asked = useAsked('/home', {}, { every: EVERY });
  const home = asked.data;
  return (
    <Page title={translate('fb.place.home')}>
      <Told asked={asked}>
        {home && (
          <>
            <Well well={home.well} today={home.days.at(-1)?.date ?? ''} rights={permissions} />
            {permissions.includes('person.write') && <Checklist />}
            <Waits home={home} rights={permissions} />
            <Today home={home} rights={permissions} />
            <Box
              sx={{
                display: 'grid',
                gap: 3,
                gridTemplateColumns: { xs: 'minmax(0, 1fr)', lg: 'repeat(2, minmax(0, 1fr))' },
              }}
            >
              <Part
                title={translate('fb.delivery.lanes')}
                actions={
                  permissions.includes('delivery.see') && <Link href="#/delivery">{translate('fb.home.look')}</Link>
                }
              >
                <LaneRows lanes={home.lanes} />
              </Part>
              <Next home={home} rights={permissions} />
            </Box>
            {permissions.includes('reader.count') && <HomeReaders />}
            <Typography variant="body2" color="text.secondary">
              {translate('fb.home.at', { at: moment(home.at, locale) })}
            </Typography>
          </>
        )}
      </Told>
    </Page>
  );
};
export default Home;
