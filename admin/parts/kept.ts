/** What is chosen on a screen stands in its address: a link, a reload and the way back show the same rows. */
import { useEffect, useState } from 'react';
import { useSearchParams } from 'react-router-dom';

/** `changes`: parameters of the address by name; an empty value goes. Other rows have other pages, so the page goes, too. */
export const useChoose = (): ((changes: Record<string, string>) => void) => {
  const [params, setParams] = useSearchParams();
  return (changes) => {
    const next = new URLSearchParams(params);
    for (const [name, value] of Object.entries(changes)) {
      if (value === '') next.delete(name);
      else next.set(name, value);
    }
    next.delete('page');
    if (next.toString() !== params.toString()) setParams(next);
  };
};

/** One choice of a screen. '' where nothing, or nothing that is known, is chosen. */
export const useKept = <T extends string>(name: string, known?: readonly T[]) => {
  const [params] = useSearchParams();
  const choose = useChoose();
  const value = params.get(name) ?? '';
  const kept = known && !known.some((one) => one === value) ? '' : value;
  // The address follows in a moment; what was pressed is seen at once.
  const [shown, setShown] = useState(kept);
  useEffect(() => setShown(kept), [kept]);
  const set = (next: T | '') => {
    setShown(next);
    choose({ [name]: next });
  };
  return [shown as T | '', set] as const;
};
