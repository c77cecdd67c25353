/**
 * A year by the turned clock, the real program killed at random moments, once for days: every follow-up comes on its day, once, and
 * no other. The days were worked out by hand from domain.md (traps 1 to 6), apart from the program.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Hub, startHub } from '../support/hub.ts';
import { event, type Json } from '../support/systems.ts';
import { register } from '../support/visitor.ts';

const at = (day: string, time = '20:00') => `${day}T${time}:00+09:00`;
const BEGIN = '2026-01-31';

/** Who gets a mail on which days. The first of each is the letter that the chain hangs on. */
const wanted: Readonly<Record<string, readonly string[]>> = {
  // Issued and sent on January 31: twelve reminders, the last on April 25 (trap 2).
  'coe@example.jp': [
    ...['2026-01-31', '2026-02-07', '2026-02-14', '2026-02-21', '2026-02-28', '2026-03-07', '2026-03-14'],
    ...['2026-03-21', '2026-03-28', '2026-04-04', '2026-04-11', '2026-04-18', '2026-04-25'],
  ],
  // Registered on February 25.
  'registered@example.jp': ['2026-01-31', '2026-02-07', '2026-02-14', '2026-02-21'],
  // Once, seven days later.
  'returned@example.jp': ['2026-01-31', '2026-02-07'],
  // The receipt goes on the next calendar day, a Sunday.
  'receipt@example.jp': ['2026-01-31', '2026-02-01'],
  // A password that ends on January 15: 30 and 7 days before.
  'organisation@example.jp': ['2026-01-31', '2026-12-16', '2027-01-08'],
  // Issued and sent on September 30: thirteen, to December 30; that of October 14 was missed while nothing ran, and stays missed.
  'autumn@example.jp': [
    ...['2026-09-30', '2026-10-07', '2026-10-21', '2026-10-28', '2026-11-04', '2026-11-11', '2026-11-18'],
    ...['2026-11-25', '2026-12-02', '2026-12-09', '2026-12-16', '2026-12-23', '2026-12-30'],
  ],
  // A period of stay that ends on December 31: three months and two weeks before.
  'resident@example.jp': ['2026-01-31', '2026-09-30', '2026-12-17'],
};
const BEFORE_SILENCE = '2026-10-07';
const AFTER_SILENCE = '2026-10-21';
const REPORTED = [BEGIN, '2026-09-30'];
const days = [...new Set([...Object.values(wanted).flat(), '2026-02-25', '2027-01-31'])].sort();

let hub: Hub;
beforeAll(async () => {
  hub = await startHub({ at: at(BEGIN, '10:00') });
}, 180_000);
afterAll(() => hub.stop());

const keyOf = async (system: string): Promise<string> => {
  const words = ['keys', 'create', '--name', 'year', '--type', 'live', '--system', system, '--json'];
  return (JSON.parse((await hub.hub(...words)).stdout) as { key: string }).key;
};
const keys = new Map<string, string>();
const report = async (type: string, subject: string, email: string | null, data: Json = {}) => {
  const system = type.slice(0, type.indexOf('.'));
  if (!keys.has(system)) keys.set(system, await keyOf(system));
  const role = system === 'ens' ? 'holder' : 'filer';
  const recipients = { recipients: email === null ? undefined : { [role]: { email } } };
  const answer = await fetch(`${hub.url}/api/v1/events`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${keys.get(system)}` },
    body: JSON.stringify(event(type, { subject, data: { ...recipients, ...data } })),
  });
  expect([answer.status, answer.status === 202 ? '' : await answer.text()]).toEqual([202, '']);
};
const happen = async (day: string) => {
  if (day === BEGIN) {
    await report('ras2.coe.issued', 'coe', 'coe@example.jp', { issued_on: day });
    await report('ras2.coe.issued', 'registered', 'registered@example.jp', { issued_on: day });
    await report('ras2.application.returned', 'returned', 'returned@example.jp', { kind: 'correction' });
    const submitted = { submitted_at: at(day, '09:59'), inquiry_password: undefined };
    await report('ras2.application.submitted', 'receipt', 'receipt@example.jp', submitted);
    await report('ras2.application.receipt-number', 'receipt', null);
    const password = { holder_kind: 'organisation', expires_on: '2027-01-15' };
    await report('ens.account.password-changed', 'organisation', 'organisation@example.jp', password);
    const stay = { year: '2026', month: '12', day: '31' };
    await register(hub.url, { email: 'resident@example.jp', topics: ['stay-expiry'], more: stay });
  }
  if (day === '2026-02-25') await report('ras2.coe.receipt-registered', 'registered', null);
  if (day === '2026-09-30') await report('ras2.coe.issued', 'autumn', 'autumn@example.jp', { issued_on: day });
};

/** Day and address of every mail; one that a killed process may have sent twice is the same mail, for it has the same Message-ID. */
const seen = async (): Promise<string[]> => {
  const first = new Map<string, string>();
  for (const mail of (await hub.mailbox()).reverse()) {
    const id = mail.headers['message-id']![0]!;
    const day = new Date(Date.parse(mail.date) + 9 * 3_600_000).toISOString().slice(0, 10);
    if (!first.has(id)) first.set(id, `${day} ${mail.to}`);
  }
  return [...first.values()].sort();
};
const due = (day: string): string[] =>
  Object.entries(wanted)
    .flatMap(([to, on]) => on.filter((one) => one <= day).map((one) => `${one} ${to}`))
    .sort();
/** Waits until all that is due has come; what a killed process left half-way is tried again later on the same evening. */
const comes = async (day: string) => {
  const missing = async () => (await seen()).length < due(day).length;
  for (const time of ['20:15', '20:30', '20:45', null]) {
    const until = Date.now() + (time === null ? 120_000 : 15_000);
    while ((await missing()) && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 100));
    if (time !== null && day !== BEGIN && (await missing())) hub.turn(at(day, time));
  }
  expect(await seen(), hub.output().slice(-3000)).toEqual(due(day));
};

/** mulberry32: the seed stands in the name of the test. */
const random = (() => {
  let state = 20_260_131;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
})();

it('a year with a killed program every few days of mail brings what is due and nothing twice (seed 20260131)', async () => {
  let kills = 0;
  for (const day of days) {
    if (day !== BEGIN) hub.turn(at(day));
    await happen(day);
    // Not while the letter that a chain hangs on is under way: a second sending would rightly move its days.
    if (!REPORTED.includes(day) && random() < 0.4) {
      await new Promise((resolve) => setTimeout(resolve, random() * 1500));
      await hub.kill();
      kills++;
      await hub.restart();
    }
    await comes(day);
    if (day === BEFORE_SILENCE) {
      await hub.kill();
      hub.turn(at(AFTER_SILENCE));
      await hub.restart();
    }
  }
  await comes('2027-01-31');
  expect(kills).toBeGreaterThan(7);
}, 900_000);
