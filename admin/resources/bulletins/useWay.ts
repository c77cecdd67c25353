/** What a page about one bulletin knows beside the bulletin itself: the last page before it is sent, and how it goes afterwards. */
import { useCallback, useEffect, useState } from 'react';
import type { Bulletin } from '../../../server/contract/console/bulletins.ts';
import type { LastPage, Watched } from '../../../server/contract/console/bulletinWay.ts';
import { call } from '../../providers/http.ts';

const REFRESH_MS = 2000;
const moving: readonly string[] = ['scheduled', 'held', 'sending'];

/** One bulletin, read anew every second while it moves by itself and now and then while others may move it; that does not keep a session alive. */
export const useBulletin = (id: string): { bulletin: Bulletin | null; refetch: () => void } => {
  const [bulletin, setBulletin] = useState<Bulletin | null>(null);
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    let current = true;
    // The number only says that somebody wants it anew.
    void call<Bulletin>('GET', `/bulletins/${id}`, {}, { quiet: asked > 0 })
      .then((found) => current && setBulletin(found))
      .catch(() => {});
    return () => {
      current = false;
    };
  }, [id, asked]);
  const refetch = useCallback(() => setAsked((n) => n + 1), []);
  const state = bulletin?.state ?? '';
  useEffect(() => {
    if (state === 'cancelled') return;
    // Somebody else may decide about it meanwhile.
    const timer = setInterval(refetch, moving.includes(state) ? 1000 : 4000);
    return () => clearInterval(timer);
  }, [state, refetch]);
  return { bulletin: bulletin?.id === id ? bulletin : null, refetch };
};

/** Asked anew whenever the bulletin has moved or was written on. */
export const useLastPage = (bulletin: Bulletin): LastPage | null => {
  const [page, setPage] = useState<LastPage | null>(null);
  const key =
    bulletin.startedAt === null && bulletin.state !== 'cancelled'
      ? `${bulletin.id}|${bulletin.revision}|${bulletin.state}`
      : '';
  useEffect(() => {
    let current = true;
    const [id] = key.split('|');
    if (!id) return;
    call<LastPage>('GET', `/bulletins/${id}/last-page`)
      .then((answer) => current && setPage(answer))
      .catch(() => current && setPage(null));
    return () => {
      current = false;
    };
  }, [key]);
  return page;
};

/** `drift`: what the server's clock is ahead of this machine's (ms), so that a countdown is right on both. */
export type Seen = Watched & { drift: number };

/** Asked every two seconds while it is being sent. */
export const useWatched = (bulletin: Bulletin): Seen | null => {
  const [watched, setWatched] = useState<Seen | null>(null);
  const { id, state } = bulletin;
  useEffect(() => {
    let current = true;
    const look = () =>
      call<Watched>('GET', `/bulletins/${id}/watch`, {}, { quiet: true })
        .then((answer) => current && setWatched({ ...answer, drift: answer.now - Date.now() }))
        .catch(() => {});
    void look();
    const timer = state === 'sending' ? setInterval(look, REFRESH_MS) : undefined;
    return () => {
      current = false;
      clearInterval(timer);
    };
  }, [id, state]);
  return watched;
};
