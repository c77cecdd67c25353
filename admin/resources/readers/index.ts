/** Readers in the console: a number, and one by the exact address. The screen is loaded when it is opened. */
import icon from '@mui/icons-material/PersonSearchOutlined';
import { lazy } from 'react';

export const readers = { name: 'readers', list: lazy(() => import('./ReaderFind.tsx')), icon };
