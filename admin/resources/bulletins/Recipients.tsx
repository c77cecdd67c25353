/** What became of each reader: those it did not reach first. Addresses are masked. */
import Box from '@mui/material/Box';
import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import { useEffect, useRef } from 'react';
import { useLocale, useTranslate } from 'react-admin';
import {
  type RecipientOutcome,
  recipientGroups,
  recipientOutcomes,
} from '../../../server/contract/console/bulletinWay.ts';
import { useKept } from '../../parts/kept.ts';
import { Listed } from '../../parts/Listed.tsx';
import { moment } from '../../parts/moment.ts';
import { Part } from '../../parts/Page.tsx';

type Outcome = RecipientOutcome;
const isGroup = (outcome: Outcome) => recipientGroups.some((one) => one === outcome);

const Lines = ({ id, outcome }: { id: string; outcome: Outcome }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const word = (key: string) => translate(`fb.bulletins.${key}`);
  return (
    <Listed
      path={`/bulletins/${id}/recipients`}
      filter={{ outcome }}
      label={word('recipients.title')}
      fold={5}
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
  );
};

export const Recipients = ({ id }: { id: string }) => {
  const translate = useTranslate();
  const [outcome, setOutcome] = useKept<Outcome>('outcome', recipientOutcomes);
  const place = useRef<HTMLDivElement>(null);
  // Whoever pressed a figure far above sees its rows.
  useEffect(() => {
    if (outcome && !isGroup(outcome)) place.current?.scrollIntoView({ block: 'center' });
  }, [outcome]);
  const offered = outcome && !isGroup(outcome) ? [...recipientGroups, outcome] : recipientGroups;
  const word = (one: Outcome) => translate(isGroup(one) ? `fb.bulletins.recipients.${one}` : `fb.figure.${one}`);
  return (
    <Part title={translate('fb.bulletins.recipients.title')}>
      <Box ref={place} sx={{ display: 'grid', gap: 2 }}>
        <ToggleButtonGroup
          size="small"
          exclusive
          value={outcome || null}
          onChange={(_e, next: Outcome | null) => setOutcome(next ?? '')}
          aria-label={translate('fb.bulletins.recipients.title')}
          sx={{ flexWrap: 'wrap' }}
        >
          {offered.map((one) => (
            <ToggleButton key={one} value={one}>
              {word(one)}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
        {outcome && <Lines key={outcome} id={id} outcome={outcome} />}
      </Box>
    </Part>
  );
};
