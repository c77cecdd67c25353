/** Bulletins in the console. Screens are loaded when they are opened. */
import icon from '@mui/icons-material/CampaignOutlined';
import { createElement, lazy } from 'react';
import { Route } from 'react-router-dom';

const screens = {
  list: lazy(() => import('./BulletinList.tsx')),
  show: lazy(() => import('./BulletinShow.tsx')),
  edit: lazy(() => import('./BulletinEdit.tsx')),
  create: lazy(() => import('./BulletinCreate.tsx')),
  record: lazy(() => import('./BulletinRecord.tsx')),
};

export const bulletins = {
  name: 'bulletins',
  list: screens.list,
  show: screens.show,
  edit: screens.edit,
  create: screens.create,
  icon,
  children: createElement(Route, { path: ':id/record', element: createElement(screens.record) }),
};
