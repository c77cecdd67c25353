/** Plays a case of a test key forward: every mail that would have gone until then, in all its languages, at its time. */
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useLocale, useTranslate } from 'react-admin';
import type { CasePlayed } from '../../../server/contract/console/cases.ts';
import { LetterPreview } from '../../parts/LetterPreview.tsx';
import { LetterStateChip } from '../../parts/LetterRows.tsx';
import { moment } from '../../parts/moment.ts';
import { Part } from '../../parts/Page.tsx';
import { useAct } from '../../parts/useAct.ts';
import { useCodeWords } from '../../parts/useCodeWords.ts';
import { useMailTypeNames } from '../../parts/useMailTypeNames.ts';
import { call } from '../../providers/http.ts';
import { fromField, toField } from '../bulletins/times.ts';

type Letter = CasePlayed['letters'][number];

const Mail = ({ letter }: { letter: Letter }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const words = useCodeWords();
  const typeName = useMailTypeNames();
  const { mail } = letter;
  const title = typeName(letter.type);
  return (
    <Box component="li" sx={{ display: 'grid', gap: 1, gridTemplateColumns: 'minmax(0, 1fr)' }}>
      <Box sx={{ display: 'flex', gap: 1, flexWrap: 'wrap', alignItems: 'center' }}>
        <Typography sx={{ fontWeight: 700 }}>{moment(letter.sentAt, locale)}</Typography>
        <LetterStateChip state={letter.outcome} />
        <Typography variant="body2" sx={{ overflowWrap: 'anywhere' }}>
          {words.recipient(letter.role)} {letter.to}
        </Typography>
      </Box>
      {mail?.html && <LetterPreview mail={{ ...mail, html: mail.html, fallback: null }} title={title} />}
      {mail && mail.html === null && (
        <Box sx={{ border: 1, borderColor: 'divider', borderRadius: 2, p: 1.5 }}>
          <Typography variant="body2" color="text.secondary">
            {title} · {mail.from}
          </Typography>
          <Typography sx={{ fontWeight: 700 }}>{mail.subject}</Typography>
          <Box component="pre" tabIndex={0} sx={{ m: 0, mt: 1, overflow: 'auto', whiteSpace: 'pre-wrap' }}>
            {mail.text}
          </Box>
        </Box>
      )}
      {!mail && <Alert severity="info">{translate('fb.play.gone', { type: title })}</Alert>}
    </Box>
  );
};

export const CasePlay = ({ id, onPlayed }: { id: string; onPlayed: () => void }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const { run, wrong, busy } = useAct();
  const [to, setTo] = useState<number | null>(null);
  const [played, setPlayed] = useState<CasePlayed | null>(null);
  const play = async () => {
    const answer = await run(() => call<CasePlayed>('POST', `/cases/${id}/play`, { to }));
    if (!answer) return;
    setPlayed({ at: answer.at, letters: [...(played?.letters ?? []), ...answer.letters] });
    onPlayed();
  };
  return (
    <Part title={translate('fb.play.title')}>
      <Typography variant="body2">{translate('fb.play.says')}</Typography>
      <Box sx={{ display: 'flex', gap: 1, flexWrap: 'wrap', alignItems: 'center', mt: 2 }}>
        <TextField
          type="datetime-local"
          label={translate('fb.play.to')}
          value={toField(to)}
          onChange={(e) => setTo(fromField(e.target.value))}
          slotProps={{ inputLabel: { shrink: true }, htmlInput: { max: '9999-12-31T23:59' } }}
        />
        <Button variant="contained" disabled={busy || to === null || Number.isNaN(to)} onClick={() => void play()}>
          {translate('fb.play.go')}
        </Button>
      </Box>
      {wrong.all && (
        <Alert severity="error" role="alert" sx={{ mt: 2 }}>
          {wrong.all}
        </Alert>
      )}
      <Box aria-live="polite" sx={{ mt: played ? 2 : 0 }}>
        {played && (
          <Typography>
            {translate(played.letters.length === 0 ? 'fb.play.none' : 'fb.play.until', {
              at: moment(played.at, locale),
            })}
          </Typography>
        )}
      </Box>
      {played && (
        <Box
          component="ol"
          sx={{ display: 'grid', gap: 3, m: 0, mt: 2, p: 0, listStyle: 'none', gridTemplateColumns: 'minmax(0, 1fr)' }}
        >
          {played.letters.map((letter) => (
            <Mail key={letter.id} letter={letter} />
          ))}
        </Box>
      )}
    </Part>
  );
};
