/** Takes one bulletin off the pages: the note that stands there instead, in three languages. */

import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { type FormEvent, useState } from 'react';
import { useNotify, useTranslate } from 'react-admin';
import { type Language, languages } from '../../../server/contract/codes.ts';
import type { NewsShown } from '../../../server/contract/console/news.ts';
import { languageOf } from '../../../server/languages/languages.ts';
import { useAct } from '../../parts/useAct.ts';
import { call } from '../../providers/http.ts';

const NOTE_MOST = 500;

export const WithdrawNews = ({ item, onDone }: { item: NewsShown; onDone: () => void }) => {
  const translate = useTranslate();
  const notify = useNotify();
  const [open, setOpen] = useState(false);
  const [note, setNote] = useState<Partial<Record<Language, string>>>({});
  const { run, wrong, busy, clear } = useAct();
  const close = () => {
    clear();
    setOpen(false);
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const done = await run(() => call('POST', `/news/${item.id}/withdraw`, { note }));
    if (!done) return;
    close();
    notify('fb.news.withdrawDone', { type: 'success' });
    onDone();
  };
  return (
    <>
      <Button variant="outlined" onClick={() => setOpen(true)}>
        {translate('fb.news.withdraw')}
      </Button>
      <Dialog open={open} onClose={close} fullWidth maxWidth="sm" aria-labelledby="withdraw-title">
        <form onSubmit={submit} noValidate>
          <DialogTitle id="withdraw-title">{translate('fb.news.withdrawTitle')}</DialogTitle>
          <DialogContent sx={{ display: 'grid', gap: 2 }}>
            <Typography>{translate('fb.news.withdrawAsk', { title: item.title })}</Typography>
            {wrong.all && (
              <Alert severity="error" role="alert">
                {wrong.all}
              </Alert>
            )}
            {languages.map((language) => (
              <TextField
                key={language}
                label={translate('fb.news.note', { language: translate(`fb.language.${language}`) })}
                value={note[language] ?? ''}
                onChange={(e) => setNote({ ...note, [language]: e.target.value })}
                required={languageOf(language).fallback === null}
                multiline
                error={wrong.fields[`note.${language}`] !== undefined}
                helperText={wrong.fields[`note.${language}`]}
                slotProps={{ htmlInput: { maxLength: NOTE_MOST } }}
              />
            ))}
          </DialogContent>
          <DialogActions sx={{ p: 3, pt: 0 }}>
            <Button onClick={close}>{translate('fb.common.stay')}</Button>
            <Button type="submit" variant="outlined" color="error" disabled={busy || !note.ja?.trim()}>
              {translate('fb.news.withdraw')}
            </Button>
          </DialogActions>
        </form>
      </Dialog>
    </>
  );
};
