/** A first draft in plain Japanese out of the Japanese text, each sentence beside its source; it is taken by a press, never by itself. */
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import Typography from '@mui/material/Typography';
import { memo, useState } from 'react';
import { useTranslate } from 'react-admin';
import type { PljaDraft } from '../../../server/contract/console/plja.ts';
import { useAct } from '../../parts/useAct.ts';
import { call } from '../../providers/http.ts';
import type { WrittenText } from './ReadingsButton.tsx';

type Both = { subject: PljaDraft; body: PljaDraft };

const Sentences = ({ draft }: { draft: PljaDraft }) => {
  const translate = useTranslate();
  return draft.sentences
    .filter(({ source }) => source.trim() !== '')
    .map((s, i) => (
      // Sentences may repeat: their place tells them apart.
      <Box
        key={`${i}-${s.source}`}
        sx={{
          display: 'grid',
          gridTemplateColumns: { sm: '1fr 1fr' },
          gap: 1,
          py: 1,
          borderTop: 1,
          borderColor: 'divider',
        }}
      >
        <Typography variant="body2" lang="ja" color="text.secondary">
          {s.source}
        </Typography>
        <Box>
          <Typography lang="ja">{s.draft}</Typography>
          {s.left.length > 0 && (
            <Typography variant="body2" color="warning.main">
              {translate('fb.plja.left', {
                words: [...new Set(s.left.map(({ found }) => found))].slice(0, 4).join('、'),
              })}
            </Typography>
          )}
        </Box>
      </Box>
    ));
};

type Given = {
  /** The Japanese text as it is at this moment. */
  japanese: () => WrittenText;
  /** There is no Japanese text to make a draft of. */
  noSource: boolean;
  /** Nothing is written yet, so nothing is lost. */
  empty: boolean;
  onTake: (text: WrittenText) => void;
};

export const DraftButton = memo(({ japanese, noSource, empty, onTake }: Given) => {
  const translate = useTranslate();
  const { run, wrong, busy } = useAct();
  const [draft, setDraft] = useState<Both | null>(null);
  const ask = async () => {
    const of = (text: string) => call('POST', '/plja/draft', { text });
    const { subject, body } = japanese();
    const got = await run(() => Promise.all([of(subject), of(body)]));
    if (got) setDraft({ subject: got[0], body: got[1] });
  };
  const take = () => {
    if (draft) onTake({ subject: draft.subject.text, body: draft.body.text });
    setDraft(null);
  };
  return (
    <>
      <Button size="small" variant="outlined" onClick={() => void ask()} disabled={busy || noSource}>
        {translate('fb.plja.draft')}
      </Button>
      {wrong.all && (
        <Alert severity="error" role="alert">
          {wrong.all}
        </Alert>
      )}
      {draft && (
        <Dialog open onClose={() => setDraft(null)} fullWidth maxWidth="md" aria-labelledby="plja-draft">
          <DialogTitle id="plja-draft">{translate('fb.plja.draftTitle')}</DialogTitle>
          <DialogContent>
            <Alert severity="warning">
              {translate(empty ? 'fb.plja.draftSays' : 'fb.plja.draftReplaces', {
                n: draft.subject.open + draft.body.open,
              })}
            </Alert>
            <Sentences draft={draft.subject} />
            <Sentences draft={draft.body} />
          </DialogContent>
          <DialogActions>
            <Button onClick={() => setDraft(null)}>{translate('fb.plja.leaveDraft')}</Button>
            <Button variant="contained" onClick={take}>
              {translate('fb.plja.takeDraft')}
            </Button>
          </DialogActions>
        </Dialog>
      )}
    </>
  );
});
