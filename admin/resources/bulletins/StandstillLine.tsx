/** One line: why it is not moving now, and the button that mends it. */
import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import { useLocale, useTranslate } from 'react-admin';
import type { Standstill } from '../../../server/contract/console/bulletins.ts';
import { figure, moment } from '../../parts/moment.ts';

export const useStandstillWords = () => {
  const translate = useTranslate();
  const locale = useLocale();
  return ({ code, at, detail, figures }: Standstill): string =>
    translate(`fb.bulletins.still.${code}`, {
      at: moment(at, locale),
      detail,
      n: figure(figures?.n ?? 0, locale),
      of: figure(figures?.of ?? 0, locale),
      limit: figures?.limit ?? 0,
      _: detail || code,
    });
};

export const StandstillLine = (p: { standstill: Standstill; onMend: ((act: string) => void) | null }) => {
  const translate = useTranslate();
  const words = useStandstillWords();
  const { code, mend } = p.standstill;
  const grave =
    (code.startsWith('paused.') && code !== 'paused.quiet') ||
    code.startsWith('hold.') ||
    code === 'returned' ||
    code === 'approval.due';
  return (
    <Alert
      severity={grave ? 'warning' : 'info'}
      role="status"
      action={
        mend && p.onMend ? (
          <Button color="inherit" size="small" onClick={() => p.onMend?.(mend)}>
            {translate(`fb.bulletins.mend.${mend}`)}
          </Button>
        ) : undefined
      }
    >
      {words(p.standstill)}
    </Alert>
  );
};
