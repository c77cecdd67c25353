/** Open comments at words of a body, as the editor marks them; the thread of one is loaded when its words are pressed. */
import { lazy, Suspense, useMemo } from 'react';
import type { Language } from '../../../../server/contract/codes.ts';
import { persistently } from '../../../parts/loaded.ts';
import { Waiting } from '../../../parts/Waiting.tsx';
import type { Text } from '../form.ts';
import { useCommentList } from './useComments.ts';

const CommentHere = lazy(persistently(() => import('./CommentHere.tsx')));

export const useMarks = (bulletin: string | null, language: Language, text: Text) => {
  const { data } = useCommentList(bulletin);
  const marks = useMemo(
    () => (data?.data ?? []).filter((one) => one.language === language && one.field === 'body' && one.closed === null),
    [data, language],
  );
  return {
    marks,
    shown: (id: string) =>
      bulletin && (
        <Suspense fallback={<Waiting />}>
          <CommentHere bulletin={bulletin} texts={{ [language]: text }} id={id} />
        </Suspense>
      ),
  };
};
