/** The next server as the world has it: it takes, puts off, refuses, hangs after the dot, drops, lies and doubles. What it took it has for good. */
import type { SendResult } from '../../../server/contract/mail.ts';
import type { Outgoing, TransportKind, Way } from '../../../server/delivery/transports/transport.ts';
import { leaseLost } from '../../../server/delivery/wire/mail.ts';
import { here, type Proc, type World } from './world.ts';

export const moods = ['well', 'defers', 'away', 'dropsBefore', 'dropsAfter', 'hangs', 'lies', 'doubles'] as const;
export type Mood = (typeof moods)[number];
export const moodOf = (name: string): Mood => {
  const mood = moods.find((one) => one === name);
  if (!mood) throw new Error(`--mood takes one of ${moods.join(', ')}`);
  return mood;
};

/** One mail that left a process. */
export type Copy = {
  messageId: string;
  to: string;
  proc: Proc;
  /** Instants of the world: when the content left, and what the process's own clock said. */
  at: number;
  wall: number;
  mood: Mood;
  /** It is with the relay. */
  taken: boolean;
  /** How often it lies in the mailbox: a relay that doubles delivers it twice, with the same Message-ID. */
  arrived: number;
  /** What the process heard; null until then, and for ever when it died. */
  heard: SendResult['kind'] | null;
};

/** How long the wire waits for the answer to a final dot. */
const FINAL_MS = 300_000;

const messageIdOf = (mail: Outgoing): string => {
  const text = typeof mail.content === 'string' ? mail.content : mail.content.toString('latin1', 0, 4000);
  return /^message-id:\s*(<[^>]+>)/im.exec(text)![1]!;
};

export const openRelay = (world: World, p: { refuses: (to: string) => boolean }) => {
  const copies: Copy[] = [];
  let mood: Mood = 'well';
  /** Share of mails that the mood strikes. */
  let share = 1;

  /** What comes of one copy: whether the relay has it, after how long which answer comes. */
  const fate = (copy: Copy): { taken: boolean; ms: number; result: SendResult } => {
    const ms = world.between(1, 40);
    const accepted: SendResult = { kind: 'accepted', reply: '250 2.0.0 ok', relay: 'simulated:25' };
    const struck: Record<Mood, () => { taken: boolean; ms: number; result: SendResult }> = {
      well: () => ({ taken: true, ms, result: accepted }),
      doubles: () => ({ taken: true, ms, result: accepted }),
      away: () => ({ taken: true, ms, result: accepted }),
      dropsBefore: () => ({ taken: true, ms, result: accepted }),
      defers: () => ({ taken: false, ms, result: { kind: 'deferred', stage: 'dot', reply: '451 4.7.1 later' } }),
      dropsAfter: () => ({
        taken: world.random() < 0.5,
        ms,
        result: { kind: 'unknown', stage: 'dot', reason: 'ECONNRESET' },
      }),
      hangs: () => ({
        taken: world.random() < 0.5,
        ms: FINAL_MS,
        result: { kind: 'unknown', stage: 'dot', reason: 'timeout' },
      }),
      lies: () => ({ taken: true, ms, result: { kind: 'deferred', stage: 'dot', reply: '451 4.3.0 try again' } }),
    };
    if (p.refuses(copy.to))
      return { taken: false, ms, result: { kind: 'refused', stage: 'dot', reply: '550 5.1.1 user unknown' } };
    return struck[copy.mood]();
  };

  const openWay = (room: () => Promise<void>): Way => {
    let waitsSince: number | null = null;
    let closed = false;
    const pause = (ms: number) => new Promise<void>((go) => world.answer(here()!, ms, go));
    return {
      get waitsSince() {
        return waitsSince;
      },
      async send(mail) {
        const proc = here()!;
        await pause(world.between(1, 8));
        const struck: Mood = world.random() < share ? mood : 'well';
        if (closed) return { kind: 'unsent', reason: 'stopped' };
        if (struck === 'away') return { kind: 'unsent', reason: 'connect ECONNREFUSED', reply: null };
        if (struck === 'dropsBefore') return { kind: 'unsent', stage: 'data', reason: 'ECONNRESET' };
        await room();
        if (mail.stands?.() === false) return leaseLost;
        const copy: Copy = {
          messageId: messageIdOf(mail),
          to: mail.envelope.to,
          proc,
          at: world.now,
          wall: Date.now(),
          mood: struck,
          taken: false,
          arrived: 0,
          heard: null,
        };
        copies.push(copy);
        const { taken, ms, result } = fate(copy);
        // What has left arrives, whatever becomes of the process.
        copy.taken = taken;
        copy.arrived = taken ? (struck === 'doubles' ? 2 : 1) : 0;
        waitsSince = performance.now();
        await pause(ms);
        waitsSince = null;
        copy.heard = result.kind;
        return result;
      },
      close: async () => {
        closed = true;
      },
    };
  };

  const kind: TransportKind = {
    name: 'simulated',
    takes: () => true,
    open: () => ({
      depth: 2,
      letters: () => openWay(async () => {}),
      bulletins: openWay,
      hold: () => false,
    }),
  };
  return {
    copies,
    kind,
    get mood() {
      return mood;
    },
    feel(next: Mood, of = 1): void {
      mood = next;
      share = of;
    },
  };
};
export type SimRelay = ReturnType<typeof openRelay>;
