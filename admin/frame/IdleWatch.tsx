/** Warns two minutes before the session ends for want of a sign of life, and offers to stay. Another tab that is used counts too. */
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useLogout, useTranslate } from 'react-admin';
import type { Me } from '../../server/contract/console/session.ts';
import { call, problemOf, setOnSignOfLife } from '../providers/http.ts';

const IDLE = 30 * 60_000;
const WARN = 2 * 60_000;
const TICK = 1000;

const clock = (ms: number) => {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
};

/** Milliseconds until the session ends, counted by this machine from what the server said last. */
const useTimeLeft = () => {
  const endsAt = useRef(Date.now() + IDLE);
  const [left, setLeft] = useState(IDLE);
  useEffect(() => {
    setOnSignOfLife(() => {
      endsAt.current = Date.now() + IDLE;
    });
    const timer = setInterval(() => setLeft(endsAt.current - Date.now()), TICK);
    return () => {
      clearInterval(timer);
      setOnSignOfLife(null);
    };
  }, []);
  const learn = useCallback((me: Me) => {
    endsAt.current = Date.now() + (me.idleEndsAt - me.now);
    setLeft(endsAt.current - Date.now());
  }, []);
  return { left, learn };
};

export const IdleWatch = () => {
  const translate = useTranslate();
  const logout = useLogout();
  const { left, learn } = useTimeLeft();
  const soon = left < WARN;
  const over = left <= 0;
  // The truth is the server's: this tab may have been quiet while another was used.
  // When the session has ended, the call itself asks for the password in place; who would rather leave is led out.
  useEffect(() => {
    if (!soon && !over) return;
    call('GET', '/session', {}, { quiet: true })
      .then(learn)
      .catch((error) => {
        if (problemOf(error)?.code === 'session.none') void logout();
      });
  }, [soon, over, learn, logout]);
  const stay = async () => learn(await call('GET', '/session'));
  return (
    <Dialog open={soon && !over} aria-labelledby="idle-title" role="alertdialog">
      <DialogTitle id="idle-title">{translate('fb.idle.title')}</DialogTitle>
      <DialogContent>{translate('fb.idle.text', { time: clock(left) })}</DialogContent>
      <DialogActions sx={{ p: 3, pt: 0 }}>
        <Button onClick={() => void logout()}>{translate('fb.idle.leave')}</Button>
        <Button variant="contained" autoFocus onClick={() => void stay()}>
          {translate('fb.idle.stay')}
        </Button>
      </DialogActions>
    </Dialog>
  );
};
