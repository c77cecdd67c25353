/** Topics in the console. */
import icon from '@mui/icons-material/TopicOutlined';
import { TopicList } from './TopicList.tsx';

export const topics = { name: 'topics', list: TopicList, icon };
