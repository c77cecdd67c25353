/** Readers over time by language: lines from zero, named at their ends and told apart by dashes as well, with the figures as a table behind. */
import type { Theme } from '@mui/material';
import Box from '@mui/material/Box';
import { useTheme } from '@mui/material/styles';
import useMediaQuery from '@mui/material/useMediaQuery';
import { useLocale, useTranslate } from 'react-admin';
import { languages } from '../../server/contract/codes.ts';
import type { ReadersOverTime } from '../../server/contract/console/home.ts';
import { FigureTable } from './FigureTable.tsx';
import { figure } from './moment.ts';

const HEIGHT = 180;
const TOP = 22;
const FOOT = 22;
const LINE = 14;
/** By the place of a language in the list. */
const dashes = [undefined, '7 4', '2 4', '9 3 2 3', '1 3'];

/** Heights of the names, pushed apart so that none covers another. */
const apart = (heights: readonly number[]): number[] => {
  const order = heights.map((y, i) => ({ y, i })).sort((a, b) => a.y - b.y);
  let floor = Number.NEGATIVE_INFINITY;
  const placed = [...heights];
  for (const { y, i } of order) {
    floor = Math.max(y, floor + LINE);
    placed[i] = floor;
  }
  let ceiling = HEIGHT;
  for (const { i } of order.reverse()) {
    placed[i] = Math.min(placed[i]!, ceiling);
    ceiling = placed[i]! - LINE;
  }
  return placed;
};

export const ReaderChart = ({ days }: { days: ReadersOverTime['days'] }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const { palette } = useTheme();
  const wide = useMediaQuery((theme: Theme) => theme.breakpoints.up('sm'));
  // Letters keep their size on a phone.
  const width = wide ? 760 : 310;
  const plot = width - (wide ? 170 : 118);
  const { primary, success, warning, info, error } = palette;
  const colours = [primary, success, warning, info, error].map((colour) => colour.main);
  const most = Math.max(1, ...days.flatMap((day) => languages.map((l) => day[l])));
  const y = (n: number) => HEIGHT - (n / most) * (HEIGHT - TOP);
  const x = (i: number) => (days.length === 1 ? plot : (i / (days.length - 1)) * plot);
  const last = days.at(-1);
  const names = apart(languages.map((l) => y(last?.[l] ?? 0)));
  return (
    <Box>
      <Box
        component="svg"
        role="img"
        aria-label={translate('fb.home.readersChart', { days: days.length, most: figure(most, locale) })}
        viewBox={`0 0 ${width} ${HEIGHT + FOOT}`}
        sx={{ width: '100%', maxWidth: 860, display: 'block' }}
      >
        <line x1="0" x2={plot} y1={HEIGHT} y2={HEIGHT} stroke={palette.text.secondary} />
        <text x="0" y="12" fontSize="12" fill={palette.text.secondary}>
          {figure(most, locale)}
        </text>
        {languages.map((l, index) => (
          <g key={l}>
            <polyline
              points={days.map((day, i) => `${x(i)},${y(day[l])}`).join(' ')}
              fill="none"
              stroke={colours[index % colours.length]}
              strokeWidth="2.5"
              strokeDasharray={dashes[index % dashes.length]}
            />
            <circle cx={plot} cy={y(last?.[l] ?? 0)} r="3.5" fill={colours[index % colours.length]} />
            <text x={plot + 8} y={names[index]! + 4} fontSize="12" fill={palette.text.primary}>
              {`${translate(`fb.home.short.${l}`)} ${figure(last?.[l] ?? 0, locale)}`}
            </text>
          </g>
        ))}
        {days.length > 1 && (
          <text x="0" y={HEIGHT + 16} fontSize="12" fill={palette.text.secondary}>
            {days[0]!.date}
          </text>
        )}
        <text x={plot} y={HEIGHT + 16} fontSize="12" textAnchor="end" fill={palette.text.secondary}>
          {last?.date}
        </text>
      </Box>
      <FigureTable
        rows={days.map((day) => ({ name: day.date, figures: languages.map((l) => day[l]) }))}
        columns={languages.map((l) => translate(`fb.language.${l}`))}
        first={translate('fb.home.day')}
      />
    </Box>
  );
};
