/** Mails of fourteen days by outcome: bars from zero, told apart by pattern as well as colour, with the same figures as a table behind. */

import type { Theme } from '@mui/material';
import Box from '@mui/material/Box';
import { useTheme } from '@mui/material/styles';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import Typography from '@mui/material/Typography';
import useMediaQuery from '@mui/material/useMediaQuery';
import { useLocale, useTranslate } from 'react-admin';
import type { DayFigures } from '../../server/contract/console/operations.ts';
import { figure } from './moment.ts';

const outcomes = ['accepted', 'failed', 'unknown', 'ended'] as const;
const HEIGHT = 160;
const FOOT = 20;

export const DayChart = ({ days }: { days: readonly DayFigures[] }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const { palette } = useTheme();
  const wide = useMediaQuery((theme: Theme) => theme.breakpoints.up('sm'));
  // Letters keep their size on a phone; there every second day is named.
  const width = wide ? 760 : 300;
  const fills = {
    accepted: palette.success.main,
    failed: palette.error.main,
    unknown: palette.warning.main,
    ended: palette.text.secondary,
  };
  const total = (day: DayFigures) => outcomes.reduce((n, o) => n + day[o], 0);
  const most = Math.max(1, ...days.map(total));
  const slot = width / days.length;
  return (
    <Box>
      <Box sx={{ display: 'flex', gap: 2, flexWrap: 'wrap', mb: 1 }}>
        {outcomes.map((o) => (
          <Box key={o} sx={{ display: 'flex', gap: 0.75, alignItems: 'center' }}>
            <Box aria-hidden sx={{ width: 14, height: 14, bgcolor: fills[o], borderRadius: 0.5 }} />
            <Typography variant="body2">{translate(`fb.home.outcomes.${o}`)}</Typography>
          </Box>
        ))}
      </Box>
      <Box
        component="svg"
        role="img"
        aria-label={translate('fb.home.chart', { most: figure(most, locale) })}
        viewBox={`0 0 ${width} ${HEIGHT + FOOT}`}
        sx={{ width: '100%', maxWidth: 860, display: 'block' }}
      >
        <line x1="0" x2={width} y1={HEIGHT} y2={HEIGHT} stroke={palette.text.secondary} />
        <text x="0" y="11" fontSize="11" fill={palette.text.secondary}>
          {figure(most, locale)}
        </text>
        {days.map((day, i) => {
          let top = HEIGHT;
          return (
            <g key={day.date}>
              {outcomes.map((o) => {
                const height = (day[o] / most) * (HEIGHT - 16);
                top -= height;
                return height === 0 ? null : (
                  <rect
                    key={o}
                    x={i * slot + slot * 0.15}
                    y={top}
                    width={slot * 0.7}
                    height={height}
                    fill={fills[o]}
                    stroke={palette.background.paper}
                  />
                );
              })}
              <text
                x={i * slot + slot / 2}
                y={HEIGHT + 15}
                fontSize="11"
                textAnchor="middle"
                fill={palette.text.secondary}
              >
                {wide || (days.length - 1 - i) % 2 === 0 ? Number(day.date.slice(8)) : ''}
              </text>
            </g>
          );
        })}
      </Box>
      <Box component="details" sx={{ mt: 1 }}>
        <Box component="summary" sx={{ cursor: 'pointer', py: 1 }}>
          {translate('fb.home.table')}
        </Box>
        <Box sx={{ overflowX: 'auto' }} tabIndex={0} role="region" aria-label={translate('fb.home.table')}>
          <Table size="small">
            <TableHead>
              <TableRow>
                <TableCell>{translate('fb.home.day')}</TableCell>
                {outcomes.map((o) => (
                  <TableCell key={o} align="right">
                    {translate(`fb.home.outcomes.${o}`)}
                  </TableCell>
                ))}
              </TableRow>
            </TableHead>
            <TableBody>
              {days.map((day) => (
                <TableRow key={day.date}>
                  <TableCell component="th" scope="row">
                    {day.date}
                  </TableCell>
                  {outcomes.map((o) => (
                    <TableCell key={o} align="right">
                      {figure(day[o], locale)}
                    </TableCell>
                  ))}
                </TableRow>
              ))}
            </TableBody>
          </Table>
        </Box>
      </Box>
    </Box>
  );
};
