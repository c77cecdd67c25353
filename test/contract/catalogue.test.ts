/**
 * The rulebook against test/catalogue.csv, which was transcribed by hand (catalogue.md): every line, every language, over real HTTP with a
 * test key that plays its cases forward. In each scenario all lines of the event are asked, so that a letter too many is found as well.
 */
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventShapes, eventSystems } from '../../server/contract/events.ts';
import { rulebooks } from '../../server/domain/rulebook/index.ts';
import { reasonSentences } from '../../server/domain/rulebook/reasons.ts';
import { mailTypes } from '../../server/letters/catalogue.ts';
import { type TestApp, testApp } from '../support/app.ts';
import { type Event, event, type Json, people, type System, sampleData, systemOf } from '../support/systems.ts';

type Line = {
  event: string;
  system: string;
  condition: string;
  letter: string;
  role: string;
  timing: string;
  follow_up: string;
  class: string;
};
const lines = parse(readFileSync(new URL('../catalogue.csv', import.meta.url)), { columns: true }) as Line[];
const reported = lines.filter((line) => line.system !== 'nl');

const testsOf = (line: Line) => (line.condition === '' ? [] : line.condition.split(' & '));
/** Lines about one letter that is not sent while others may be. */
const isPartial = (line: Line) => testsOf(line).some((test) => test.startsWith('letter='));
/** Lines that need a lost letter first: they have tests of their own. */
const needsBounce = (line: Line) => /hard-bounce:|hard-bounced=(?!none)/.test(line.condition);
const isFollowUp = (line: Line) => /days?-|7d|30d|2-months/.test(line.timing) && !line.timing.startsWith('next-day');

type Scenario = { data: Json; recipients: Json; settings: Record<string, boolean>; procedureBefore: string | null };

const settingName = (name: string) =>
  ({ 'password-mail-in-bulk': 'passwordMailInBulk', 'result-to-applicant': 'resultReadyToApplicant' })[name];

const firstOf = (values: string) => values.split('|')[0]!.replace('residence.*', 'residence.change');

/** Facts under which every test of a line holds. */
const scenarioOf = (line: Line): Scenario => {
  const needs = eventShapes[line.event]!.needs;
  const takes = eventShapes[line.event]!.takes.filter((role) => role === 'applicant' && needs.length > 0);
  const scenario: Scenario = {
    data: { ...sampleData[line.event] },
    recipients: Object.fromEntries([...needs, ...takes].map((role) => [role, { ...people[role] }])),
    settings: {},
    procedureBefore: 'residence.change',
  };
  for (const test of testsOf(line)) {
    const setting = /^setting:(.+)=(on|off)$/.exec(test);
    const field = /^([a-z_.]+)(!?=)(.+)$/.exec(test);
    if (setting) scenario.settings[setting[1]!] = setting[2] === 'on';
    else if (test === 'applicant.email=filer.email') scenario.recipients.applicant = { ...people.filer };
    else if (test === 'items=phone') scenario.data.items = ['phone'];
    else if (test === 'items!=phone') scenario.data.items = ['department'];
    else if (test === 'holder_kind!=organisation') scenario.data.holder_kind = 'resident';
    else if (field && !/^(letter|applicant\.email|hard-bounced)$/.test(field[1]!) && field[2] === '=') {
      const [, name, , value] = field as unknown as [string, string, string, string];
      if (name === 'procedure' && !Object.hasOwn(sampleData[line.event] ?? {}, 'procedure'))
        scenario.procedureBefore = firstOf(value);
      // Of a bulk the password is the member's, and the member has one.
      else if (line.event === 'ras2.bulk.submitted') continue;
      else if (value === 'absent') delete scenario.data[name];
      else if (value === 'given') scenario.data[name] ??= name === 'expires_on' ? '2026-03-31' : 'B-0042';
      else scenario.data[name] = firstOf(value);
    }
  }
  return scenario;
};

