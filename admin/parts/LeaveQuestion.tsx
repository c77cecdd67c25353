/** Leaving inside the console saves first where that is possible; only what could not be saved asks. */
import { useEffect, useState } from 'react';
import { useTranslate } from 'react-admin';
import { useBlocker } from 'react-router-dom';
import { ReasonDialog } from './ReasonDialog.tsx';

/** `save` answers whether everything is on the server now; without it, leaving with something unsaved always asks. */
export const LeaveQuestion = ({ dirty, save }: { dirty: boolean; save?: () => Promise<boolean> }) => {
  const translate = useTranslate();
  const [open, setOpen] = useState(false);
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) => dirty && currentLocation.pathname !== nextLocation.pathname,
  );
  useEffect(() => {
    if (blocker.state !== 'blocked') return;
    if (save) void save().then((done) => (done ? blocker.proceed() : setOpen(true)));
    else setOpen(true);
  }, [blocker, save]);
  // Closing the window or the tab: the browser asks in its own words.
  useEffect(() => {
    if (!dirty || save) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [dirty, save]);
  const asking = {
    title: translate('fb.leave.title'),
    text: translate(save ? 'fb.leave.kept' : 'fb.leave.lost'),
    go: translate('fb.leave.go'),
    stay: translate('fb.leave.stay'),
    danger: true as const,
    run: async () => {},
  };
  const close = (leave: boolean) => {
    setOpen(false);
    if (leave) blocker.proceed?.();
    else blocker.reset?.();
  };
  return <ReasonDialog asking={open ? asking : null} onClose={close} />;
};
