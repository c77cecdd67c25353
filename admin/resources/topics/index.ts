/** Topics in the console. The screen is loaded when it is opened. */
import icon from '@mui/icons-material/TopicOutlined';
import { lazy } from 'react';

export const topics = { name: 'topics', list: lazy(() => import('./TopicList.tsx')), icon };
