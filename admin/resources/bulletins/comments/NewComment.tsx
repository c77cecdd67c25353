/** Writing a comment: about the words that are chosen, a line, the subject or the whole text. */
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import { useMemo, useState } from 'react';
import { useNotify, useTranslate } from 'react-admin';
import { languages } from '../../../../server/contract/codes.ts';
import { plainLines } from '../../../../server/contract/quotes.ts';
import type { Texts } from '../usePreview.ts';
import { lineOf, type Place, wholeText } from './chosen.ts';
import { WordsField } from './WordsField.tsx';

/** Signs of a line that a choice shows. */
const SHOWN = 40;
const short = (text: string) => ([...text].length > SHOWN ? `${[...text].slice(0, SHOWN).join('')}…` : text);

/** Every place of these texts that can be named without choosing words. */
const placesIn = (texts: Texts): Place[] =>
  languages.flatMap((language): Place[] => {
    const text = texts[language];
    if (!text) return [];
    const at = (field: Place['field'], whole: string) =>
      plainLines(whole)
        .split('\n')
        .flatMap((_, i): Place[] => {
          const line = lineOf(whole, i + 1);
          return line ? [{ language, field, ...line }] : [];
        });
    return [{ language, field: 'body', ...wholeText }, ...at('subject', text.subject), ...at('body', text.body)];
  });

type Given = {
  texts: Texts;
  /** The words that were chosen; null where one only reads. */
  chosen: Place | null;
  busy: boolean;
  send: (place: Place, words: string) => Promise<boolean>;
  onDone: () => void;
};

export const NewComment = (p: Given) => {
  const translate = useTranslate();
  const notify = useNotify();
  const [words, setWords] = useState('');
  const places = useMemo(
    () => [...(p.chosen && p.chosen.quote !== '' ? [p.chosen] : []), ...placesIn(p.texts)],
    [p.chosen, p.texts],
  );
  const [at, setAt] = useState(0);
  const place = places[at];
  const named = (one: Place, i: number) => {
    const given = { language: translate(`fb.language.${one.language}`), line: one.line, quote: short(one.quote) };
    if (one.quote === '') return translate('fb.writing.comments.whole', given);
    const kind = one.field === 'subject' ? 'subject' : 'line';
    return translate(`fb.writing.comments.${one === p.chosen && i === 0 ? 'chosen' : kind}`, given);
  };
  const send = async () => {
    if (!place || !(await p.send(place, words))) return;
    notify(translate('fb.writing.comments.added'), { type: 'success' });
    p.onDone();
  };
  return (
    <Box sx={{ display: 'grid', gap: 1 }}>
      <TextField
        select
        size="small"
        label={translate('fb.writing.comments.place')}
        value={at}
        onChange={(event) => setAt(Number(event.target.value))}
        slotProps={{ select: { native: true }, inputLabel: { shrink: true } }}
        fullWidth
      >
        {places.map((one, i) => (
          <option key={`${one.language}-${one.field}-${one.line}-${one.column}-${i === 0}`} value={i}>
            {named(one, i)}
          </option>
        ))}
      </TextField>
      <WordsField label={translate('fb.writing.comments.words')} words={words} onWrite={setWords} />
      <Box sx={{ display: 'flex', gap: 1 }}>
        <Button size="small" variant="contained" disabled={p.busy || words.trim() === ''} onClick={send}>
          {translate('fb.writing.comments.send')}
        </Button>
        <Button size="small" onClick={p.onDone}>
          {translate('fb.common.cancel')}
        </Button>
      </Box>
    </Box>
  );
};
