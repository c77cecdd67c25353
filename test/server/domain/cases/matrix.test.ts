/** Every event × everything that may be open in a case, in every state: what must be ended, by a table written by hand. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventShapes } from '../../../../server/contract/events.ts';
import { type TestApp, testApp } from '../../../support/app.ts';
import { event, type Json, type System, sampleData, systemOf } from '../../../support/systems.ts';

const returns = ['correction-request', 'additional-docs-request', 'correction-reminder'];
const certificate = ['coe-delivery', 'coe-receipt-reminder'];
const application = [
  ...returns,
  ...certificate,
  'app-complete',
  'app-inquiry-password',
  'app-provisional-number',
  'app-receipt-number',
  'report-receipt-number',
  'staff-contact',
  'result-ready',
  'delivery-method-changed',
  'delivery-method-refused',
];
const account = [
  'ens-registration-complete',
  'ens-id-renotice',
  'ens-email-changed',
  'ens-password-changed',
  'ens-password-expiry-warning',
];
const notice = [
  'ens-notice-accepted',
  'ens-notice-accept-error',
  'ens-notice-registered',
  'ens-notice-registration-error',
];

/** What each event ends; an event that is not named ends nothing. */
const must: Readonly<Record<string, readonly string[]>> = {
  'ras2.account.password-changed': ['ras2-password-expiry-warning'],
  'ras2.account.password-expires': ['ras2-password-expiry-warning'],
  'ras2.application.provisional-number': ['app-provisional-number'],
  'ras2.application.receipt-number': ['app-receipt-number'],
  'ras2.application.returned': ['correction-reminder'],
  'ras2.application.resubmitted': returns,
  'ras2.application.withdrawn': application,
  'ras2.application.status-changed': ['correction-reminder'],
  'ras2.delivery-method.changed': certificate,
  'ras2.report.due': ['report-due-notice'],
  'ras2.coe.issued': ['coe-receipt-reminder'],
  'ras2.coe.receipt-registered': certificate,
  'ras2.coe.cancelled': certificate,
  'ras1.delivery-method.changed': certificate,
  'ras1.coe.issued': ['coe-receipt-reminder'],
  'ras1.coe.receipt-registered': certificate,
  'ras1.coe.cancelled': certificate,
  'ens.account.registered': ['ens-password-expiry-warning'],
  'ens.account.password-changed': ['ens-password-expiry-warning'],
  'ens.account.expired': account,
  'ens.account.invalidated': account,
  'ens.account.erased': account,
  'ens.notice.deleted': notice,
};
const ends = (ender: string, type: string): boolean =>
  ender.endsWith('.case.closed') || (must[ender] ?? []).includes(type);

/** As the worker leaves a letter; `natural` is what it is after it was posted: planned or waiting. */
const states = ['natural', 'held', 'deferred', 'sending', 'accepted', 'bounced', 'expired'] as const;
type State = (typeof states)[number];
const after: Readonly<Record<State, string>> = {
  natural: 'cancelled',
  held: 'cancelled',
  deferred: 'cancelled',
  sending: 'sending',
  accepted: 'accepted',
  bounced: 'bounced',
  expired: 'expired',
};
const told: Readonly<Partial<Record<State, string>>> = {
  natural: 'cancelled',
  held: 'cancelled',
  deferred: 'cancelled',
  sending: 'in_flight',
  accepted: 'left',
};

/** Openers with data that opens as much as they can. */
const more: Readonly<Record<string, Json>> = {
  'ens.account.registered': { holder_kind: 'organisation', expires_on: '2026-03-31' },
  'ens.account.password-changed': { holder_kind: 'organisation', expires_on: '2026-03-31' },
};
const skipped = (type: string) => /bulk|address-corrected/.test(type);
const typesOf = (system: string) => Object.keys(eventShapes).filter((t) => t.startsWith(`${system}.`) && !skipped(t));

