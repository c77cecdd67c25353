/** What became of each reader: those it did not reach first. Addresses are masked. */
import Box from '@mui/material/Box';
import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import { useState } from 'react';
import { useLocale, useTranslate } from 'react-admin';
import { moment } from '../../parts/moment.ts';
import { Part } from '../../parts/Page.tsx';
import { Rows } from '../../parts/Rows.tsx';
import { More, Told } from '../../parts/Told.tsx';
import { usePages } from '../../parts/usePages.ts';

const outcomes = ['missed', 'open', 'reached', 'withdrawn'] as const;
type Outcome = (typeof outcomes)[number];

const Lines = ({ id, outcome }: { id: string; outcome: Outcome }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const asked = usePages(`/bulletins/${id}/recipients`, { outcome });
  const word = (key: string) => translate(`fb.bulletins.${key}`);
  return (
    <Told asked={asked}>
      <Rows
        label={word('recipients.title')}
        rows={asked.rows}
        fold={5}
        keyOf={(r) => r.id}
        to={(r) => `/readers/${r.id}`}
        empty={{ title: word('recipients.none') }}
        columns={[
          { name: 'who', label: translate('fb.reader.email'), show: (r) => r.masked },
          {
            name: 'language',
            label: translate('fb.reader.language'),
            show: (r) => translate(`fb.language.${r.language}`),
          },
          { name: 'state', label: translate('fb.bulletin.state'), show: (r) => word(`state.${r.state}`) },
          { name: 'sent', label: word('recipients.sent'), show: (r) => moment(r.sentAt, locale) || '–' },
          { name: 'reply', label: translate('fb.letter.reply'), show: (r) => r.reply ?? '–' },
        ]}
      />
      <More more={asked.more} />
    </Told>
  );
};

export const Recipients = ({ id }: { id: string }) => {
  const translate = useTranslate();
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  return (
    <Part title={translate('fb.bulletins.recipients.title')}>
      <Box sx={{ display: 'grid', gap: 2 }}>
        <ToggleButtonGroup
          size="small"
          exclusive
          value={outcome}
          onChange={(_e, next: Outcome | null) => setOutcome(next)}
          aria-label={translate('fb.bulletins.recipients.title')}
          sx={{ flexWrap: 'wrap' }}
        >
          {outcomes.map((one) => (
            <ToggleButton key={one} value={one}>
              {translate(`fb.bulletins.recipients.${one}`)}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
        {outcome && <Lines key={outcome} id={id} outcome={outcome} />}
      </Box>
    </Part>
  );
};
