/** Plays one event of the rulebook: sample values that can be changed, then every mail it would bring, at its time. Nothing is kept. */
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import ListSubheader from '@mui/material/ListSubheader';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useLocale, useTranslate } from 'react-admin';
import type { EventPlayed } from '../../../server/contract/console/rulebook.ts';
import { Part } from '../../parts/Page.tsx';
import { PlayedLetters } from '../../parts/PlayedLetters.tsx';
import { useAct } from '../../parts/useAct.ts';
import { useCodeWords } from '../../parts/useCodeWords.ts';
import { call } from '../../providers/http.ts';
import { dataOf, type Field, fieldsOf } from './fields.ts';

type Books = readonly { system: string; events: readonly { type: string; says: { ja: string; en: string } }[] }[];

const Fields = (p: { fields: readonly Field[]; faults: EventPlayed['faults']; change: (fields: Field[]) => void }) => {
  const locale = useLocale() === 'en' ? 'en' : 'ja';
  const faultOf = (path: string) => p.faults.find(({ field }) => field === `data.${path}`)?.says[locale];
  return (
    <Box sx={{ display: 'grid', gap: 1.5, gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 280px), 1fr))' }}>
      {p.fields.map((field) => (
        <TextField
          key={field.path}
          size="small"
          label={field.path}
          value={field.value}
          multiline={field.value.includes('\n')}
          error={faultOf(field.path) !== undefined}
          helperText={faultOf(field.path)}
          onChange={(e) =>
            p.change(p.fields.map((one) => (one.path === field.path ? { ...one, value: e.target.value } : one)))
          }
        />
      ))}
    </Box>
  );
};

/** What came of it: mails, why there are none, or what the system would be told. */
const Answer = ({ played }: { played: EventPlayed }) => {
  const translate = useTranslate();
  const locale = useLocale() === 'en' ? 'en' : 'ja';
  const { letters, reason, more, faults } = played;
  if (faults.length > 0)
    return (
      <Alert severity="warning">
        {translate('fb.play.event.faults')}
        <Box component="ul" sx={{ m: 0, pl: 2.5, overflowWrap: 'anywhere' }}>
          {faults.map((fault) => (
            <li key={fault.field + fault.says.en}>{fault.says[locale]}</li>
          ))}
        </Box>
      </Alert>
    );
  return (
    <>
      <Typography sx={{ fontWeight: 700 }}>
        {letters.length > 0
          ? translate('fb.play.event.letters', { smart_count: letters.length })
          : translate('fb.play.event.none')}
      </Typography>
      {letters.length === 0 && reason && <Typography>{reason[locale]}</Typography>}
      <PlayedLetters letters={letters} folded />
      {more && <Typography sx={{ mt: 2 }}>{translate('fb.play.event.more')}</Typography>}
    </>
  );
};

export const EventPlay = ({ books }: { books: Books }) => {
  const translate = useTranslate();
  const locale = useLocale() === 'en' ? 'en' : 'ja';
  const code = useCodeWords();
  const { run, wrong, busy } = useAct();
  const [type, setType] = useState('');
  const [fields, setFields] = useState<Field[] | null>(null);
  const [played, setPlayed] = useState<EventPlayed | null>(null);
  const choose = async (next: string) => {
    setType(next);
    setFields(null);
    setPlayed(null);
    const sample = await run(() => call('GET', `/rulebook/sample/${next}`));
    if (sample) setFields(fieldsOf(sample.data));
  };
  const play = async () => {
    const answer = await run(() => call('POST', '/rulebook/play', { type, data: dataOf(fields ?? []) }));
    if (answer) setPlayed(answer);
  };
  return (
    <Part title={translate('fb.play.event.title')}>
      <Typography variant="body2">{translate('fb.play.event.says')}</Typography>
      <TextField
        select
        label={translate('fb.play.event.type')}
        value={type}
        onChange={(e) => void choose(e.target.value)}
        sx={{ mt: 2, minWidth: 'min(100%, 320px)', maxWidth: '100%' }}
      >
        {books.flatMap((book) => [
          <ListSubheader key={book.system}>{code.system(book.system)}</ListSubheader>,
          ...book.events.map((event) => (
            <MenuItem key={event.type} value={event.type} sx={{ whiteSpace: 'normal' }}>
              {event.says[locale]}
            </MenuItem>
          )),
        ])}
      </TextField>
      {fields && (
        <Box sx={{ display: 'grid', gap: 2, mt: 2, gridTemplateColumns: 'minmax(0, 1fr)', justifyItems: 'start' }}>
          {fields.length > 0 && (
            <Box sx={{ width: 1 }}>
              <Typography variant="body2" color="text.secondary" sx={{ mb: 1.5 }}>
                {translate('fb.play.event.fields')}
              </Typography>
              <Fields fields={fields} faults={played?.faults ?? []} change={setFields} />
            </Box>
          )}
          <Button variant="contained" disabled={busy} onClick={() => void play()}>
            {translate('fb.play.event.go')}
          </Button>
        </Box>
      )}
      {wrong.all && (
        <Alert severity="error" role="alert" sx={{ mt: 2 }}>
          {wrong.all}
        </Alert>
      )}
      <Box aria-live="polite" sx={{ mt: played ? 2 : 0 }}>
        {played && <Answer played={played} />}
      </Box>
    </Part>
  );
};
