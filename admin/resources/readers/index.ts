/** Readers in the console: a number, one by the exact address, and the list. The screen is loaded when it is opened. */
import icon from '@mui/icons-material/PersonSearchOutlined';
import { lazy } from 'react';
import { persistently } from '../../parts/loaded.ts';

export const readers = { name: 'readers', list: lazy(persistently(() => import('./ReaderList.tsx'))), icon };
