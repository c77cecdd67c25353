/**
 * Saves as one writes: shortly after the last keystroke, with the revision that was read. Until the server has it, it stands on
 * this device; a lost connection is tried again; a save that somebody else overtook becomes a question, never a loss.
 */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Bulletin } from '../../../server/contract/console/bulletins.ts';
import { call, problemOf } from '../../providers/http.ts';
import { alike, draftOf, emptyForm, type Form, formOf } from './form.ts';
import { forgetKept, keep, readKept, type Shelf } from './queue.ts';
import { tellAll } from './writing/later.ts';

const WAIT_MS = 1200;
const RETRY_MS = 4000;
const NEW = 'new';

export type SaveState =
  | { kind: 'fresh' | 'dirty' | 'saving' | 'offline' }
  | { kind: 'saved'; at: number }
  | { kind: 'conflict'; theirs: Bulletin }
  | { kind: 'refused'; problem: NonNullable<ReturnType<typeof problemOf>> };

/** Pauses that end a step of undo, and how many steps are kept. */
const STEP_MS = 1000;
const STEPS = 200;

const lengthOf = (form: Form) => Object.values(form.texts).reduce((n, t) => n + t.subject.length + t.body.length, 0);
/** Only the texts differ, and by a sign or two: somebody types. */
const smallStep = (before: Form, after: Form): boolean =>
  JSON.stringify({ ...before, texts: null }) === JSON.stringify({ ...after, texts: null }) &&
  Math.abs(lengthOf(after) - lengthOf(before)) <= 2;

const begin = (bulletin: Bulletin | null, person: string) => {
  const stored = bulletin ? formOf(bulletin) : emptyForm();
  const kept = readKept({ person, bulletin: bulletin?.id ?? NEW });
  const restored = kept !== null && !alike(kept.form, stored);
  return {
    stored,
    form: restored ? kept.form : stored,
    restored,
    revision: restored ? kept.revision : (bulletin?.revision ?? 0),
  };
};

