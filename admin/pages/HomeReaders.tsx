/** Readers by language and topic, over time. */
import Box from '@mui/material/Box';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useLocale, useTranslate } from 'react-admin';
import { languages } from '../../server/contract/codes.ts';
import type { ReadersOverTime } from '../../server/contract/console/home.ts';
import { Figure, readersAt } from '../parts/Figure.tsx';
import { figure } from '../parts/moment.ts';
import { Part } from '../parts/Page.tsx';
import { ReaderChart } from '../parts/ReaderChart.tsx';
import { Rows } from '../parts/Rows.tsx';
import { Told } from '../parts/Told.tsx';
import { useAsked } from '../parts/useAsked.ts';

const EVERY = 60_000;
type Topic = ReadersOverTime['topics'][number];

const total = (topic: Topic) => languages.reduce((n, l) => n + (topic.now[l] ?? 0), 0);

/** '+12', '−3', '±0': the sign is the news. */
const change = (topic: Topic, locale: string): string => {
  if (topic.before === null) return '–';
  const by = total(topic) - topic.before;
  if (by === 0) return '±0';
  return `${by > 0 ? '+' : '−'}${figure(Math.abs(by), locale)}`;
};

export const HomeReaders = () => {
  const translate = useTranslate();
  const locale = useLocale();
  const [topic, setTopic] = useState('');
  const asked = useAsked('/home/readers', topic ? { topic } : {}, { every: EVERY });
  const [topics, setTopics] = useState<readonly Topic[]>([]);
  if (asked.data && asked.data.topics !== topics) setTopics(asked.data.topics);
  const nameOf = (one: Topic) => one.names[locale === 'en' ? 'en' : 'ja'] ?? one.code;
  return (
    <Part
      title={translate('fb.home.readers')}
      actions={
        <TextField
          select
          size="small"
          label={translate('fb.home.topic')}
          value={topic}
          onChange={(e) => setTopic(e.target.value)}
          sx={{ minWidth: 220, maxWidth: '100%' }}
          slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}
        >
          <MenuItem value="">{translate('fb.home.allTopics')}</MenuItem>
          {topics.map((one) => (
            <MenuItem key={one.code} value={one.code}>
              {nameOf(one)}
            </MenuItem>
          ))}
        </TextField>
      }
    >
      <Told asked={asked}>
        {asked.data && (
          <>
            <ReaderChart days={asked.data.days} />
            {asked.data.days.length < 2 && (
              <Typography variant="body2" color="text.secondary">
                {translate('fb.home.firstDay')}
              </Typography>
            )}
            <Box component="details" sx={{ mt: 1 }}>
              <Box component="summary" sx={{ cursor: 'pointer', py: 1 }}>
                {translate('fb.home.byTopic')}
              </Box>
              <Rows
                label={translate('fb.home.byTopic')}
                rows={asked.data.topics}
                keyOf={(one) => one.code}
                columns={[
                  { name: 'topic', label: translate('fb.home.topic'), show: nameOf },
                  ...languages.map((l) => ({
                    name: l,
                    label: translate(`fb.language.${l}`),
                    show: (one: Topic) => (
                      <Figure
                        n={one.now[l] ?? 0}
                        to={readersAt({ topic: one.code, language: l, state: 'active' })}
                        right="reader.find"
                        what={`${nameOf(one)} ${translate(`fb.language.${l}`)}`}
                      />
                    ),
                    right: true,
                  })),
                  {
                    name: 'change',
                    label: translate('fb.home.since', { day: asked.data.since ?? '–' }),
                    show: (one) => change(one, locale),
                    right: true,
                  },
                ]}
              />
            </Box>
          </>
        )}
      </Told>
    </Part>
  );
};
