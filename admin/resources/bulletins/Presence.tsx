/** Who else has the draft open, and that somebody has saved it meanwhile: said in a line, and one's own text stays as it is. */
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { useEffect, useState } from 'react';
import { useTranslate } from 'react-admin';
import type { Language } from '../../../server/contract/codes.ts';
import type { PresenceList } from '../../../server/contract/console/bulletinPresence.ts';
import { useAsked } from '../../parts/useAsked.ts';
import { call } from '../../providers/http.ts';
import type { Autosave } from './useAutosave.ts';

const BEAT_MS = 15_000;
/** A page that is only open is no sign of life, and asks nobody to sign in again. */
const aside = { quiet: true, bare: true };

/** Says that the person writes here, and hears who else does; null before the first answer. */
const usePresence = (id: string | null, language: Language): PresenceList | null => {
  const [heard, setHeard] = useState<PresenceList | null>(null);
  useEffect(() => {
    if (!id) return;
    let here = true;
    const beat = () =>
      call('POST', `/bulletins/${id}/presence`, { language }, aside)
        .then((answer) => here && setHeard(answer))
        // Nothing hangs on it: the next one comes by itself.
        .catch(() => undefined);
    void beat();
    const timer = setInterval(beat, BEAT_MS);
    return () => {
      here = false;
      clearInterval(timer);
    };
  }, [id, language]);
  useEffect(() => {
    if (!id) return;
    return () => void call('DELETE', `/bulletins/${id}/presence`, {}, aside).catch(() => undefined);
  }, [id]);
  return heard;
};

const useNames = () => {
  const translate = useTranslate();
  return (others: PresenceList['others']) =>
    others
      .map(({ name, language }) =>
        translate('fb.writing.presence.one', { name, language: translate(`fb.language.${language}`) }),
      )
      .join(translate('fb.writing.comma'));
};

export const Presence = ({ autosave, language }: { autosave: Autosave; language: Language }) => {
  const translate = useTranslate();
  const names = useNames();
  const heard = usePresence(autosave.id(), language);
  const { others = [], saved } = heard ?? {};
  // A save of one's own that is under way is no news, and a conflict tells all of it.
  const quiet = autosave.state.kind === 'saving' || autosave.state.kind === 'conflict';
  const newer = saved !== undefined && !quiet && saved.revision > autosave.revision();
  const who = saved?.own
    ? translate('fb.writing.presence.own')
    : (saved?.by ?? translate('fb.writing.presence.somebody'));
  return (
    <Box role="status" sx={{ display: 'grid', gap: 1 }}>
      {others.length > 0 && (
        <Alert severity="info">{translate('fb.writing.presence.also', { who: names(others) })}</Alert>
      )}
      {newer && (
        <Alert severity="warning">
          {translate('fb.writing.presence.saved', { who })}
          <Box>
            <Button size="small" onClick={() => void autosave.catchUp()}>
              {translate('fb.writing.presence.catchUp')}
            </Button>
          </Box>
        </Alert>
      )}
    </Box>
  );
};

/** For who only reads: who writes on it now. */
export const WritingNow = ({ id }: { id: string }) => {
  const translate = useTranslate();
  const names = useNames();
  const { data } = useAsked(`/bulletins/${id}/presence`, {}, { every: BEAT_MS });
  return (
    <Box role="status">
      {data && data.others.length > 0 && (
        <Alert severity="info">{translate('fb.writing.presence.writes', { who: names(data.others) })}</Alert>
      )}
    </Box>
  );
};