/** Does a test of a line hold in a scenario? */
const holds = (test: string, s: Scenario, defaults: Record<string, boolean>): boolean => {
  const setting = /^setting:(.+)=(on|off)$/.exec(test);
  if (setting) return (s.settings[setting[1]!] ?? defaults[setting[1]!] ?? false) === (setting[2] === 'on');
  if (test === 'each application' || test === 'hard-bounced=none') return true;
  if (/^hard-bounce/.test(test)) return false;
  const emails = ['applicant', 'filer'].map((role) => (s.recipients[role] as { email?: string } | undefined)?.email);
  if (test === 'applicant.email=filer.email') return emails[0] === emails[1];
  if (test === 'applicant.email!=filer.email') return emails[0] !== emails[1];
  const items = (s.data.items ?? []) as string[];
  if (test === 'items=phone') return items.includes('phone');
  if (test === 'items!=phone') return !items.includes('phone');
  const [, name, sign, value] = /^([a-z_.]+)(!?=)(.+)$/.exec(test) as unknown as [string, string, string, string];
  const member: Json = s.data.applications ? { inquiry_password: 'p' } : {};
  const actual = s.data[name] ?? member[name] ?? (name === 'procedure' ? s.procedureBefore : undefined);
  if (value === 'given') return actual !== undefined;
  if (value === 'absent') return actual === undefined;
  const matches = value
    .split('|')
    .some((v) => (v === 'residence.*' ? String(actual).startsWith('residence.') : v === actual));
  return sign === '=' ? matches : !matches;
};

const defaultsOf = (system: string): Record<string, boolean> => {
  const { settings } = rulebooks.find((book) => book.system === system)!;
  return {
    ...settings.letters,
    'password-mail-in-bulk': settings.passwordMailInBulk,
    'result-to-applicant': settings.resultReadyToApplicant,
  };
};

/** Lines with a letter that a scenario must bring, by hand. */
const expected = (line: Line, s: Scenario): Line[] =>
  reported.filter(
    (other) =>
      other.event === line.event &&
      other.letter !== '' &&
      !needsBounce(other) &&
      testsOf(other).every((test) => holds(test, s, defaultsOf(line.system))),
  );

let app: TestApp;
const systems = new Map<string, System>();
beforeAll(async () => {
  app = await testApp();
  for (const system of eventSystems) systems.set(system, await systemOf(app, { system, type: 'test' }));
});
afterAll(() => app.stop());

const apply = async (line: Line, settings: Record<string, boolean>): Promise<void> => {
  const patch: Json = { letters: {} };
  for (const [name, on] of Object.entries({ ...defaultsOf(line.system), ...settings })) {
    const own = settingName(name);
    if (own) patch[own] = on;
    else (patch.letters as Json)[name] = on;
  }
  await app.running.parts.settings.change(line.system as 'ras2', patch, 'test');
};

type Happened = { now: string[]; later: string[]; reason: unknown; planned: Record<string, string> };

const play = async (line: Line, s: Scenario, language: string): Promise<Happened> => {
  const system = systems.get(line.system)!;
  const recipients = Object.fromEntries(
    Object.entries(s.recipients).map(([role, one]) => [role, { ...(one as Json), language }]),
  );
  const sent: Event = event(line.event, { data: { ...s.data, recipients } });
  for (const name of Object.keys(sent.data!)) if (!(name in s.data) && name !== 'recipients') delete sent.data![name];
  if (line.event === 'ras2.bulk.submitted')
    sent.data!.applications = [{ subject: `${sent.subject}-1`, reference: '1', inquiry_password: 'p' }];
  if (/-number$/.test(line.event) && line.system === 'ras2')
    await system.report(
      event('ras2.application.submitted', {
        subject: sent.subject,
        data: { procedure: s.procedureBefore!, recipients },
      }),
    );
  const { status, body } = await system.report(sent);
  expect([status, body.errors]).toEqual([202, undefined]);
  const letters = body.letters as { type: string; role: string; planned_at: string; language: string }[];
  const own = new Set((body.letters as { id: string }[]).map((l) => l.id));
  const subject = line.event === 'ras2.bulk.submitted' ? `${sent.subject}-1` : sent.subject;
  const played = await system.post(`/api/v1/cases/${line.system}/${subject}/advance`, {
    to: '2026-06-30T10:00:00+09:00',
  });
  expect(played.status).toBe(200);
  const before = new Set(['app-complete', 'app-inquiry-password']);
  const later = (played.body.letters as { id: string; type: string; role: string; outcome: string }[]).filter(
    (l) => !own.has(l.id) && !before.has(l.type),
  );
  expect(later.every((l) => l.outcome === 'accepted')).toBe(true);
  return {
    now: letters.map((l) => `${l.type} to ${l.role}`).sort(),
    later: [...new Set(later.map((l) => `${l.type} to ${l.role}`))].sort(),
    reason: body.reason,
    planned: Object.fromEntries(letters.map((l) => [`${l.type} to ${l.role}`, l.planned_at])),
  };
};

const named = (line: Line) => `${line.event}${line.condition ? ` (${line.condition})` : ''}`;
const name = (line: Line) => `${line.letter} to ${line.role}`;

