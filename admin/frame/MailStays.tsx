/** Without a relay nothing that is sent here leaves the machine: people who wait for a mail must see it. */
import Alert from '@mui/material/Alert';
import Link from '@mui/material/Link';
import { useTranslate } from 'react-admin';
import { useMe } from '../providers/useMe.ts';

export const MailStays = () => {
  const translate = useTranslate();
  const me = useMe();
  // A demo says so itself.
  if (!me?.mailbox || me.demo) return null;
  return (
    <Alert severity="info" sx={{ mt: 1.5, mx: { xs: 0.5, sm: 1 }, '@media print': { display: 'none' } }}>
      {translate('fb.mailStays.text')}{' '}
      <Link href="/mailbox" target="_blank" rel="noopener">
        {translate('fb.mailStays.mailbox')}
      </Link>
    </Alert>
  );
};
