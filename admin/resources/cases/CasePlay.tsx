/** Plays a case of a test key forward: every mail that would have gone until then, in all its languages, at its time. */
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useLocale, useTranslate } from 'react-admin';
import type { CasePlayed } from '../../../server/contract/console/cases.ts';
import { moment } from '../../parts/moment.ts';
import { Part } from '../../parts/Page.tsx';
import { PlayedLetters } from '../../parts/PlayedLetters.tsx';
import { useAct } from '../../parts/useAct.ts';
import { call } from '../../providers/http.ts';
import { fromField, toField } from '../bulletins/times.ts';

export const CasePlay = ({ id, onPlayed }: { id: string; onPlayed: () => void }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const { run, wrong, busy } = useAct();
  const [to, setTo] = useState<number | null>(null);
  const [played, setPlayed] = useState<CasePlayed | null>(null);
  const play = async () => {
    if (to === null) return;
    const answer = await run(() => call('POST', `/cases/${id}/play`, { to }));
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
      {played && <PlayedLetters letters={played.letters} />}
    </Part>
  );
};
