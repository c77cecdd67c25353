/** Where the text is now: on the server, or still only on this device. */
import Typography from '@mui/material/Typography';
import { useTranslate } from 'react-admin';
import type { SaveState } from './useAutosave.ts';

const clockTime = new Intl.DateTimeFormat('ja-JP', { timeZone: 'Asia/Tokyo', hour: '2-digit', minute: '2-digit' });

export const SaveLine = ({ state }: { state: SaveState }) => {
  const translate = useTranslate();
  const words =
    state.kind === 'saved'
      ? translate('fb.bulletins.save.saved', { at: `${clockTime.format(state.at)} JST` })
      : translate(`fb.bulletins.save.${state.kind === 'conflict' || state.kind === 'refused' ? 'dirty' : state.kind}`);
  return (
    <Typography role="status" variant="body2" color={state.kind === 'offline' ? 'warning.main' : 'text.secondary'}>
      {words}
    </Typography>
  );
};
