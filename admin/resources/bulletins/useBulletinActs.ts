/** Acts on one bulletin: success is told in passing, a refusal stays on the page until it is mended. */
import { useState } from 'react';
import { useNotify, useTranslate } from 'react-admin';
import type { AnswerOf, InputOf, VerbOf } from '../../../server/contract/console/table.ts';
import { tellMoved } from '../../frame/moved.ts';
import { callNamed, problemOf } from '../../providers/http.ts';

type Verb = VerbOf<'/bulletins'>;
type GivenTo<V extends Verb> = InputOf<'POST', `/bulletins/${string}/${V}`>;
type AnswerTo<V extends Verb> = AnswerOf<'POST', `/bulletins/${string}/${V}`>;

export type Acts = {
  wrong: string | null;
  busy: boolean;
  /** Answers what the server said, or null when it refused; `done` is the key of what to say then. */
  act<const V extends Verb>(
    verb: V,
    data?: GivenTo<V>,
    done?: string,
    words?: (answer: AnswerTo<V>) => object,
  ): Promise<AnswerTo<V> | null>;
};

/** The page that was decided on says something else by now: who decides again has to see it. */
const stale: readonly string[] = ['audience.number', 'approval.changed'];

/** `refetch`: after every act; `recount`: when the numbers and texts that were shown are no longer so. */
export const useBulletinActs = (id: string, refetch: () => void, recount: () => void): Acts => {
  const notify = useNotify();
  const translate = useTranslate();
  const [wrong, setWrong] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  return {
    wrong,
    busy,
    async act(verb, data, done, words) {
      setBusy(true);
      setWrong(null);
      try {
        const answer = await callNamed<AnswerTo<typeof verb>>(
          'POST',
          `/bulletins/${id}/${verb}`,
          data as object | undefined,
        );
        if (done) notify(translate(done, { ...words?.(answer) }), { type: 'success' });
        return answer;
      } catch (error) {
        const problem = problemOf(error);
        const sentences = [
          translate(`problem.${problem?.code ?? 'offline'}`, { ...problem?.details }),
          ...(problem?.fields ?? []).map((f) => translate(`problem.${f.code}`, { ...f.details })),
        ];
        setWrong(sentences.join(' '));
        if (problem && stale.includes(problem.code)) recount();
        return null;
      } finally {
        setBusy(false);
        refetch();
        tellMoved();
      }
    },
  };
};
