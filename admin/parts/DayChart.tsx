/** Mails of fourteen days by outcome: bars from zero, told apart by pattern as well as colour, with the same figures as a table behind. */

import type { Theme } from '@mui/material';
import Box from '@mui/material/Box';
import { useTheme } from '@mui/material/styles';
import Typography from '@mui/material/Typography';
import useMediaQuery from '@mui/material/useMediaQuery';
import { useLocale, useTranslate } from 'react-admin';
import type { DayFigures } from '../../server/contract/console/home.ts';
import { FigureTable } from './FigureTable.tsx';
import { figure } from './moment.ts';

const outcomes = ['accepted', 'failed', 'unknown', 'ended'] as const;
/** The list of letters that a figure leads to. */
export const groups = { accepted: 'accepted', failed: 'lost', unknown: 'lost', ended: 'ended' } as const;
const HEIGHT = 160;
const FOOT = 22;
/** Room for the number above the highest bar. */
const TOP = 22;

/** `doors`: each bar leads to the letters of its day. */
export const DayChart = ({ days, doors }: { days: readonly DayFigures[]; doors: boolean }) => {
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
  const firstNamed = wide ? 0 : (days.length - 1) % 2;
  /** The month stands at the first day and where it changes. */
  const dayName = (date: string, i: number) =>
    i === firstNamed || date.endsWith('-01')
      ? `${Number(date.slice(5, 7))}/${Number(date.slice(8))}`
      : Number(date.slice(8));
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
        {days.map((day, i) => {
          let top = HEIGHT;
          return (
            <g key={day.date}>
              {outcomes.map((o) => {
                const height = (day[o] / most) * (HEIGHT - TOP);
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
              {total(day) > 0 && (wide || total(day) === most) && (
                <text
                  x={Math.min(Math.max(i * slot + slot / 2, 14), width - 14)}
                  y={HEIGHT - (total(day) / most) * (HEIGHT - TOP) - 5}
                  fontSize="11"
                  textAnchor="middle"
                  fill={palette.text.primary}
                >
                  {figure(total(day), locale)}
                </text>
              )}
              <text
                x={i * slot + slot / 2}
                y={HEIGHT + 15}
                fontSize="11"
                textAnchor="middle"
                fill={palette.text.secondary}
              >
                {wide || (days.length - 1 - i) % 2 === 0 ? dayName(day.date, i) : ''}
              </text>
            </g>
          );
        })}
      </Box>
      <FigureTable
        first={translate('fb.home.day')}
        columns={outcomes.map((o) => translate(`fb.home.outcomes.${o}`))}
        rows={days.map((day) => ({
          name: day.date,
          ...(doors ? { hrefs: outcomes.map((o) => `#/letters?group=${groups[o]}&day=${day.date}`) } : {}),
          figures: outcomes.map((o) => day[o]),
        }))}
      />
    </Box>
  );
};
