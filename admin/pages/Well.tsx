/** "Is all well?" in one sentence, before any figure; each thing that is not leads to its rows. */
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Link from '@mui/material/Link';
import { useTranslate } from 'react-admin';
import type { WellShown } from '../../server/contract/console/home.ts';
import type { Right } from '../../server/contract/rights.ts';

type What = WellShown['points'][number]['what'];
/** Where each leads, and what one needs to go there. */
const doors: Readonly<Record<What, { href: string; right: Right }>> = {
  troubles: { href: '#/delivery', right: 'delivery.see' },
  held: { href: '#/delivery', right: 'delivery.see' },
  paused: { href: '#/bulletins?state=paused', right: 'bulletin.see' },
  oldTasks: { href: '#/tasks', right: 'task.see' },
  failed: { href: '#/letters?group=lost', right: 'letter.find' },
  tasks: { href: '#/tasks', right: 'task.see' },
};
const colours = { well: 'success', todo: 'info', trouble: 'error' } as const;

export const Well = ({ well, today, rights }: { well: WellShown; today: string; rights: readonly Right[] }) => {
  const translate = useTranslate();
  const hrefOf = (what: What) => (what === 'failed' ? `${doors.failed.href}&day=${today}` : doors[what].href);
  return (
    <Alert severity={colours[well.level]} role="status" aria-label={translate('fb.well.title')}>
      <Box component="p" sx={{ m: 0, fontWeight: 700 }}>
        {translate(`fb.well.${well.level}`, { smart_count: well.points.length })}
      </Box>
      {well.points.length > 0 && (
        <Box component="ul" sx={{ m: 0, mt: 0.5, pl: 2.5 }}>
          {well.points.map(({ what, n }) => (
            <li key={what}>
              {rights.includes(doors[what].right) ? (
                <Link href={hrefOf(what)} sx={{ display: 'inline-block', py: 0.5 }}>
                  {translate(`fb.well.points.${what}`, { n })}
                </Link>
              ) : (
                translate(`fb.well.points.${what}`, { n })
              )}
            </li>
          ))}
        </Box>
      )}
    </Alert>
  );
};
