/** What staff say at the texts: open comments first, closed ones behind a door, and writing one. Where each stands is looked up in the text as it is now. */
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useEffect, useRef, useState } from 'react';
import { useTranslate } from 'react-admin';
import type { BulletinComment } from '../../../../server/contract/console/bulletinComments.ts';
import { apart } from '../../../parts/apart.ts';
import { Told } from '../../../parts/Told.tsx';
import { useMay } from '../Deciding.tsx';
import type { Place } from './chosen.ts';
import type { CommentsGiven } from './given.ts';
import { NewComment } from './NewComment.tsx';
import { placed } from './placed.ts';
import { Thread } from './Thread.tsx';
import { useComments } from './useComments.ts';

/** The form, opened by the button or by the keys with what is chosen then. */
const useForm = (begin: number, pick: (() => Place) | undefined) => {
  const [form, setForm] = useState<{ chosen: Place | null } | null>(null);
  const picked = useRef(pick);
  picked.current = pick;
  useEffect(() => {
    if (begin > 0) setForm({ chosen: picked.current?.() ?? null });
  }, [begin]);
  return { form, open: () => setForm({ chosen: pick?.() ?? null }), close: () => setForm(null) };
};

const Comments = ({ bulletin, texts, writing, onMoved, begin }: CommentsGiven & { begin: number }) => {
  const translate = useTranslate();
  const may = useMay();
  const acts = useComments(bulletin, onMoved);
  const { form, open, close } = useForm(begin, writing?.pick);
  const languages = Object.keys(texts);
  const shown = (acts.list?.data ?? [])
    .filter((one) => languages.includes(one.language))
    .map((one) => placed(one, texts));
  const [waiting, closed] = [shown.filter((one) => !one.closed), shown.filter((one) => one.closed)];
  const taken = may('bulletin.comment') && (acts.list?.taken ?? true);
  const send = async (place: Place, words: string) => {
    const id = writing ? await writing.stored() : bulletin;
    return id !== null && acts.add(id, place, words);
  };
  const threads = (some: BulletinComment[]) => (
    <Box component="ol" sx={{ listStyle: 'none', m: 0, p: 0, display: 'grid', gap: 2 }}>
      {some.map((comment) => (
        <Thread key={comment.id} comment={comment} acts={acts} may={taken} onGo={writing?.onGo ?? null} />
      ))}
    </Box>
  );
  // Several languages stand beside each other: each says which it is.
  const title = translate('fb.writing.comments.title');
  const name = writing ? `${title} (${languages.map((l) => translate(`fb.language.${l}`)).join(' ')})` : title;
  return (
    <Box component="section" aria-label={name} sx={{ display: 'grid', gap: 1.5, ...apart }}>
      <Box sx={{ display: 'flex', gap: 1, alignItems: 'center', flexWrap: 'wrap' }}>
        <Typography component={writing ? 'span' : 'h2'} variant={writing ? 'subtitle1' : 'h6'}>
          {translate('fb.writing.comments.title')}
        </Typography>
        {waiting.length > 0 && (
          <Typography variant="body2">{translate('fb.writing.comments.open', { n: waiting.length })}</Typography>
        )}
        {taken && !form && (
          <Button
            size="small"
            variant="outlined"
            title={translate(writing ? 'fb.writing.comments.addHint' : 'fb.writing.comments.add')}
            // The text keeps what is selected in it.
            onMouseDown={(event) => event.preventDefault()}
            onClick={open}
          >
            {translate('fb.writing.comments.add')}
          </Button>
        )}
      </Box>
      {acts.wrong && (
        <Alert severity="error" role="alert">
          {acts.wrong}
        </Alert>
      )}
      {form && <NewComment texts={texts} chosen={form.chosen} busy={acts.busy} send={send} onDone={close} />}
      <Told asked={acts.asked}>
        {shown.length === 0 && !writing && <Typography>{translate('fb.writing.comments.none')}</Typography>}
        {threads(waiting)}
        {closed.length > 0 && (
          <details>
            <summary>{translate('fb.writing.comments.closed', { n: closed.length })}</summary>
            {threads(closed)}
          </details>
        )}
      </Told>
    </Box>
  );
};
export default Comments;
