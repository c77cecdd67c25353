/** Topics in the console. The screen is loaded when it is opened. */
import icon from '@mui/icons-material/TopicOutlined';
import { lazy } from 'react';
import { persistently } from '../../parts/loaded.ts';

export const topics = { name: 'topics', list: lazy(persistently(() => import('./TopicList.tsx'))), icon };
