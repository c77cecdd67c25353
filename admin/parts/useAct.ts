/** One act at a time: whether it runs, and what was wrong in words, whole and per field. */
import { useState } from 'react';
import { useTranslate } from 'react-admin';
import { problemOf, wordsOf } from '../providers/http.ts';

export type Wrong = { all: string | null; fields: Record<string, string> };
const nothing: Wrong = { all: null, fields: {} };

export const useAct = () => {
  const translate = useTranslate();
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<Wrong>(nothing);
  const run = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    setBusy(true);
    setWrong(nothing);
    try {
      return await work();
    } catch (error) {
      const problem = problemOf(error);
      const fields = Object.fromEntries(
        (problem?.fields ?? []).map((f) => [f.field, translate(`problem.${f.code}`, { ...f.details })]),
      );
      const [key, details] = problem?.fields?.length ? ['problem.input.invalid', {}] : wordsOf(error);
      setWrong({ all: translate(key, details), fields });
      return undefined;
    } finally {
      setBusy(false);
    }
  };
  return { busy, wrong, run, clear: () => setWrong(nothing) };
};
