/**
 * Goes through the thirty days by itself and says which mail is tried at which step: its own small reading of the rules, of order, ends,
 * bounces, corrections and the outage. Shares no code with the hub.
 */
import { ends, reminders, rules } from './readings.ts';
import {
  atStep,
  awake,
  type Case,
  dayOf,
  type Happening,
  type Mail,
  mailOf,
  OUTAGE,
  type Role,
  STEPS,
  type Story,
} from './story.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

type Letter = {
  type: string;
  role: Role;
  to: string;
  /** When what it tells of happened. */
  of: number;
  planned: number;
  deadline: number;
  state: 'open' | 'sent' | 'bounced' | 'expired' | 'ended';
  /** The letter that must be through first, for a time. */
  behind?: Letter | undefined;
  /** Waits for a letter whose event has not been reported. */
  awaits?: boolean;
  begins?: Chain;
};
type Chain = {
  type: string;
  role: Role;
  of: number;
  anchor: number | null;
  times: number;
  days: number[] | null;
  lastDay: string;
  done: number;
  live: boolean;
  lost: boolean;
};
type State = {
  one: Case;
  heard: Happening[];
  letters: Letter[];
  chains: Chain[];
  closed: boolean;
  corrected: boolean;
  /** Step at which the address is corrected. */
  correctAt: number | null;
};

const nine = (day: string) => Date.parse(`${day}T09:00:00+09:00`);
const dayAfter = (at: number) => nine(dayOf(at + DAY));
const outOfQuiet = (at: number) => {
  const hour = new Date(at + 9 * HOUR).getUTCHours();
  if (hour >= 21) return Date.parse(`${dayOf(at + DAY)}T08:00:00+09:00`);
  return hour < 8 ? Date.parse(`${dayOf(at)}T08:00:00+09:00`) : at;
};

/** What was heard before keeps a mail of this type back. */
const keptBack = (s: State, type: string, h: Happening, reminder: boolean): boolean =>
  s.heard.some((ender) => {
    const end = ends[ender.type];
    if (!end) return false;
    if (end.lasting?.includes(type)) return true;
    if (!end.types.includes(type)) return false;
    const heardFirst =
      end.first === h.type && !s.heard.slice(0, s.heard.indexOf(ender)).some((b) => b.type === end.first);
    return ender.at > h.at || (reminder && heardFirst);
  });

const addressOf = (s: State, role: Role): string =>
  s.corrected && s.one.wrong?.role === role ? s.one.wrong.right : s.one.people[role]!;

const post = (s: State, letter: Omit<Letter, 'to' | 'deadline' | 'state'>): Letter => {
  const made: Letter = {
    ...letter,
    to: addressOf(s, letter.role),
    deadline: letter.planned + 72 * HOUR,
    state: 'open',
  };
  s.letters.push(made);
  return made;
};

const write = (s: State, h: Happening, now: number): void => {
  const submitted = s.heard.find((one) => one.type === 'ras2.application.submitted');
  for (const rule of rules[h.type] ?? [])
    for (const role of rule.to) {
      if (keptBack(s, rule.type, h, false)) continue;
      const anchor = h.type === 'ens.account.registered' ? now : (submitted?.at ?? h.at);
      const awaits = rule.waits !== undefined && !s.heard.some((one) => one.type === rule.waits);
      const planned = awaits ? now + DAY : rule.next ? Math.max(now, dayAfter(anchor)) : now;
      const behind = s.letters.findLast((one) => one.type === rule.after);
      const made = post(s, { type: rule.type, role, of: h.at, planned, behind, awaits });
      if (rule.type === 'app-complete')
        for (const waiting of s.letters)
          if (waiting.awaits && waiting.state === 'open')
            Object.assign(waiting, { awaits: false, planned: now, behind: made });
      const reminder = reminders[h.type];
      if (reminder?.after === rule.type && !keptBack(s, reminder.type, h, true)) {
        made.begins = {
          type: reminder.type,
          role,
          of: h.at,
          anchor: null,
          times: reminder.times!,
          days: null,
          lastDay: '9',
          done: 0,
          live: true,
          lost: false,
        };
        s.chains.push(made.begins);
      }
    }
  const dated = reminders[h.type];
  if (dated?.before && !keptBack(s, dated.type, h, true)) {
    const end = String(h.data.expires_on);
    const days = dated.before.map((lead) => dayOf(nine(end) - lead * DAY)).filter((day) => day >= dayOf(now));
    if (days.length > 0)
      s.chains.push({
        type: dated.type,
        role: 'holder',
        of: h.at,
        anchor: null,
        times: days.length,
        days: days.map(nine),
        lastDay: end,
        done: 0,
        live: true,
        lost: false,
      });
  }
};

const endAll = (s: State, types: readonly string[] | null, at: number): void => {
  for (const letter of s.letters)
    if ((types === null || types.includes(letter.type)) && letter.of <= at && letter.state !== 'sent')
      letter.state = 'ended';
  for (const chain of s.chains)
    if ((types === null || types.includes(chain.type)) && chain.of <= at)
      Object.assign(chain, { live: false, lost: false });
};

