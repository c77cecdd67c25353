/** On every screen of a demo: that it is one, and the one press that empties it for one's own hub. */
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Link from '@mui/material/Link';
import { useState } from 'react';
import { useTranslate } from 'react-admin';
import { AskButton } from '../parts/AskButton.tsx';
import { call } from '../providers/http.ts';
import { useMe } from '../providers/useMe.ts';

const AGAIN_MS = 500;
type Emptied = { first: string | null; ends: string | null };

/** The hub starts anew: waits until it answers, then opens the page for the first administrator. */
const goOn = async ({ first, ends }: Emptied): Promise<void> => {
  for (;;) {
    await new Promise((done) => setTimeout(done, AGAIN_MS));
    const there = await call('GET', '/demo').catch(() => null);
    if (there && there.run !== ends) break;
  }
  // A whole new page, not a change behind #: nothing of the demo stays in it.
  window.location.assign(`/console/?begun=${Date.now()}#/${first ? `first/${first}` : 'login'}`);
};

export const DemoBar = () => {
  const translate = useTranslate();
  const me = useMe();
  const [emptied, setEmptied] = useState(false);
  if (!me?.demo) return null;
  const clear = async () => {
    const answer = await call('POST', '/demo/clear', {});
    setEmptied(true);
    void goOn(answer);
  };
  return (
    <Alert severity="warning" sx={{ mt: 1.5, mx: { xs: 0.5, sm: 1 }, '& .MuiAlert-message': { flexGrow: 1 } }}>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, alignItems: 'center' }}>
        <Box sx={{ flexGrow: 1 }} role="status">
          {translate(emptied ? 'fb.demo.emptying' : 'fb.demo.bar')}{' '}
          {!emptied && (
            <Link href="/mailbox" target="_blank" rel="noopener">
              {translate('fb.demo.mailbox')}
            </Link>
          )}
        </Box>
        {!emptied && (
          <AskButton
            variant="outlined"
            color="inherit"
            asking={{
              title: translate('fb.demo.clearTitle'),
              text: translate('fb.demo.clearAsk'),
              go: translate('fb.demo.clear'),
              stay: translate('fb.demo.clearStay'),
              danger: true,
              run: clear,
            }}
          />
        )}
      </Box>
    </Alert>
  );
};
