/** How far a bulletin has come, by outcome. "Accepted" is what the next mail server said; it is not called delivered. */
import Box from '@mui/material/Box';
import LinearProgress from '@mui/material/LinearProgress';
import Typography from '@mui/material/Typography';
import { useLocale, useTranslate } from 'react-admin';
import type { Bulletin } from '../../../server/contract/console/bulletins.ts';
import { Figure } from '../../parts/Figure.tsx';
import { figure } from '../../parts/moment.ts';

const rows = ['accepted', 'waiting', 'digest', 'failed', 'withdrawn', 'cancelled', 'unknown'] as const;

export const Progress = ({ bulletin }: { bulletin: Bulletin }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const { figures } = bulletin;
  const cancelled = bulletin.state === 'cancelled';
  const rest = figures.waiting + figures.digest + (cancelled ? figures.cancelled : 0);
  const done = figures.total - rest;
  const share = figures.total === 0 ? 0 : (100 * done) / figures.total;
  return (
    <Box aria-live="polite">
      <Typography sx={{ mb: 1 }}>
        {translate(`fb.progress.${cancelled ? 'cancelled' : 'line'}`, {
          done: figure(done, locale),
          total: figure(figures.total, locale),
          rest: figure(rest, locale),
        })}
        {!bulletin.complete && bulletin.state === 'sending' && ` ${translate('fb.progress.growing')}`}
      </Typography>
      <LinearProgress
        variant="determinate"
        value={share}
        aria-label={translate('fb.progress.title')}
        sx={{ height: 10, borderRadius: 5, mb: 2 }}
      />
      <Box
        component="dl"
        sx={{ display: 'grid', gridTemplateColumns: 'repeat(auto-fill, minmax(150px, 1fr))', gap: 2, m: 0 }}
      >
        {rows.map((name) => (
          <Box key={name} sx={{ border: 1, borderColor: 'divider', borderRadius: 2, p: 1.5 }}>
            <Typography component="dt" variant="body2" color="text.secondary">
              {translate(`fb.figure.${name}`)}
            </Typography>
            <Typography component="dd" sx={{ m: 0, fontSize: 22, fontWeight: 700 }}>
              <Figure
                n={figures[name]}
                to={`/bulletins/${bulletin.id}/show?outcome=${name}`}
                right="letter.find"
                what={translate(`fb.figure.${name}`)}
              />
            </Typography>
          </Box>
        ))}
      </Box>
    </Box>
  );
};
