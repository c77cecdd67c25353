/** What a page about one bulletin knows beside the bulletin itself: the last page before it is sent, and how it goes afterwards. */
import { useCallback, useEffect, useState } from 'react';
import type { Bulletin } from '../../../server/contract/console/bulletins.ts';
import type { LastPage, Watched } from '../../../server/contract/console/bulletinWay.ts';
import { call } from '../../providers/http.ts';

const REFRESH_MS = 2000;
const moving: readonly string[] = ['scheduled', 'held', 'sending'];

/** Cancelled, and the last people are not yet in the figure they end in: that takes the hub a moment. */
const closing = (bulletin: Bulletin | null): boolean =>
  bulletin?.state === 'cancelled' && bulletin.figures.waiting + bulletin.figures.digest > 0;

/** One bulletin, read anew every second while it moves by itself and now and then while others may move it; that does not keep a session alive. */
type Asked = { error: Error | null; loading: boolean; again: () => void };

export const useBulletin = (id: string): Asked & { bulletin: Bulletin | null } => {
  const [bulletin, setBulletin] = useState<Bulletin | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    let current = true;
    // The number only says that somebody wants it anew.
    void call('GET', `/bulletins/${id}`, {}, { quiet: asked > 0 })
      .then((found) => {
        if (!current) return;
        setBulletin(found);
        setError(null);
      })
      .catch((problem: Error) => current && setError(problem));
    return () => {
      current = false;
    };
  }, [id, asked]);
  const again = useCallback(() => setAsked((n) => n + 1), []);
  const state = bulletin?.state ?? '';
  const ends = closing(bulletin);
  useEffect(() => {
    if (state === 'cancelled' && !ends) return;
    // Somebody else may decide about it meanwhile.
    const timer = setInterval(again, ends || moving.includes(state) ? 1000 : 4000);
    return () => clearInterval(timer);
  }, [state, ends, again]);
  const shown = bulletin?.id === id ? bulletin : null;
  // What is shown already stays while the connection is away.
  return { bulletin: shown, error: shown ? null : error, loading: !shown, again };
};

/** Asked anew whenever the bulletin has moved or was written on. */
export const useLastPage = (bulletin: Bulletin): Asked & { page: LastPage | null } => {
  const [page, setPage] = useState<LastPage | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const [asked, setAsked] = useState(0);
  const key =
    bulletin.startedAt === null && bulletin.state !== 'cancelled'
      ? `${bulletin.id}|${bulletin.revision}|${bulletin.state}`
      : '';
  useEffect(() => {
    let current = true;
    const [id] = key.split('|');
    if (!id) return;
    setError(null);
    // Asked anew when somebody presses the button.
    void asked;
    call('GET', `/bulletins/${id}/last-page`)
      .then((answer) => current && setPage(answer))
      .catch((problem: Error) => {
        if (!current) return;
        setPage(null);
        setError(problem);
      });
    return () => {
      current = false;
    };
  }, [key, asked]);
  const again = useCallback(() => setAsked((n) => n + 1), []);
  return { page, error, loading: page === null, again };
};

/** `drift`: what the server's clock is ahead of this machine's (ms), so that a countdown is right on both. */
export type Seen = Watched & { drift: number };

/** Asked every two seconds while it is being sent or closed. `looks`: raised by whoever wants it anew. */
export const useWatched = (bulletin: Bulletin, looks: number): Seen | null => {
  const [watched, setWatched] = useState<Seen | null>(null);
  const { id, state } = bulletin;
  const moves = state === 'sending' || closing(bulletin);
  useEffect(() => {
    let current = true;
    // Looked at anew with every move of the bulletin, and when somebody asks.
    void [state, looks];
    const look = () =>
      call('GET', `/bulletins/${id}/watch`, {}, { quiet: true })
        .then((answer) => current && setWatched({ ...answer, drift: answer.now - Date.now() }))
        .catch(() => {});
    void look();
    const timer = moves ? setInterval(look, REFRESH_MS) : undefined;
    return () => {
      current = false;
      clearInterval(timer);
    };
  }, [id, state, moves, looks]);
  return watched;
};

/** The figures of the tables below, added up: what stands on one screen was counted at one moment. */
export const countedOnce = (bulletin: Bulletin, watched: Watched | null): Bulletin => {
  if (!watched || watched.languages.length === 0) return bulletin;
  const figures = { ...bulletin.figures };
  for (const name of Object.keys(figures) as (keyof typeof figures)[])
    figures[name] = watched.languages.reduce((all, line) => all + line.figures[name], 0);
  return { ...bulletin, figures };
};
