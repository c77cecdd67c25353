/** Changes settings of a system, with a word when it is done. */
import { useNotify, useTranslate } from 'react-admin';
import type { SystemShown } from '../../../server/contract/console/systems.ts';
import type { Asking } from '../../parts/ReasonDialog.tsx';
import { useCodeWords } from '../../parts/useCodeWords.ts';
import { call } from '../../providers/http.ts';

/** What each part of the screen is given. `again`: asks the server anew. */
export type SystemPart = { system: SystemShown; may: boolean; again: () => void };

export const useSystemChange = ({ system, again }: SystemPart) => {
  const notify = useNotify();
  const translate = useTranslate();
  const words = useCodeWords();
  const save = async (settings: Record<string, unknown>) => {
    await call('PUT', `/systems/${system.id}`, { settings });
    again();
    notify('fb.systems.changed', { type: 'success' });
    return true;
  };
  /** Asks before a change: which system, what, and that it counts from the next event on. */
  const asking = (name: string, go: string, settings: Record<string, unknown>): Asking => ({
    title: name,
    text: translate('fb.systems.ask', { system: words.system(system.id) }),
    go,
    run: () => save(settings),
  });
  return { save, asking };
};
