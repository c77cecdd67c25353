/** What is being sent or leaves in a moment, at the lower edge of every screen, with the way to stop it under everybody's hand who may. */
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import LinearProgress from '@mui/material/LinearProgress';
import Link from '@mui/material/Link';
import Paper from '@mui/material/Paper';
import { useCallback, useEffect, useState } from 'react';
import { useLocale, useNotify, usePermissions, useTranslate } from 'react-admin';
import type { UnderWayLine } from '../../server/contract/console/underWay.ts';
import type { Right } from '../../server/contract/rights.ts';
import { figure } from '../parts/moment.ts';
import { call } from '../providers/http.ts';
import { onMoved, tellMoved } from './moved.ts';

const SHOWN = 3;
const BUSY_MS = 2000;
const CALM_MS = 5000;

type Seen = { data: UnderWayLine[]; drift: number };

/** Asked by itself, more often while something moves; a screen that is not looked at does not ask. */
const useUnderWay = (): Seen => {
  const { permissions = [] } = usePermissions<Right[]>();
  const may = permissions.includes('bulletin.see');
  const [seen, setSeen] = useState<Seen>({ data: [], drift: 0 });
  const look = useCallback(() => {
    if (!may || document.hidden) return;
    call('GET', '/under-way', {}, { quiet: true }).then(
      ({ now, data }) => setSeen({ data, drift: now - Date.now() }),
      // Offline or signed out: the page itself says so.
      () => undefined,
    );
  }, [may]);
  const busy = seen.data.length > 0;
  useEffect(() => {
    look();
    const timer = setInterval(look, busy ? BUSY_MS : CALM_MS);
    const quiet = onMoved(look);
    return () => {
      clearInterval(timer);
      quiet();
    };
  }, [look, busy]);
  return seen;
};

/** m:ss, by this machine's clock set right by the server's. */
const useCountdown = (at: number | null, drift: number): string => {
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((n) => n + 1), 500);
    return () => clearInterval(timer);
  }, []);
  const left = Math.max(0, Math.ceil(((at ?? 0) - Date.now() - drift) / 1000));
  return `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`;
};

const StopButton = ({ line, stop }: { line: UnderWayLine; stop: 'recall' | 'pause' }) => {
  const translate = useTranslate();
  const notify = useNotify();
  const [busy, setBusy] = useState(false);
  const words = translate(`fb.bulletins.bar.${stop}`);
  const press = async () => {
    setBusy(true);
    const done = await call('POST', `/bulletins/${line.id}/${stop}`).then(
      () => true,
      () => false,
    );
    setBusy(false);
    tellMoved();
    if (!done) notify(translate('fb.bulletins.bar.failed'), { type: 'error' });
    else
      notify(translate(stop === 'recall' ? 'fb.bulletins.hold.recalled' : 'fb.bulletin.pauseDone'), {
        type: 'success',
      });
  };
  return (
    <Button
      variant="contained"
      color="warning"
      disabled={busy}
      onClick={press}
      sx={{ flexShrink: 0 }}
      aria-label={`${line.title}: ${words}`}
    >
      {words}
    </Button>
  );
};

const Line = ({ line, drift }: { line: UnderWayLine; drift: number }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const { figures, state } = line;
  const done = figures.total - figures.waiting - figures.digest;
  const time = useCountdown(line.standstill?.at ?? null, drift);
  const words = translate(`fb.bulletins.bar.${state}`, {
    title: line.title || translate('fb.bulletin.untitled'),
    time,
    total: figure(figures.total, locale),
    done: figure(done, locale),
  });
  return (
    <Box sx={{ display: 'flex', gap: 1.5, alignItems: 'center', minHeight: 48 }}>
      <Box sx={{ flexGrow: 1, minWidth: 0 }}>
        <Link href={`#/bulletins/${line.id}/show`} color="inherit" sx={{ fontWeight: 700 }}>
          {line.kind === 'drill' && translate('fb.bulletins.bar.drill')}
          {words}
        </Link>
        {figures.total > 0 && ['sending', 'paused'].includes(state) && (
          <LinearProgress
            variant="determinate"
            aria-label={words}
            value={Math.floor((done * 100) / figures.total)}
            sx={{ mt: 0.5 }}
          />
        )}
      </Box>
      {line.stop && <StopButton line={line} stop={line.stop} />}
    </Box>
  );
};

export const SendingBar = () => {
  const translate = useTranslate();
  const { data, drift } = useUnderWay();
  if (data.length === 0) return null;
  return (
    <Paper
      id="fb-sending"
      component="aside"
      aria-label={translate('fb.bulletins.bar.name')}
      square
      sx={{
        position: 'sticky',
        bottom: 0,
        zIndex: 2,
        mt: 2,
        px: 2,
        py: 0.5,
        borderTop: 2,
        borderColor: 'warning.main',
      }}
    >
      {data.slice(0, SHOWN).map((line) => (
        <Line key={line.id} line={line} drift={drift} />
      ))}
      {data.length > SHOWN && (
        <Link href="#/bulletins">{translate('fb.bulletins.bar.more', { n: data.length - SHOWN })}</Link>
      )}
    </Paper>
  );
};
