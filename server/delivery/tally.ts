/** Counts what becomes of mails, and how long letters wait for their first try; the counts are added to the database with each beat. */
import type { SendResult } from '../contract/mail.ts';
import type { Figure } from '../store/figures.ts';
import type { Work } from './work.ts';

/** Upper bounds of the histogram of waiting, in seconds. */
export const waitBounds = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300] as const;

/**
 * `mails|result|lane|class`: tries by what the next server said. `accepted|lane`: mails it took. `wait|lane|bound` (`le`), `waitSum|lane`,
 * `waitCount|lane`: seconds from the time at which a letter was due to the answer to its first try.
 */
export const openTally = () => {
  let counts = new Map<string, number>();
  const add = (name: string, labels: string, n: number) => {
    const key = `${name} ${labels}`;
    counts.set(key, (counts.get(key) ?? 0) + n);
  };
  const waited = (lane: string, seconds: number) => {
    for (const bound of waitBounds) if (seconds <= bound) add('wait', `${lane}|${bound}`, 1);
    add('waitSum', lane, seconds);
    add('waitCount', lane, 1);
  };
  return {
    /** `now`: the hub's clock, by which letters are due. */
    note(work: Work, sent: SendResult, now: number): void {
      // What a test key posts counts nowhere.
      if (work.shape === 'letter' && work.row.key_type === 'test') return;
      add('mails', `${sent.kind}|${work.lane}|${work.domainClass}`, 1);
      if (sent.kind === 'accepted') add('accepted', work.lane, 1);
      if (work.shape === 'letter' && work.row.attempts === 0)
        waited(work.lane, Math.max(0, now - work.row.next_at) / 1000);
    },
    /** What was counted since the last time. */
    take(): Figure[] {
      const taken = counts;
      counts = new Map();
      return [...taken].map(([key, n]) => {
        const cut = key.indexOf(' ');
        return { name: key.slice(0, cut), labels: key.slice(cut + 1), n };
      });
    },
    /** What could not be written is counted on. */
    giveBack(figures: readonly Figure[]): void {
      for (const { name, labels, n } of figures) add(name, labels, n);
    },
  };
};
export type Tally = ReturnType<typeof openTally>;
