/** Plays a story on a hub: reports, follow-ups and letters step by step, a restart each day, the outage, corrections after bounces. */
import {
  atStep,
  awake,
  type Case,
  correctionOf,
  eventOf,
  type Mail,
  mailOf,
  OUTAGE,
  type Random,
  type Report,
  STEPS,
  type Story,
  seeded,
} from './story.ts';

type Json = Record<string, unknown>;
export type Tried = { type: string; to: string; bounced: boolean };

/** A hub as the player sees it; behind it one process or several. */
export type AgencyHub = {
  /** Turns the clock of every process. */
  set(at: number): Promise<void>;
  /** Reports events of one system together, in order; answers what was refused. */
  report(system: string, events: readonly Json[]): Promise<unknown[]>;
  /** Posts follow-ups and carries what is due. An address with .gone refuses everybody. */
  tick(): Promise<Tried[]>;
  /** The act of every task about letters that ran out of time. Answers how many tasks there were. */
  sendExpired(): Promise<number>;
  /** Dies in the middle of its work, and is there again. */
  restart(): Promise<void>;
};

/** How a story is falsified on its way, to prove that it would be found. */
export type Fault = (event: Json, report: Report) => Json | null;

export type Played = { mails: Mail[]; refused: unknown[]; tasks: number };

const grouped = (next: Random, events: Json[]): Json[][] => {
  const groups: Json[][] = [];
  const bySystem = Map.groupBy(events, (event) => String(event.type).split('.')[0]!);
  // Singly, or as batches.
  for (const own of bySystem.values())
    if (next() < 0.5) groups.push(own);
    else groups.push(...own.map((event) => [event]));
  return groups;
};

export const playStory = async (story: Story, hub: AgencyHub, p: { seed: number; fault?: Fault }): Promise<Played> => {
  const next = seeded(p.seed);
  const played: Played = { mails: [], refused: [], tasks: 0 };
  const byAddress = new Map<string, Case>();
  for (const one of story.cases) for (const email of Object.values(one.people)) byAddress.set(email, one);
  const corrections = new Map<Case, number>();
  const note = (step: number, tried: readonly Tried[]) => {
    for (const { type, to, bounced } of tried) {
      played.mails.push(mailOf(step, type, to));
      const one = bounced ? byAddress.get(to) : undefined;
      if (one?.wrong && !corrections.has(one)) corrections.set(one, awake(step + one.wrong.after));
    }
  };
  let at = 0;
  for (let step = 0; step < STEPS; step++) {
    if (awake(step) !== step) continue;
    await hub.set(atStep(step));
    if (step % 8 === 4 || step === OUTAGE.to) await hub.restart();
    const events: Json[] = [];
    for (const [one, when] of corrections) if (when === step) events.push(correctionOf(one, atStep(step)));
    for (; at < story.reports.length && story.reports[at]!.step <= step; at++) {
      const report = story.reports[at]!;
      const event = eventOf(report.of);
      const sent = p.fault ? p.fault(event, report) : event;
      if (sent) events.push(sent);
    }
    for (const group of grouped(next, events))
      played.refused.push(...(await hub.report(String(group[0]!.type).split('.')[0]!, group)));
    note(step, await hub.tick());
    if (step === OUTAGE.to) {
      played.tasks = await hub.sendExpired();
      note(step, await hub.tick());
    }
  }
  played.mails.sort();
  return played;
};

/** Mails that only one side has: `-` should have been, `+` should not. */
export const differences = (expected: readonly Mail[], actual: readonly Mail[]): string[] => {
  const count = new Map<Mail, number>();
  for (const mail of actual) count.set(mail, (count.get(mail) ?? 0) + 1);
  for (const mail of expected) count.set(mail, (count.get(mail) ?? 0) - 1);
  return [...count.entries()]
    .flatMap(([mail, n]) => Array.from({ length: Math.abs(n) }, () => `${n < 0 ? '-' : '+'} ${mail}`))
    .sort((a, b) => (a.slice(2) < b.slice(2) ? -1 : 1));
};