describe.each(['ja', 'plja', 'en', 'ja,en'])('Every line of the catalogue, read in %s', (language) => {
  it.each(
    reported
      .filter((line) => !needsBounce(line))
      .map((line) => [`${named(line)} → ${line.letter || line.follow_up}`, line] as const),
  )('%s', async (_, line) => {
    const scenario = scenarioOf(line);
    await apply(line, scenario.settings);
    const happened = await play(line, scenario, language);
    const wanted = expected(line, scenario);
    expect(happened.now).toEqual([...new Set(wanted.filter((l) => !isFollowUp(l)).map(name))].sort());
    expect(happened.later).toEqual([...new Set(wanted.filter(isFollowUp).map(name))].sort());
    if (line.letter !== '') expect(wanted).toContain(line);
    else if (isPartial(line)) {
      const [, unsent] = /letter=(\S+)/.exec(line.condition)!;
      expect([...happened.now, ...happened.later]).not.toContain(`${unsent} to ${line.role}`);
    } else expect([happened.now, happened.later, happened.reason]).toEqual([[], [], line.follow_up]);
    if (line.timing.startsWith('at-once')) expect(happened.planned[name(line)]).toBe('2025-11-20T10:00:00+09:00');
    if (line.timing.startsWith('next-day')) expect(happened.planned[name(line)]).toBe('2025-11-21T09:00:00+09:00');
  });
});

describe('The catalogue and the rulebook', () => {
  it('name the same events', () => {
    expect([...new Set(lines.map((line) => line.event))].sort()).toEqual(
      rulebooks.flatMap((book) => book.events.map((rule) => rule.type)).sort(),
    );
  });

  it('name the same events as the contract of the API', () => {
    expect([...new Set(reported.map((line) => line.event))].sort()).toEqual(Object.keys(eventShapes).sort());
  });

  it('name the same letters, and every mail type but the staff’s is somebody’s', () => {
    const inRulebook = rulebooks.flatMap((book) =>
      book.events.flatMap((rule) => [
        ...rule.letters.flatMap((l) => [l.type, ...(l.onBounce ? [l.onBounce.type] : [])]),
        ...(rule.followUps ?? []).map((f) => f.type),
      ]),
    );
    const inCatalogue = lines.map((line) => line.letter).filter(Boolean);
    expect([...new Set(inRulebook)].sort()).toEqual([...new Set(inCatalogue)].sort());
    const shipped = mailTypes.filter((type) => !type.systems.includes('staff')).map((type) => type.id);
    expect([...new Set(inCatalogue)].sort()).toEqual(shipped.sort());
  });

  it('name the same stop conditions of every follow-up', () => {
    const words = (stop: string) => stop.replace(/\[.*\]$/, '');
    for (const line of reported.filter(isFollowUp)) {
      const rule = rulebooks.flatMap((book) => book.events).find((one) => one.type === line.event)!;
      const followUp = rule.followUps!.find((f) => f.type === line.letter)!;
      const enders = rulebooks
        .flatMap((book) => book.events)
        .filter(
          (rule) =>
            rule.type.startsWith(`${line.system}.`) && rule.ends?.some((end) => end.types.includes(followUp.type)),
        );
      const own = [...enders.map((rule) => rule.type), `${line.system}.case.closed`];
      // The same event begins the chain anew and is not always named.
      const byHand = line.follow_up
        .split(';')
        .filter((s) => s !== 'hard-bounce')
        .map(words);
      const restarts = rulebooks
        .flatMap((book) => book.events)
        .filter((one) => one.followUps?.some((f) => f.type === line.letter))
        .map((one) => one.type);
      expect(byHand.filter((stop) => !own.includes(stop))).toEqual([]);
      expect(own.filter((stop) => !byHand.includes(stop) && !restarts.includes(stop))).toEqual([]);
    }
  });

  it('know a sentence for every reason', () => {
    const reasons = reported.filter((l) => l.letter === '' && l.follow_up !== 'filer-only').map((l) => l.follow_up);
    expect([...new Set(reasons)].filter((reason) => !Object.hasOwn(reasonSentences, reason))).toEqual([]);
  });

  it('have the defaults that the catalogue says: two mails that may be switched off are on', () => {
    const switches = Object.fromEntries(rulebooks.flatMap((book) => Object.entries(book.settings.letters)));
    expect(
      Object.keys(switches)
        .filter((id) => switches[id])
        .sort(),
    ).toEqual(['bulk-summary', 'nl-unsubscribe-complete']);
  });
});
