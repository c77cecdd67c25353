/** The state of a bulletin as a word and a shape, never by colour alone. */
import CheckIcon from '@mui/icons-material/CheckCircleOutlined';
import CancelIcon from '@mui/icons-material/DoNotDisturbOn';
import DraftIcon from '@mui/icons-material/EditNote';
import WaitIcon from '@mui/icons-material/HourglassEmpty';
import PauseIcon from '@mui/icons-material/PauseCircleOutlined';
import SendIcon from '@mui/icons-material/Send';
import Chip from '@mui/material/Chip';
import { useTranslate } from 'react-admin';
import type { BulletinState } from '../../server/contract/codes.ts';

const looks: Record<BulletinState, { icon: typeof CheckIcon; color: 'default' | 'primary' | 'success' | 'warning' }> = {
  draft: { icon: DraftIcon, color: 'default' },
  submitted: { icon: WaitIcon, color: 'primary' },
  returned: { icon: DraftIcon, color: 'warning' },
  approved: { icon: CheckIcon, color: 'primary' },
  scheduled: { icon: WaitIcon, color: 'primary' },
  held: { icon: WaitIcon, color: 'warning' },
  sending: { icon: SendIcon, color: 'primary' },
  paused: { icon: PauseIcon, color: 'warning' },
  finished: { icon: CheckIcon, color: 'success' },
  finishedOpen: { icon: WaitIcon, color: 'warning' },
  cancelled: { icon: CancelIcon, color: 'default' },
};

export const StateChip = ({ state }: { state: BulletinState }) => {
  const translate = useTranslate();
  const { icon: Icon, color } = looks[state];
  return <Chip size="small" variant="outlined" color={color} icon={<Icon />} label={translate(`fb.state.${state}`)} />;
};
