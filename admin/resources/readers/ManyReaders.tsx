/** One act over all readers whom the filters of the list find. */
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import { useState } from 'react';
import { useGetList, useLocale, useTranslate } from 'react-admin';
import { languages } from '../../../server/contract/codes.ts';
import { readerManyActs } from '../../../server/contract/console/readerActs.ts';
import type { Topic } from '../../../server/contract/console/topics.ts';
import { type Filter, filterWords } from '../../parts/Filters.tsx';
import { ManyActs } from '../../parts/ManyActs.tsx';

const PATH = '/readers/acts';
type Given = { filters: readonly Filter[]; filter: Record<string, string>; onDone: () => void };

export const ManyReaders = ({ filters, filter, onDone }: Given) => {
  const translate = useTranslate();
  const locale = useLocale() === 'en' ? 'en' : 'ja';
  const { data: topics = [] } = useGetList<Topic>('topics', { pagination: { page: 1, perPage: 500 } });
  const [language, setLanguage] = useState('');
  const [topic, setTopic] = useState('');
  const choose = (given: {
    label: string;
    value: string;
    set: (value: string) => void;
    options: readonly (readonly [string, string])[];
    wrong: string | undefined;
  }) => (
    <TextField
      select
      label={given.label}
      value={given.value}
      onChange={(e) => given.set(e.target.value)}
      error={given.wrong !== undefined}
      helperText={given.wrong}
      required
    >
      {given.options.map(([value, words]) => (
        <MenuItem key={value} value={value}>
          {words}
        </MenuItem>
      ))}
    </TextField>
  );
  return (
    <ManyActs
      path={PATH}
      acts={readerManyActs.map((act) => [act, translate(`fb.many.readers.${act}`)])}
      filter={filter}
      filterWords={filterWords(filters, filter)}
      given={{ ...(language ? { language } : {}), ...(topic ? { topic } : {}) }}
      says={(act) => translate(`fb.many.readerSays.${act}`)}
      more={(act, wrong) =>
        act === 'language'
          ? choose({
              label: translate('fb.reader.language'),
              value: language,
              set: setLanguage,
              options: languages.map((one) => [one, translate(`fb.language.${one}`)]),
              wrong: wrong.language,
            })
          : act.startsWith('topic')
            ? choose({
                label: translate('fb.reader.topics'),
                value: topic,
                set: setTopic,
                options: topics.map((one) => [one.code, one.names[locale] ?? one.code]),
                wrong: wrong.topic,
              })
            : null
      }
      onDone={onDone}
    />
  );
};