const hear = (s: State, h: Happening, now: number): void => {
  if (s.closed) return;
  if (h.type.endsWith('case.closed')) {
    s.closed = true;
    endAll(s, null, Number.POSITIVE_INFINITY);
    return;
  }
  const end = ends[h.type];
  if (end) endAll(s, [...end.types, ...(end.waitingOnly ?? []), ...(end.lasting ?? [])], h.at);
  write(s, h, now);
  s.heard.push(h);
};

/** The address is put right: what waits goes there, what bounced goes again, and its reminders count from there. */
const correct = (s: State, now: number): void => {
  s.corrected = true;
  const { role } = s.one.wrong!;
  const newest = new Map<string, Letter>();
  for (const letter of s.letters) if (letter.role === role) newest.set(letter.type, letter);
  for (const letter of s.letters) if (letter.role === role && letter.state === 'open') letter.to = addressOf(s, role);
  for (const letter of newest.values()) {
    if (letter.state !== 'bounced') continue;
    const again = post(s, { type: letter.type, role, of: now, planned: now });
    if (letter.begins?.lost) {
      const past = letter.begins.days?.filter((day) => day <= now).length ?? 0;
      again.begins = { ...letter.begins, anchor: null, done: past, live: true, lost: false };
      s.chains.push(again.begins);
    }
  }
};

const remind = (s: State, now: number): void => {
  for (const chain of s.chains) {
    if (!chain.live || (chain.days === null && chain.anchor === null)) continue;
    const dueAt = (n: number) =>
      chain.days?.[n - 1] ?? (chain.days ? Number.POSITIVE_INFINITY : outOfQuiet(chain.anchor! + 7 * n * DAY));
    let due = chain.done;
    while (due < chain.times && dueAt(due + 1) <= now) due++;
    // One that names days is held when its own day is over, and staff are asked; in these thirty days they let none go.
    const late = chain.days !== null && due > 0 && dayOf(now) > dayOf(chain.days[due - 1]!);
    if (due > chain.done && dayOf(now) <= chain.lastDay && !late)
      post(s, { type: chain.type, role: chain.role, of: chain.of, planned: now }).begins = chain;
    chain.done = due;
  }
};

const isThrough = (letter: Letter | undefined) => !letter || letter.state !== 'open';

/** Everything that is due leaves; what bounces is told to others, and leaves too. */
const leave = (s: State, step: number, mails: Mail[]): void => {
  const now = atStep(step);
  for (let moved = true; moved; ) {
    moved = false;
    for (const letter of [...s.letters]) {
      const alone = letter.awaits && letter.planned <= now;
      if (letter.state !== 'open' || letter.planned > now || !(alone || isThrough(letter.behind))) continue;
      moved = true;
      if (letter.deadline <= now) {
        letter.state = 'expired';
        continue;
      }
      mails.push(mailOf(step, letter.type, letter.to));
      letter.state = letter.to.includes('.gone') ? 'bounced' : 'sent';
      const chain = letter.begins;
      if (letter.state === 'sent') {
        if (chain && chain.days === null && chain.anchor === null) chain.anchor = now;
        continue;
      }
      if (chain) Object.assign(chain, { live: false, lost: true });
      s.correctAt ??= awake(step + s.one.wrong!.after);
      if (letter.role === 'applicant')
        post(s, { type: 'app-applicant-unreachable', role: 'filer', of: letter.of, planned: now });
    }
  }
};

/** The one act after the outage: what ran out of time and is still true goes. */
const sendExpired = (s: State, now: number): void => {
  for (const letter of [...s.letters])
    if (letter.state === 'expired' && !s.closed) {
      letter.state = 'ended';
      post(s, { type: letter.type, role: letter.role, of: letter.of, planned: now });
    }
};

/** Every mail that the hub should try, sorted. */
export const expectedMails = (story: Story): Mail[] => {
  const states = new Map(
    story.cases.map((one): [Case, State] => [
      one,
      { one, heard: [], letters: [], chains: [], closed: false, corrected: false, correctAt: null },
    ]),
  );
  const mails: Mail[] = [];
  let next = 0;
  for (let step = 0; step < STEPS; step++) {
    if (awake(step) !== step) continue;
    const now = atStep(step);
    for (const s of states.values()) if (s.correctAt === step) correct(s, now);
    for (; next < story.reports.length && story.reports[next]!.step <= step; next++) {
      const { of, again } = story.reports[next]!;
      const s = states.get(of.case)!;
      // The same again changes nothing, whichever of the two came first.
      if (s.heard.includes(of) || (again && s.closed)) continue;
      hear(s, of, now);
    }
    for (const s of states.values()) {
      remind(s, now);
      leave(s, step, mails);
      if (step === OUTAGE.to) {
        sendExpired(s, now);
        leave(s, step, mails);
      }
    }
  }
  return mails.sort();
};
