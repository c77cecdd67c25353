/** Readers in the console: a number, and one by the exact address. */
import icon from '@mui/icons-material/PersonSearchOutlined';
import { ReaderFind } from './ReaderFind.tsx';

export const readers = { name: 'readers', list: ReaderFind, icon };
