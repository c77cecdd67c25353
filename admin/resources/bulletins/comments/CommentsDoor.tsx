/** The door to the comments at a bulletin's texts: how many are open; the rest is loaded when somebody looks. */
import Button from '@mui/material/Button';
import { type KeyboardEvent, lazy, Suspense, useState } from 'react';
import { useTranslate } from 'react-admin';
import { persistently } from '../../../parts/loaded.ts';
import { Waiting } from '../../../parts/Waiting.tsx';
import { useMay } from '../Deciding.tsx';
import type { CommentsGiven } from './given.ts';

const Comments = lazy(persistently(() => import('./Comments.tsx')));

/** Ctrl+Alt+M, whatever sign the keyboard makes of it. */
export const isCommentKey = (event: KeyboardEvent): boolean =>
  (event.ctrlKey || event.metaKey) && event.altKey && event.code === 'KeyM';

export const CommentsDoor = (p: CommentsGiven) => {
  const translate = useTranslate();
  const may = useMay();
  const asked = p.writing?.asked ?? 0;
  const [begun, setBegun] = useState(0);
  const wanted = asked + begun;
  // A draft that is not stored has none; whoever wants to write the first one presses the button.
  if (p.bulletin !== null || wanted > 0)
    return (
      <Suspense fallback={<Waiting />}>
        <Comments {...p} begin={wanted} />
      </Suspense>
    );
  if (!may('bulletin.comment')) return null;
  return (
    <Button
      size="small"
      sx={{ justifySelf: 'start' }}
      title={translate('fb.writing.comments.addHint')}
      onClick={() => setBegun(1)}
    >
      {translate('fb.writing.comments.add')}
    </Button>
  );
};
