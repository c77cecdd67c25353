/** Topics by group, in three languages, with how many readers each has. */
import { DataTable, List, useLocale } from 'react-admin';
import type { Topic } from '../../../server/contract/console/topics.ts';
import { figure } from '../../parts/moment.ts';

export const TopicList = () => {
  const locale = useLocale();
  return (
    <List exporter={false} pagination={false} perPage={500}>
      <DataTable bulkActionButtons={false} rowClick={false}>
        <DataTable.Col
          label="fb.topic.group"
          disableSort
          render={(t: Topic) => t.groupNames[locale === 'en' ? 'en' : 'ja']}
        />
        <DataTable.Col label="fb.language.ja" disableSort render={(t: Topic) => t.names.ja} />
        <DataTable.Col label="fb.language.plja" disableSort render={(t: Topic) => t.names.plja} />
        <DataTable.Col label="fb.language.en" disableSort render={(t: Topic) => t.names.en} />
        <DataTable.NumberCol
          label="fb.topic.readers"
          source="readers"
          disableSort
          render={(t: Topic) => figure(t.readers, locale)}
        />
      </DataTable>
    </List>
  );
};
