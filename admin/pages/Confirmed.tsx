/** Where the sign-in provider's window ends after somebody was asked again: it tells the console's own window, and closes. */
import Typography from '@mui/material/Typography';
import { useEffect } from 'react';
import { useTranslate } from 'react-admin';
import { confirmedChannel } from '../frame/confirmed.ts';
import { Door } from '../parts/Door.tsx';

const Confirmed = () => {
  const translate = useTranslate();
  useEffect(() => {
    const channel = new BroadcastChannel(confirmedChannel);
    channel.postMessage('confirmed');
    channel.close();
    window.close();
  }, []);
  return (
    <Door title={translate('fb.again.confirmed')}>
      <Typography>{translate('fb.again.close')}</Typography>
    </Door>
  );
};
export default Confirmed;