/** `person`: whose words they are while they stand on this device only. */
export const useAutosave = (bulletin: Bulletin | null, person: string) => {
  const [first] = useState(() => begin(bulletin, person));
  const [form, setForm] = useState<Form>(first.form);
  const [state, setState] = useState<SaveState>({ kind: first.restored ? 'dirty' : 'fresh' });
  const id = useRef(bulletin?.id ?? null);
  const revision = useRef(first.revision);
  const latest = useRef(form);
  const saved = useRef(JSON.stringify(first.stored));
  const running = useRef<Promise<boolean> | null>(null);
  /** False once another screen is there: its address is not ours to change. */
  const here = useRef(true);
  /** Sent, and no answer came: the server may have stored them all the same. */
  const unanswered = useRef<Form[]>([]);
  const [tries, setTries] = useState(0);

  const history = useRef<{ past: Form[]; future: Form[]; at: number }>({ past: [], future: [], at: 0 });
  const [depth, setDepth] = useState({ past: 0, future: 0 });

  const shelf = useCallback((): Shelf => ({ person, bulletin: id.current ?? NEW }), [person]);
  const write = useCallback(
    (next: Form) => {
      latest.current = next;
      setForm(next);
      keep(shelf(), { form: next, revision: revision.current, at: Date.now() });
      setState((s) => (s.kind === 'conflict' ? s : { kind: 'dirty' }));
    },
    [shelf],
  );

  /** What is typed in one go is one step; a button is always its own. A function gets the form as it is now, also before the page has drawn it. */
  const change = useCallback(
    (made: Form | ((now: Form) => Form)) => {
      const h = history.current;
      const next = typeof made === 'function' ? made(latest.current) : made;
      const typed = smallStep(latest.current, next);
      if (!typed || Date.now() - h.at > STEP_MS || h.past.length === 0)
        h.past = [...h.past, latest.current].slice(-STEPS);
      h.at = typed ? Date.now() : 0;
      h.future = [];
      setDepth({ past: h.past.length, future: 0 });
      write(next);
    },
    [write],
  );

  const step = useCallback(
    (from: 'past' | 'future') => {
      tellAll();
      const h = history.current;
      const next = h[from].at(-1);
      if (!next) return;
      const to = from === 'past' ? 'future' : 'past';
      h[from] = h[from].slice(0, -1);
      h[to] = [...h[to], latest.current];
      h.at = 0;
      setDepth({ past: h.past.length, future: h.future.length });
      write(next);
    },
    [write],
  );

  /** The server has `sent` under this revision. */
  const took = useCallback(
    (answer: Bulletin, sent: Form) => {
      unanswered.current = [];
      if (!id.current) {
        forgetKept(shelf());
        // The address of the page names the draft from now on, so that a reload finds it; the editor stays as it is.
        if (here.current) window.history.replaceState(null, '', `#/bulletins/${answer.id}`);
      }
      id.current = answer.id;
      revision.current = answer.revision;
      saved.current = JSON.stringify(sent);
      const whole = JSON.stringify(latest.current) === saved.current;
      if (whole) forgetKept(shelf());
      else keep(shelf(), { form: latest.current, revision: answer.revision, at: Date.now() });
      setState(whole ? { kind: 'saved', at: Date.now() } : { kind: 'dirty' });
    },
    [shelf],
  );

  /** Another save came first: somebody else's, which is a question, or an own one whose answer was lost on the way. */
  const overtaken = useCallback(
    async (sent: Form): Promise<boolean> => {
      const theirs = await call('GET', `/bulletins/${id.current}`);
      const own = [sent, ...unanswered.current].find((form) => alike(form, formOf(theirs)));
      if (own) took(theirs, own);
      else setState({ kind: 'conflict', theirs });
      return own === sent;
    },
    [took],
  );

  const store = useCallback(async (): Promise<boolean> => {
    tellAll();
    const sent = latest.current;
    if (JSON.stringify(sent) === saved.current) return true;
    setState({ kind: 'saving' });
    const send = () =>
      id.current
        ? call('PUT', `/bulletins/${id.current}`, { ...draftOf(sent), revision: revision.current })
        : call('POST', '/bulletins', draftOf(sent));
    try {
      took(await send(), sent);
      return true;
    } catch (error) {
      const problem = problemOf(error);
      if (problem?.code === 'bulletin.revised-meanwhile' && id.current)
        return overtaken(sent).catch(() => {
          // What stands there could not be read either: both are tried again.
          setState({ kind: 'offline' });
          return false;
        });
      if (problem && problem.status >= 400 && problem.status < 500) setState({ kind: 'refused', problem });
      else {
        unanswered.current.push(sent);
        setState({ kind: 'offline' });
      }
      return false;
    }
  }, [took, overtaken]);

  /** One save at a time; whoever asks meanwhile gets the one after it. */
  const save = useCallback(async (): Promise<boolean> => {
    while (running.current) await running.current;
    running.current = store().finally(() => {
      running.current = null;
    });
    return running.current;
  }, [store]);

  const text = JSON.stringify(form);
  useEffect(() => {
    // Asked anew with each state: a save that ends after a step back leaves the same text as unsaved as before.
    if (state.kind !== 'dirty' || text === saved.current) return;
    const timer = setTimeout(() => void save(), WAIT_MS);
    return () => clearTimeout(timer);
  }, [text, state, save]);

  useEffect(() => {
    if (state.kind !== 'offline' || tries < 0) return;
    const again = () => {
      setTries((n) => n + 1);
      void save();
    };
    const timer = setTimeout(again, RETRY_MS);
    window.addEventListener('online', again);
    return () => {
      clearTimeout(timer);
      window.removeEventListener('online', again);
    };
  }, [state.kind, tries, save]);

  /** Ends a conflict: the chosen texts are saved over the revision that was shown. */
  const settle = (theirs: Bulletin, chosen: Form) => {
    latest.current = chosen;
    setForm(chosen);
    if (alike(chosen, formOf(theirs))) return took(theirs, chosen);
    revision.current = theirs.revision;
    saved.current = JSON.stringify(formOf(theirs));
    setState({ kind: 'dirty' });
    keep(shelf(), { form: chosen, revision: theirs.revision, at: Date.now() });
    void save();
  };

  /** Takes over what somebody else has saved; where something of one's own is unsaved, both are shown. */
  const catchUp = useCallback(async () => {
    while (running.current) await running.current;
    const theirs = await call('GET', `/bulletins/${id.current}`).catch(() => null);
    // Offered again by the next look.
    if (!theirs || theirs.revision === revision.current) return;
    tellAll();
    if (JSON.stringify(latest.current) !== saved.current) return setState({ kind: 'conflict', theirs });
    latest.current = formOf(theirs);
    setForm(latest.current);
    took(theirs, latest.current);
  }, [took]);

  // Whoever goes back directly after a key is not held up: what was typed is stored behind them.
  useEffect(() => {
    here.current = true;
    return () => {
      here.current = false;
      tellAll();
      if (JSON.stringify(latest.current) !== saved.current) void save();
    };
  }, [save]);

  const undo = useCallback(() => step('past'), [step]);
  const redo = useCallback(() => step('future'), [step]);
  const idNow = useCallback(() => id.current, []);
  /** Stores what is written; null when it cannot be stored. */
  const stored = useCallback(async () => ((await save()) ? id.current : null), [save]);
  /** The form as it is, also before the page has drawn it. */
  const now = useCallback(() => {
    tellAll();
    return latest.current;
  }, []);
  return {
    form,
    now,
    change,
    save,
    stored,
    settle,
    catchUp,
    revision: () => revision.current,
    state,
    restored: first.restored,
    undo,
    redo,
    steps: depth,
    dirty: text !== saved.current,
    id: idNow,
  };
};
export type Autosave = ReturnType<typeof useAutosave>;
