/** The kind of a bulletin, when it is not the usual one: nobody mistakes a drill or an emergency. */
import DrillIcon from '@mui/icons-material/FlagOutlined';
import DigestIcon from '@mui/icons-material/LibraryBooksOutlined';
import AgainIcon from '@mui/icons-material/Replay';
import UrgentIcon from '@mui/icons-material/WarningAmber';
import Chip from '@mui/material/Chip';
import { useTranslate } from 'react-admin';
import type { BulletinKind } from '../../../server/contract/codes.ts';

const looks = {
  emergency: { icon: UrgentIcon, color: 'error' },
  drill: { icon: DrillIcon, color: 'warning' },
  correction: { icon: AgainIcon, color: 'primary' },
  digest: { icon: DigestIcon, color: 'default' },
  redelivery: { icon: AgainIcon, color: 'default' },
} as const;

export const KindChip = ({ kind }: { kind: BulletinKind }) => {
  const translate = useTranslate();
  if (kind === 'normal') return null;
  const { icon: Icon, color } = looks[kind];
  return <Chip size="small" color={color} icon={<Icon />} label={translate(`fb.bulletins.kind.${kind}`)} />;
};
