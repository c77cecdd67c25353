/** The domains that letters leave from: key, records, alignment. Asked from DNS when somebody wants to know. */
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useLocale, useTranslate } from 'react-admin';
import type { SenderFinding } from '../../../server/contract/console/systems.ts';
import { Part } from '../../parts/Page.tsx';
import { useAct } from '../../parts/useAct.ts';
import { call } from '../../providers/http.ts';

const severity = { ok: 'success', warn: 'warning', fail: 'error' } as const;

const Finding = ({ one }: { one: SenderFinding }) => {
  const locale = useLocale();
  const told = locale === 'en' ? one.en : one.ja;
  return (
    <Alert severity={severity[one.level]} sx={{ overflowWrap: 'anywhere', '& .MuiAlert-message': { minWidth: 0 } }}>
      <Typography variant="body2" sx={{ fontWeight: 700 }}>
        {one.about}
      </Typography>
      {told.says}
      {told.mend && <Typography variant="body2">{told.mend}</Typography>}
    </Alert>
  );
};

export const SenderDomains = () => {
  const translate = useTranslate();
  const { run, wrong, busy } = useAct();
  const [found, setFound] = useState<SenderFinding[] | null>(null);
  const look = async () => {
    const answer = await run(() => call('GET', '/senders'));
    if (answer) setFound(answer.data);
  };
  return (
    <Part
      title={translate('fb.systems.senders')}
      actions={
        <Button variant="outlined" disabled={busy} onClick={() => void look()}>
          {translate('fb.systems.sendersGo')}
        </Button>
      }
    >
      <Typography variant="body2">{translate('fb.systems.sendersSays')}</Typography>
      {wrong.all && <Alert severity="error">{wrong.all}</Alert>}
      <Box
        aria-live="polite"
        sx={{ display: 'grid', gap: 1, mt: found ? 2 : 0, gridTemplateColumns: 'minmax(0, 1fr)' }}
      >
        {found?.map((one) => (
          <Finding key={`${one.code} ${one.about}`} one={one} />
        ))}
      </Box>
    </Part>
  );
};
