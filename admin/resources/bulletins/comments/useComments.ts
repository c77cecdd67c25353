/** The comments of one bulletin: all places of a page that show them share one answer, and each act answers the list anew. */
import { useQueryClient } from '@tanstack/react-query';
import { useTranslate } from 'react-admin';
import type { CommentList } from '../../../../server/contract/console/bulletinComments.ts';
import { useAct } from '../../../parts/useAct.ts';
import { useAsked } from '../../../parts/useAsked.ts';
import { call } from '../../../providers/http.ts';
import type { Place } from './chosen.ts';

/** Others write while one reads. */
const EVERY_MS = 15_000;

/** Null while it is not stored yet. */
export const useCommentList = (id: string | null) =>
  useAsked(`/bulletins/${id}/comments`, {}, { every: EVERY_MS, when: id !== null });

export const useComments = (id: string | null, onMoved?: () => void) => {
  const asked = useCommentList(id);
  const client = useQueryClient();
  const translate = useTranslate();
  const { busy, wrong, run } = useAct();
  /** Answers whether it was done. */
  const act = async (of: string | null, work: () => Promise<CommentList>): Promise<boolean> => {
    const list = await run(work);
    if (!list) return false;
    client.setQueryData([`/bulletins/${of}/comments`, {}], list);
    onMoved?.();
    return true;
  };
  const sentences = [wrong.all, ...Object.values(wrong.fields)].filter((one) => one !== null);
  const usual = translate('problem.input.invalid');
  return {
    list: asked.data ?? null,
    asked: { ...asked, loading: id !== null && asked.loading },
    busy,
    /** Why the last act was refused, in words. */
    wrong: sentences.length > 1 ? sentences.filter((one) => one !== usual).join(' ') : (sentences[0] ?? null),
    /** `of`: the bulletin, which may have been stored only now. */
    add: (of: string, place: Place, words: string) =>
      act(of, () => call('POST', `/bulletins/${of}/comments`, { ...place, words })),
    answer: (comment: string, words: string) =>
      act(id, () => call('POST', `/bulletins/${id}/comments/answer`, { comment, words })),
    close: (comment: string) => act(id, () => call('POST', `/bulletins/${id}/comments/close`, { comment })),
    reopen: (comment: string) => act(id, () => call('POST', `/bulletins/${id}/comments/reopen`, { comment })),
  };
};
export type CommentActs = ReturnType<typeof useComments>;
