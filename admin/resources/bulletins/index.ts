/** Bulletins in the console. Screens are loaded when they are opened. */
import icon from '@mui/icons-material/CampaignOutlined';
import { lazy } from 'react';
import { persistently } from '../../parts/loaded.ts';

export const bulletins = {
  name: 'bulletins',
  list: lazy(persistently(() => import('./BulletinList.tsx'))),
  show: lazy(persistently(() => import('./BulletinShow.tsx'))),
  edit: lazy(persistently(() => import('./BulletinEdit.tsx'))),
  create: lazy(persistently(() => import('./BulletinCreate.tsx'))),
  icon,
};
