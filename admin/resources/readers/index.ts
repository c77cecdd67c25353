/** Readers in the console: a number, one by the exact address, and the list. The screen is loaded when it is opened. */
import icon from '@mui/icons-material/PersonSearchOutlined';
import { lazy } from 'react';

export const readers = { name: 'readers', list: lazy(() => import('./ReaderList.tsx')), icon };
