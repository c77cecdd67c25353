/** The comments of one bulletin: all places of a page that show them share one answer, and each act answers the list anew. */
import { useQueryClient } from '@tanstack/react-query';
import { useTranslate } from 'react-admin';
import type { CommentList } from '../../../../server/contract/console/bulletinComments.ts';
import { useAct } from '../../../parts/useAct.ts';
import { useAsked } from '../../../parts/useAsked.ts';
import { call } from '../../../providers/http.ts';

/** Others write while one reads. */
const EVERY_MS = 15_000;
const pathOf = (id: string | null) => `/bulletins/${id}/comments`;

export const useComments = (id: string | null, onMoved?: () => void) => {
  const asked = useAsked<CommentList>(pathOf(id), {}, { every: EVERY_MS, when: id !== null });
  const client = useQueryClient();
  const translate = useTranslate();
  const { busy, wrong, run } = useAct();
  /** `of`: the bulletin, when it was stored only now. Answers whether it was done. */
  const act = async (verb: '' | '/answer' | '/close' | '/reopen', data: object, of = id): Promise<boolean> => {
    const list = await run(() => call<CommentList>('POST', `${pathOf(of)}${verb}`, data));
    if (!list) return false;
    client.setQueryData([pathOf(of), {}], list);
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
    act,
  };
};
export type CommentActs = ReturnType<typeof useComments>;
