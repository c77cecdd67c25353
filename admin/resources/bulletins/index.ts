/** Bulletins in the console. Screens are loaded when they are opened. */
import icon from '@mui/icons-material/CampaignOutlined';
import { lazy } from 'react';

export const bulletins = {
  name: 'bulletins',
  list: lazy(() => import('./BulletinList.tsx')),
  show: lazy(() => import('./BulletinShow.tsx')),
  edit: lazy(() => import('./BulletinEdit.tsx')),
  create: lazy(() => import('./BulletinCreate.tsx')),
  icon,
};
