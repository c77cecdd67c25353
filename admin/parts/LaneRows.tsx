/** Lanes with what waits in them and since when: a table of its own, small enough for a phone. */
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import { useTranslate } from 'react-admin';
import type { LaneLoad } from '../../server/contract/console/delivery.ts';
import type { Right } from '../../server/contract/rights.ts';
import { Figure } from './Figure.tsx';

/** Where what waits in a lane stands in rows. */
const rowsOf: Readonly<Record<LaneLoad['lane'], { to: string; right: Right }>> = {
  transactional: { to: '/letters?group=open', right: 'letter.find' },
  confirmation: { to: '/letters?group=open&system=nl', right: 'letter.find' },
  emergency: { to: '/bulletins?state=sending', right: 'bulletin.see' },
  bulletin: { to: '/bulletins?state=sending', right: 'bulletin.see' },
};
const HOUR = 60;
const DAY = 24 * HOUR;

export const LaneRows = ({ lanes }: { lanes: readonly LaneLoad[] }) => {
  const translate = useTranslate();
  const age = (ms: number | null): string => {
    if (ms === null) return '–';
    const minutes = Math.floor(ms / 60_000);
    if (minutes < 1) return translate('fb.span.soon');
    if (minutes < HOUR) return translate('fb.span.minutes', { minutes });
    const hours = Math.floor(minutes / HOUR);
    return minutes < DAY
      ? translate('fb.span.hours', { hours, minutes: minutes % HOUR })
      : translate('fb.span.days', { days: Math.floor(hours / 24), hours: hours % 24 });
  };
  return (
    <Table
      aria-label={translate('fb.delivery.lanes')}
      sx={{ '& td, & th': { px: { xs: 0.5, sm: 2 } }, fontVariantNumeric: 'tabular-nums' }}
    >
      <TableHead>
        <TableRow>
          <TableCell sx={{ fontWeight: 700 }}>{translate('fb.delivery.lane')}</TableCell>
          <TableCell align="right" sx={{ fontWeight: 700, whiteSpace: 'nowrap' }}>
            {translate('fb.delivery.waiting')}
          </TableCell>
          <TableCell align="right" sx={{ fontWeight: 700 }}>
            {translate('fb.delivery.age')}
          </TableCell>
        </TableRow>
      </TableHead>
      <TableBody>
        {lanes.map((l) => (
          <TableRow key={l.lane}>
            <TableCell component="th" scope="row">
              {translate(`fb.delivery.laneNames.${l.lane}`)}
            </TableCell>
            <TableCell align="right">
              <Figure n={l.waiting} {...rowsOf[l.lane]} what={translate(`fb.delivery.laneNames.${l.lane}`)} />
            </TableCell>
            <TableCell align="right">{age(l.ageMs)}</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
};
