/**
 * Thirty days of a made-up agency: what truly happened in each case, and how its systems reported it (late, shuffled, doubled, after an
 * outage). Seeded: the same seed is the same agency. Shares no code with the hub.
 */

const HOUR = 3_600_000;
/** How far the clock goes at once. */
export const STEP = 3 * HOUR;
export const BEGIN = Date.UTC(2026, 0, 4, 15); // 2026-01-05 00:00 in Japan
export const STEPS = (30 * 24 * HOUR) / STEP;
/** Eighty hours without a hub, from 03:00 on day 12: longer than letters wait, so that those of that morning run out of time. */
export const OUTAGE = { from: 11 * 8 + 1, to: 11 * 8 + 1 + Math.ceil((80 * HOUR) / STEP) };
export const atStep = (step: number) => BEGIN + step * STEP;
/** The first step at which the hub works from `step` on. */
export const awake = (step: number) => (step >= OUTAGE.from && step < OUTAGE.to ? OUTAGE.to : step);

export const seeded = (seed: number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
};
export type Random = () => number;

export type Role = 'filer' | 'applicant' | 'holder';
export type System = 'ras2' | 'ras1' | 'ens';
type Data = Record<string, unknown>;

/** Something that happened, at its own instant. */
export type Happening = { case: Case; n: number; type: string; at: number; data: Data };
/** A report of it that arrives. `order` sorts the reports of one step. */
export type Report = { of: Happening; step: number; order: number; again: boolean };
export type Case = {
  subject: string;
  system: System;
  people: Partial<Record<Role, string>>;
  /** Who has an address that nobody reads, until somebody corrects it so many steps after the first bounce. */
  wrong: { role: Role; right: string; after: number } | null;
};
export type Story = { cases: Case[]; reports: Report[]; happenings: Happening[] };

export const dayOf = (at: number) => new Date(at + 9 * HOUR).toISOString().slice(0, 10);

type Telling = { next: Random; one: Case; begins: number; told: Omit<Happening, 'n'>[] };
const between = (next: Random, from: number, to: number) => Math.floor((from + next() * (to - from)) * HOUR);
const happens = (t: Telling, name: string, at: number, data: Data = {}) =>
  t.told.push({ case: t.one, type: `${t.one.system}.${name}`, at, data });

const certificate = (at: number, subject: string): Data => ({
  certificate: `CERTIFICATE OF ELIGIBILITY\nNo. : SAMPLE ${subject}`,
  number: `SAMPLE-${subject}`,
  issued_on: dayOf(at),
  method: 'mail',
  register_url: 'https://www.rasens-immi.moj.go.jp/coe',
});

/** A certificate and what becomes of it. */
const certified = (t: Telling, at: number): void => {
  happens(t, 'coe.issued', at, certificate(at, t.one.subject));
  const fate = t.next();
  if (fate < 0.45) happens(t, 'coe.receipt-registered', at + between(t.next, 1, 400));
  else if (fate < 0.55) happens(t, 'coe.cancelled', at + between(t.next, 1, 300));
  else if (fate < 0.65) happens(t, 'delivery-method.changed', at + between(t.next, 1, 200), { method: 'post' });
};

const application = (t: Telling): void => {
  const { next, begins } = t;
  const procedure = next() < 0.4 ? 'residence.coe' : 'residence.change';
  const submitted_at = new Date(begins).toISOString();
  happens(t, 'application.submitted', begins, {
    procedure,
    submitted_at,
    reference: `r-${t.one.subject}`,
    inquiry_password: 'xK7-pQ2',
  });
  happens(t, 'application.provisional-number', begins + between(next, 0.2, 2), { number: `K-${t.one.subject}` });
  const numbered = begins + between(next, 2.1, 30);
  const number = (at: number, name: string) =>
    happens(t, 'application.receipt-number', at, {
      number: `${name}-${t.one.subject}`,
      provisional_number: `K-${t.one.subject}`,
    });
  number(numbered, 'N1');
  if (next() < 0.15) number(numbered + between(next, 0.5, 6), 'N2');
  if (next() < 0.3) {
    const returned = begins + between(next, 40, 190);
    const asks: Data = { procedure, kind: 'documents', items: ['見本'] };
    happens(t, 'application.returned', returned, asks);
    if (next() < 0.2) happens(t, 'application.returned', returned + between(next, 20, 100), asks);
    if (next() < 0.6) happens(t, 'application.resubmitted', returned + between(next, 2, 300));
  }
  if (procedure === 'residence.coe' && next() < 0.7) certified(t, begins + between(next, 60, 240));
  if (next() < 0.2) happens(t, 'application.withdrawn', begins + between(next, 1, 120));
};