let app: TestApp;
const systems = new Map<string, System>();
beforeAll(async () => {
  app = await testApp();
  for (const system of ['ras2', 'ras1', 'ens']) systems.set(system, await systemOf(app, { system }));
  await app.running.parts.settings.change(
    'ras2',
    { letters: { 'ras2-password-expiry-warning': true, 'report-due-notice': true } },
    'test',
  );
});
afterAll(() => app.stop());

type Answer = { id: string; subject: string } & Record<string, { id: string; type: string }[] | undefined>;
const send = async (system: string, events: Json[]): Promise<Answer[]> => {
  const answers: Answer[] = [];
  for (let i = 0; i < events.length; i += 250) {
    const { status, body } = await systems.get(system)!.report(events.slice(i, i + 250));
    expect([status, body.errors]).toEqual([202, []]);
    answers.push(...(body.events as Answer[]));
  }
  return answers;
};

const place = async (state: State, ids: string[]): Promise<void> => {
  if (state === 'natural') return;
  const { db, clock } = app.ground;
  const final = ['accepted', 'bounced', 'expired'].includes(state);
  for (let i = 0; i < ids.length; i += 400)
    await db.write((trx) =>
      trx
        .knex('letter')
        .whereIn('public_id', ids.slice(i, i + 400))
        .update({
          state,
          ...(final ? { final_at: clock.now() } : {}),
          ...(state === 'accepted' ? { sent_at: clock.now() } : {}),
        }),
    );
};

describe.each(['ras2', 'ras1', 'ens'])('In %s', (system) => {
  it.each(states)('every event meets every letter and every follow-up: %s', async (state) => {
    const openers = typesOf(system).filter((type) => !type.endsWith('.case.closed'));
    const pairs = openers.flatMap((opener) => typesOf(system).map((ender) => ({ opener, ender })));
    const named = pairs.map((pair, i) => ({ ...pair, subject: `${state}-${system}-${i}` }));
    const data = (type: string): Json => ({ ...sampleData[type], ...more[type] });
    const opened = await send(
      system,
      named.map(({ opener, subject }) => event(opener, { subject, data: data(opener) })),
    );
    const kept = opened.map((answer, i) => ({ ...named[i]!, letters: answer.letters! })).filter((one) => one.letters);
    await place(
      state,
      kept.flatMap((one) => one.letters.map((l) => l.id)),
    );
    const chains = await app.ground.db
      .knex('chain')
      .join('event', 'event.id', 'chain.event_id')
      .whereIn('chain.state', ['waiting', 'running'])
      .select('chain.id', 'chain.type', 'event.source_id');
    const byEvent = Map.groupBy(chains as { id: number; type: string; source_id: string }[], (c) => c.source_id);
    const answers = await send(
      system,
      kept.map(({ ender, subject }) => event(ender, { subject, data: data(ender) })),
    );
    const rows = await app.ground.db.knex('letter').select('public_id', 'state', 'ended_by');
    const now = new Map(
      (rows as { public_id: string; state: string; ended_by: string | null }[]).map((r) => [r.public_id, r]),
    );
    const live = new Set(
      (await app.ground.db.knex('chain').whereIn('state', ['waiting', 'running']).select('id')).map(
        (c: { id: number }) => c.id,
      ),
    );
    const wrong: unknown[] = [];
    let met = 0;
    for (const [i, { opener, ender, letters }] of kept.entries()) {
      for (const { id, type } of letters) {
        const before = state === 'natural' ? ['planned', 'waiting'] : [state];
        const { state: is, ended_by: by } = now.get(id)!;
        const ended = ends(ender, type);
        const list = told[state];
        const said = list === undefined || (answers[i]![list] ?? []).some((one) => one.id === id) === ended;
        const right = ended ? is === after[state] && by !== null : before.includes(is) && by === null;
        if (ended) met++;
        if (!right || !said) wrong.push({ opener, ender, type, is, by, said });
      }
      for (const { id, type } of byEvent.get(opened[i]!.id) ?? [])
        if (live.has(id) === ends(ender, type)) wrong.push({ opener, ender, chain: type });
    }
    expect(wrong).toEqual([]);
    expect(met).toBeGreaterThan(5);
  });
});
