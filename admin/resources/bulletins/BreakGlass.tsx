/** An emergency that cannot wait for a second person: reason and number are typed, the approval comes afterwards. */
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useLocale, useTranslate } from 'react-admin';
import type { Bulletin } from '../../../server/contract/console/bulletins.ts';
import { figure } from '../../parts/moment.ts';
import type { Acts } from './useBulletinActs.ts';

export const BreakGlass = ({ bulletin, people, acts }: { bulletin: Bulletin; people: number; acts: Acts }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const [number, setNumber] = useState('');
  const typed = Number(number.normalize('NFKC').replace(/[,\s]/g, ''));
  const send = async () => {
    setOpen(false);
    await acts.act('break-glass', { revision: bulletin.revision, people: typed, reason }, 'fb.bulletins.glass.done');
  };
  return (
    <>
      <Button color="error" variant="outlined" onClick={() => setOpen(true)}>
        {translate('fb.bulletins.glass.go')}
      </Button>
      <Dialog open={open} onClose={() => setOpen(false)}>
        <DialogTitle>{translate('fb.bulletins.glass.title', { people: figure(people, locale) })}</DialogTitle>
        <DialogContent sx={{ display: 'grid', gap: 2 }}>
          <Typography>{translate('fb.bulletins.glass.text')}</Typography>
          <TextField
            label={translate('fb.bulletins.glass.reason')}
            value={reason}
            onChange={(e) => setReason(e.target.value)}
          />
          <TextField
            label={translate('fb.bulletins.release.number')}
            value={number}
            onChange={(e) => setNumber(e.target.value)}
          />
        </DialogContent>
        <DialogActions>
          <Button onClick={() => setOpen(false)} autoFocus>
            {translate('fb.send.back')}
          </Button>
          <Button color="error" variant="contained" disabled={typed !== people || !reason.trim()} onClick={send}>
            {translate('fb.bulletins.release.go', { people: figure(people, locale) })}
          </Button>
        </DialogActions>
      </Dialog>
    </>
  );
};
