/** What a process has in hand: leased rows, first in line and then under way, until their outcome is on disk. */
import { type Buffers, openPicker, type Preference } from './lanes.ts';
import type { LetterWork, RecipientWork, Work } from './work.ts';

/** Claimed by halves: a claim holds SQLite's lock for some ten statements, whether it takes few rows or many. */
const RECIPIENTS = 800;
const LETTERS = 200;
/** So long a line lasts at most: what is claimed next, an emergency, a one-time code or a carrier's few mails, waits behind it. */
const LINE_S = { letters: 0.25, recipients: 0.5 };
const SPEED_MS = 250;

type Kind = keyof Buffers;
/** So many rows of each kind. */
export type Sizes = Record<Kind, number>;
export type Claimed = { letters: LetterWork[]; recipients: RecipientWork[] };

/** How many mails a second of one kind this process lately sent. */
const openSpeed = () => {
  let perSecond = 0;
  let sent = 0;
  let since = performance.now();
  return {
    note() {
      sent++;
    },
    get perSecond() {
      const seconds = (performance.now() - since) / 1000;
      if (seconds * 1000 >= SPEED_MS) {
        perSecond = (perSecond + sent / seconds) / 2;
        sent = 0;
        since = performance.now();
      }
      return perSecond;
    },
  };
};

/** `sizes`: the longest lines; small ones give exact pauses, large ones speed. */
export const openStock = (p: { connections: number; sizes?: Sizes }) => {
  const line: Buffers = { letters: [], recipients: [] };
  /** From the claim until the outcome is on disk. */
  const held = new Set<Work>();
  /** Grows when everything is disowned. */
  let life = 0;
  /** The last look found rows of this kind. Else a short line is no reason to look: a commit or the time is. */
  const flowing = { letters: true, recipients: true };
  const speed = { letters: openSpeed(), recipients: openSpeed() };
  const take = openPicker(line);
  const most = (kind: Kind): number => {
    if (p.sizes) return p.sizes[kind];
    const [few, many] = kind === 'letters' ? [p.connections * 4, LETTERS] : [p.connections * 8, RECIPIENTS];
    return Math.min(many, Math.max(few, speed[kind].perSecond * LINE_S[kind]));
  };
  const room = (kind: Kind): number => {
    const size = Math.ceil(most(kind));
    return line[kind].length <= size / 2 ? size - line[kind].length : 0;
  };
  const isLow = (kind: Kind) => flowing[kind] && line[kind].length <= most(kind) / 2;

  return {
    take: (slot: number, preference: Preference): Work | undefined => take(slot, preference),
    /** How many more rows of each kind may be claimed now. */
    room: (): Sizes => ({ letters: room('letters'), recipients: room('recipients') }),
    /** Whether to look for more before the time comes. */
    isLow: () => isLow('letters') || isLow('recipients'),
    /** Notes whether there are due rows of each kind at all. */
    noteDue: (due: Record<Kind, boolean>) => void Object.assign(flowing, due),
    /** Takes in what a claim for `asked` gave. */
    add(got: Claimed, asked: Sizes): void {
      for (const work of [...got.letters, ...got.recipients]) held.add(work);
      // Due and yet not given: a limit holds it, and asking again at every mail would only cost.
      if (asked.letters > 0) flowing.letters = got.letters.length > 0;
      if (asked.recipients > 0) flowing.recipients = got.recipients.length > 0;
      line.letters.push(...got.letters);
      // The few of a carrier hold one of its connections from now on, so they do not stand in line.
      const [limited, others] = [got.recipients.filter((w) => w.limited), got.recipients.filter((w) => !w.limited)];
      line.recipients = [...limited, ...line.recipients, ...others];
    },
    /** Takes out of the line what may not leave any more, and answers it. */
    takeOut(mayLeave: (work: Work) => boolean): Work[] {
      const out = [...line.letters, ...line.recipients].filter((work) => !mayLeave(work));
      line.letters = line.letters.filter(mayLeave);
      line.recipients = line.recipients.filter(mayLeave);
      return out;
    },
    get isEmpty() {
      return line.letters.length + line.recipients.length === 0;
    },
    holds: (work: Work) => held.has(work),
    /** Its outcome is on disk, or it was put back. */
    letGo: (work: Work) => void held.delete(work),
    noteSent: (work: Work) => speed[work.shape === 'letter' ? 'letters' : 'recipients'].note(),
    /** Lease tokens of all that is held. */
    leases: (): number[] => [...new Set([...held].map((work) => work.leaseToken))],
    /** What was claimed in an earlier life and arrives afterwards is not ours. */
    get life() {
      return life;
    },
    /** Forgets everything: it is somebody else's now. */
    disown(): void {
      life++;
      line.letters = [];
      line.recipients = [];
      held.clear();
    },
  };
};
export type Stock = ReturnType<typeof openStock>;
