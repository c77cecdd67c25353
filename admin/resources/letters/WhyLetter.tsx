/** Why there is a letter, in a sentence; and its text on request, secrets and personal links masked. */
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Link from '@mui/material/Link';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useLocale, useTranslate } from 'react-admin';
import type { LetterShown } from '../../../server/contract/console/letters.ts';
import { moment } from '../../parts/moment.ts';
import { Part } from '../../parts/Page.tsx';
import { useAct } from '../../parts/useAct.ts';
import { useCodeWords } from '../../parts/useCodeWords.ts';
import { call } from '../../providers/http.ts';

export const WhyLetter = ({ letter }: { letter: LetterShown }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const words = useCodeWords();
  const { why } = letter;
  if (!why) return null;
  const { event, bulletin } = why;
  const tell = (name: string, values: object = {}) => translate(`fb.why.${name}`, values);
  const said = event
    ? tell('event', {
        system: words.system(letter.system),
        says: event.says?.[locale === 'en' ? 'en' : 'ja'] ?? event.type,
        at: moment(event.at, locale),
        id: event.id,
      })
    : '';
  const sentences = {
    event: tell('byRule', { role: words.recipient(letter.role) }),
    'follow-up': tell(why.rhythm === 'date' ? 'byDate' : 'bySending'),
    again: tell('again'),
    notify: tell('notify', { system: words.system(letter.system) }),
    bulletin: tell('bulletin', { title: bulletin?.title ?? '' }),
    own: tell(letter.system === 'staff' ? 'staff' : 'own'),
  };
  return (
    <Part title={tell('title')}>
      <Typography>
        {said}
        {sentences[why.kind]}
      </Typography>
      {why.letter && <Link href={`#/letters/${why.letter}`}>{tell('first')}</Link>}
    </Part>
  );
};

type Text = { from: string; subject: string; text: string };

export const LetterText = ({ id }: { id: string }) => {
  const translate = useTranslate();
  const [text, setText] = useState<Text | null>(null);
  const { run, busy, wrong } = useAct();
  const read = async () => {
    const found = await run(() => call('POST', `/letters/${id}/text`));
    if (found) setText(found);
  };
  return (
    <Part title={translate('fb.why.text')}>
      {wrong.all && <Alert severity="info">{wrong.all}</Alert>}
      {text ? (
        <>
          <Typography variant="body2" color="text.secondary">
            {text.from}
          </Typography>
          <Typography sx={{ fontWeight: 700, mb: 1 }}>{text.subject}</Typography>
          <Box
            sx={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', maxHeight: 480, overflowY: 'auto' }}
            tabIndex={0}
          >
            {text.text}
          </Box>
        </>
      ) : (
        <>
          <Typography sx={{ mb: 1 }}>{translate('fb.why.textSays')}</Typography>
          <Button variant="outlined" disabled={busy} onClick={read}>
            {translate('fb.why.read')}
          </Button>
        </>
      )}
    </Part>
  );
};