const account = (t: Telling): void => {
  const { next, begins } = t;
  const holder_kind = 'organisation';
  const ends = (days: number) => ({ holder_kind, expires_on: dayOf(begins + days * 24 * HOUR) });
  happens(t, 'account.registered', begins, { ...ends(8 + Math.floor(next() * 35)), user_id: 'sample-ID01' });
  if (next() < 0.3) happens(t, 'account.password-changed', begins + between(next, 5, 300), ends(400));
  if (next() < 0.3) happens(t, 'account.erased', begins + between(next, 1, 300));
};

const notice = (t: Telling): void => {
  const { next, begins } = t;
  const filed = { number: `E-${t.one.subject}`, filed_on: dayOf(begins), kind: 'resident.spouse' };
  happens(t, 'notice.accepted', begins, { ...filed, count: 1 });
  if (next() < 0.8) happens(t, 'notice.registered', begins + between(next, 5, 40), filed);
  if (next() < 0.2) happens(t, 'notice.deleted', begins + between(next, 1, 50));
};

const kinds: readonly { share: number; system: System; roles: readonly Role[]; tell: (t: Telling) => void }[] = [
  { share: 0.6, system: 'ras2', roles: ['filer', 'applicant'], tell: application },
  { share: 0.75, system: 'ras1', roles: ['holder'], tell: (t) => certified(t, t.begins) },
  { share: 0.88, system: 'ens', roles: ['holder'], tell: account },
  { share: 1, system: 'ens', roles: ['filer'], tell: notice },
];

const makeCase = (next: Random, i: number): { one: Case; told: Omit<Happening, 'n'>[] } => {
  const pick = next();
  const { system, roles, tell } = kinds.find((kind) => pick < kind.share)!;
  const subject = `case-${i}`;
  const wrong = next() < 0.15 ? roles[Math.floor(next() * roles.length)]! : null;
  const address = (role: Role) => `${role}.${i}${role === wrong ? '.gone' : ''}@example.jp`;
  const people = Object.fromEntries(roles.map((role) => [role, address(role)]));
  const one: Case = {
    ...{ subject, system, people },
    wrong: wrong && { role: wrong, right: `${wrong}.${i}.right@example.jp`, after: 1 + Math.floor(next() * 30) },
  };
  const t: Telling = { next, one, begins: BEGIN + between(next, 1, 20 * 24), told: [] };
  tell(t);
  if (next() < 0.3) happens(t, 'case.closed', t.begins + between(next, 200, 500), { reason: 'done' });
  // Nothing happens after what ends everything, and nothing after the thirty days.
  const end =
    t.told.find(({ type }) => /\.(withdrawn|erased|case\.closed)$/.test(type))?.at ?? Number.POSITIVE_INFINITY;
  return { one, told: t.told.filter(({ at }) => at <= end && at < atStep(STEPS - 1)) };
};

/** Steps between the instant and the report. */
const delay = (next: Random): number => {
  const r = next();
  if (r < 0.6) return 0;
  if (r < 0.85) return 1 + Math.floor(next() * 4);
  return r < 0.95 ? 5 + Math.floor(next() * 8) : 13 + Math.floor(next() * 20);
};

export const makeStory = (seed: number, count: number): Story => {
  const next = seeded(seed);
  const story: Story = { cases: [], reports: [], happenings: [] };
  for (let i = 0; i < count; i++) {
    const { one, told } = makeCase(next, i);
    story.cases.push(one);
    for (const [n, happening] of told.entries()) {
      const of: Happening = { ...happening, n };
      story.happenings.push(of);
      const report = (step: number, again: boolean) =>
        story.reports.push({ of, step: awake(Math.min(step, STEPS - 1)), order: next(), again });
      const step = Math.ceil((of.at - BEGIN) / STEP) + delay(next);
      report(step, false);
      if (next() < 0.2) report(step + Math.floor(next() * 10), true);
    }
  }
  story.reports.sort((a, b) => a.step - b.step || a.order - b.order);
  return story;
};

/** The report as its system sends it. */
export const eventOf = ({ case: one, n, type, at, data }: Happening): Data => ({
  specversion: '1.0',
  id: `${one.subject}-${n}`,
  source: '/agency',
  type,
  subject: one.subject,
  time: new Date(at).toISOString(),
  data: {
    ...(type.endsWith('case.closed')
      ? {}
      : { recipients: Object.fromEntries(Object.entries(one.people).map(([role, email]) => [role, { email }])) }),
    ...data,
  },
});

/** The correction of a wrong address, reported when it is made. */
export const correctionOf = (one: Case, at: number): Data => ({
  specversion: '1.0',
  id: `${one.subject}-right`,
  source: '/agency',
  type: `${one.system}.recipient.address-corrected`,
  subject: one.subject,
  time: new Date(at).toISOString(),
  data: { role: one.wrong!.role, old: one.people[one.wrong!.role], new: one.wrong!.right },
});

/** A mail that left or was refused: its step, its type, its address. */
export type Mail = string;
export const mailOf = (step: number, type: string, to: string): Mail =>
  `${String(step).padStart(3, '0')} ${type} ${to}`;
