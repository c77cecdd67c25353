/** The mail as one reader gets it: the next by chance, or the one at an exact address. Addresses are masked; every look is in the audit log. */
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { type FormEvent, memo, useState } from 'react';
import { useTranslate } from 'react-admin';
import type { Language } from '../../../server/contract/codes.ts';
import type { Preview } from '../../../server/contract/console/bulletins.ts';
import { Fold } from '../../parts/Fold.tsx';
import { LetterPreview } from '../../parts/LetterPreview.tsx';
import { useAct } from '../../parts/useAct.ts';
import { call } from '../../providers/http.ts';
import { useTopicNames } from './useTopicNames.ts';

type Reader = { id: string; masked: string; language: Language; topics: string[]; gets: boolean };
type Sample = { reader: Reader | null; mail: Preview | null };

type Given = {
  /** What is to be stored before, and the bulletin it is then; null when that failed. */
  prepare: () => Promise<string | null>;
  /** On a phone it opens by a press. */
  folds?: boolean;
};

export const SampleReader = memo(({ prepare, folds = false }: Given) => {
  const translate = useTranslate();
  const topics = useTopicNames();
  const [email, setEmail] = useState('');
  const [shown, setShown] = useState<Sample | null>(null);
  const { run, wrong, busy } = useAct();
  const look = (wish: object) =>
    run(async () => {
      const id = await prepare();
      if (id) setShown(await call('POST', `/bulletins/${id}/sample`, wish));
    });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    void look({ email });
  };
  const reader = shown?.reader;
  const title = translate('fb.bulletins.sample.title');
  const heading = (
    <Typography component="h3" variant="subtitle1" sx={{ fontWeight: 700 }}>
      {title}
    </Typography>
  );
  const inside = (
    <>
      <Box
        component="form"
        onSubmit={submit}
        sx={{ display: 'flex', gap: 1.5, flexWrap: 'wrap', alignItems: 'center' }}
      >
        <Button variant="outlined" disabled={busy} onClick={() => void look(reader ? { not: reader.id } : {})}>
          {translate(reader ? 'fb.bulletins.sample.next' : 'fb.bulletins.sample.some')}
        </Button>
        <TextField
          label={translate('fb.bulletins.sample.email')}
          value={email}
          onChange={(e) => setEmail(e.target.value)}
          size="small"
          slotProps={{ htmlInput: { inputMode: 'email', autoComplete: 'off' } }}
          sx={{ flexGrow: 1, maxWidth: 360, minWidth: 200 }}
        />
        <Button type="submit" disabled={busy || email.trim() === ''}>
          {translate('fb.bulletins.sample.chosen')}
        </Button>
      </Box>
      <Box aria-live="polite" sx={{ display: 'grid', gap: 1.5, minWidth: 0, '& > *': { minWidth: 0 } }}>
        {wrong.all && <Alert severity="error">{wrong.fields.email ?? wrong.all}</Alert>}
        {shown && !reader && <Alert severity="info">{translate('fb.bulletins.sample.nobody')}</Alert>}
        {reader && (
          <Alert severity={reader.gets ? 'success' : 'warning'}>
            {translate(`fb.bulletins.sample.${reader.gets ? 'gets' : 'getsNot'}`, {
              reader: reader.masked,
              language: translate(`fb.language.${reader.language}`),
              topics: topics(reader.topics) || '–',
            })}
          </Alert>
        )}
        {reader && shown?.mail && <LetterPreview mail={shown.mail} title={reader.masked} />}
      </Box>
    </>
  );
  return (
    <Box component="section" sx={{ display: 'grid', gap: 1.5 }}>
      {folds ? (
        <Fold title={title} heading={heading}>
          {inside}
        </Fold>
      ) : (
        <>
          {heading}
          {inside}
        </>
      )}
    </Box>
  );
});
