/** The daily summary: two clocks on one database, their job of each morning, what stands in the outbox, and the mail as it is read. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readWords } from '../../../../server/cli/command.ts';
import { operatorCommands } from '../../../../server/cli/people.ts';
import { deliverHere } from '../../../../server/deliver.ts';
import { wind } from '../../../../server/jobs.ts';
import { DAY } from '../../../../server/lib/clock.ts';
import type { RunTick } from '../../../../server/queue/port.ts';
import { insertSuspension } from '../../../../server/store/suspensions.ts';
import { type Newsroom, newsroom, sampleTexts } from '../../../support/newsroom.ts';
import { carry } from '../../../support/postman.ts';
import { personWith } from '../../../support/staff.ts';
import { event, type System, systemOf } from '../../../support/systems.ts';
import { until } from '../../../support/until.ts';

type Person = Awaited<ReturnType<typeof personWith>>;
let room: Newsroom;
let ras2: System;
let operator: Person;
let author: Person;
const clocks: RunTick[] = [];
beforeAll(async () => {
  room = await newsroom();
  ras2 = await systemOf(room);
  operator = await personWith(room, ['operator'], { email: 'operator@example.jp' });
  author = await personWith(room, ['author'], { email: 'author@example.jp' });
  await personWith(room, ['operator'], { email: 'without@example.jp' });
  for (const worker of ['one', 'two']) {
    const queue = {
      every: (_name: string, _period: number, run: RunTick) => void clocks.push(run),
      nudge: () => {},
      start: async () => {},
      stop: async () => {},
    };
    wind({ db: room.db, clock: room.clock, log: room.ground.log, queue, worker }, room.parts.summaries.jobs);
  }
});
afterAll(() => room.stop());

/** Both clocks look at the same moment. */
const morning = async (at: string) => {
  room.clock.set(`${at}+09:00`);
  await Promise.all(clocks.map((tick) => tick(false)));
};
const summaries = async () => (await room.letters()).filter((letter) => letter.type === 'staff-daily-summary');
const told = async () => (await summaries()).map(({ to, variables }) => `${to} ${String(variables.day)}`);
const acts = async () =>
  (
    await room.db.knex('audit').where('action', 'like', 'operator.summary%').orderBy('seq').select('actor', 'action')
  ).map((line: { actor: string; action: string }) => `${line.actor} ${line.action}`);
const cli = async (...words: string[]) => {
  const command = operatorCommands.find(({ name }) => name === 'operators summary')!;
  const said: { lines: string[]; answer: unknown } = { lines: [], answer: null };
  await command.run(readWords(command, words), async () => room.ground, {
    json: true,
    line: (text) => void said.lines.push(text),
    answer: (value) => {
      said.answer = value;
    },
    progress: () => {},
    fails: () => {},
  });
  return said;
};

describe('the switch', () => {
  it('is off until its owner turns it on; the audit log keeps each change and no repetition', async () => {
    await morning('2026-04-01T10:00:00');
    expect((await operator.get('/session')).body).toMatchObject({ summary: false });
    expect((await operator.put('/session/summary', { on: 'yes' })).status).toBe(422);
    for (let n = 0; n < 2; n++) expect((await operator.put('/session/summary', { on: true })).status).toBe(200);
    expect((await operator.get('/session')).body).toMatchObject({ summary: true });
    expect(await acts()).toEqual([`operator:${operator.id} operator.summary-on`]);
    await morning('2026-04-01T10:00:01');
    expect(await told()).toEqual([]);
  });

  it('is turned at the command line as well, which names the wrong word and the unknown person', async () => {
    expect((await cli('on', 'AUTHOR@example.jp')).answer).toEqual({ id: author.id, summary: true, changed: true });
    expect((await cli('on', author.email)).lines).toEqual([`The daily summary was already on for ${author.email}.`]);
    expect((await author.get('/session')).body).toMatchObject({ summary: true });
    expect((await acts()).at(-1)).toBe('command-line operator.summary-on');
    await expect(cli('maybe', author.email)).rejects.toThrow('takes on or off, not maybe');
    await expect(cli('on', 'nobody@example.jp')).rejects.toMatchObject({ code: 'not.found' });
  });
});

const schedule = async (plannedAt: number) => {
  const [writes, decides] = [await room.person(['author']), await room.person(['approver'])];
  await room.readers(room.topics[0]!.code, 1);
  const draft = { topics: [room.topics[0]!.code], texts: sampleTexts, plannedAt };
  const { id } = await room.parts.bulletins.create(writes.actor, draft);
  await room.parts.approval.submit(writes, id, { revision: 1, warningsTicked: true });
  await room.parts.approval.approve(decides, id, { hash: (await room.parts.release.lastPage(id)).whole.hash });
  const { whole, reach } = await room.parts.release.lastPage(id);
  await room.parts.release.release(decides, id, { hash: whole.hash, people: reach.total });
};
let suspensions = 0;
const suspend = async (state: 'resting' | 'held', began_at: number) => {
  const [reader_id] = (await room.readers(room.topics[0]!.code, 1, {
    first: ++suspensions,
    domain: 'reader.example.jp',
  })) as [number];
  await room.db.write((trx) =>
    insertSuspension(trx, {
      public_id: `s${state}${began_at}`,
      reader_id,
      domain_class: 'other',
      domain: 'example.jp',
      kind: 'hard-bounce',
      reason: 'userunknown',
      state,
      began_at,
      rests_until: null,
      ended_at: null,
      topics: null,
      brake_id: null,
      purge_after: began_at + 365 * DAY,
    }),
  );
};

describe('the mail of the morning', () => {
  const next = Date.parse('2026-04-02T15:00:00+09:00');

  it('has the figures of the day before and of now, with links to the screens that its reader may open', async () => {
    await carry(room);
    await ras2.report(event('ras2.declaration.refused'));
    await carry(room, () => ({ state: 'refused', reason: 'userunknown' }));
    const [task] = ((await operator.get('/tasks?state=open')).body as { data: { id: string }[] }).data;
    expect((await operator.post(`/tasks/${task!.id}/due`, { day: '2026-04-01' })).status).toBe(200);
    const now = room.clock.now();
    for (const at of [now, now + 1, now - DAY]) await suspend('resting', at);
    await suspend('held', now);
    await schedule(next);
    const { days } = (await operator.get('/home')).body as {
      days: { date: string; accepted: number; failed: number }[];
    };
    const yesterday = days.at(-1)!;
    expect(yesterday).toMatchObject({ date: '2026-04-01', failed: 1 });
    expect(yesterday.accepted).toBeGreaterThan(2);

    await morning('2026-04-02T08:29:59');
    expect(await told()).toEqual([]);
    await morning('2026-04-02T08:30:00');
    expect((await told()).sort()).toEqual(['author@example.jp 2026-04-01', 'operator@example.jp 2026-04-01']);
    const [forOperator, forAuthor] = ['operator@example.jp', 'author@example.jp'].map(
      async (email) => (await summaries()).find(({ to }) => to === email)!.variables,
    );
    const figures = {
      ...{ day: '2026-04-01', accepted: yesterday.accepted, failed: 1, unknown: 0, suspended: 2 },
      ...{ tasks: 1, old: 0, late: 1, troubles: 0, bulletins: 1, letters: 0, next_at: next },
      note: expect.objectContaining({ ja: expect.stringContaining('外へ出ず') }),
    };
    const at = (path: string) => `${room.url.replace('127.0.0.1', 'localhost')}/console/#/${path}`;
    const everybody = { ...figures, console_url: at(''), account_url: at('account'), bulletins_url: at('bulletins') };
    expect(await forAuthor).toEqual(everybody);
    expect(await forOperator).toEqual({
      ...everybody,
      accepted_url: at('letters?group=accepted&day=2026-04-01'),
      failed_url: at('letters?group=lost&day=2026-04-01'),
      unknown_url: at('letters?group=lost&day=2026-04-01'),
      suspended_url: at('suspended'),
      tasks_url: at('tasks'),
      late_url: at('tasks'),
      troubles_url: at('delivery'),
    });
  });

  it('is read in the mailbox, each figure in words with its link below, and without anything of the other', async () => {
    const stop = await deliverHere(room.ground, room.ground.live.httpPort);
    const open = async () =>
      (await room.db.knex('letter').where({ type: 'staff-daily-summary' })) as { state: string }[];
    expect(await until(async () => (await open()).every(({ state }) => state === 'accepted'))).toBe(true);
    await stop();
    const mailbox = room.ground.live.mailbox!;
    const [whole] = await mailbox.listWhole({ to: 'operator@example.jp', limit: 1 });
    const [part] = await mailbox.listWhole({ to: 'author@example.jp', limit: 1 });
    expect(whole).toMatchObject({ type: 'staff-daily-summary', subject: expect.stringContaining('のまとめ') });
    expect(whole!.text).toMatch(/送れなかったメール：1通\n+http\S+#\/letters\?group=lost&day=2026-04-01\n/);
    expect(whole!.text).toMatch(/期日を過ぎた作業：1件\n+http\S+#\/tasks\n/);
    expect(part!.text).toContain('送れなかったメール：1通');
    expect(part!.text).not.toContain('#/letters');
    for (const mail of [whole!, part!])
      expect(`${mail.subject}${mail.text}${mail.html}`).not.toMatch(/\{\{|@example\.jp/);
  });

  it('comes once after days of standstill, at whatever hour, and again the next morning', async () => {
    await morning('2026-04-02T08:30:01');
    await morning('2026-04-02T23:59:00');
    expect(await told()).toHaveLength(2);
    await morning('2026-04-06T23:00:00');
    await morning('2026-04-06T23:00:02');
    expect((await told()).slice(2).sort()).toEqual(['author@example.jp 2026-04-05', 'operator@example.jp 2026-04-05']);
    await morning('2026-04-07T08:30:00');
    expect((await told()).slice(4).sort()).toEqual(['author@example.jp 2026-04-06', 'operator@example.jp 2026-04-06']);
    expect((await summaries()).at(-1)!.variables).not.toHaveProperty('next_at');
  });

  it('is no second one when the clock is set back', async () => {
    await morning('2026-04-06T09:00:00');
    await morning('2026-04-07T09:00:00');
    expect(await told()).toHaveLength(6);
  });

  it('comes no more to whoever turned it off or retired; who retired is not asked again', async () => {
    expect((await operator.signIn(operator.email)).status).toBe(200);
    expect((await operator.put('/session/summary', { on: false })).status).toBe(200);
    await room.parts.operators.people.retire({ actor: 'test' }, author.id, '異動');
    await morning('2026-04-09T09:00:00');
    expect(await told()).toHaveLength(6);
    await expect(cli('on', author.email)).rejects.toMatchObject({ code: 'person.retired' });
    expect((await acts()).at(-1)).toBe(`operator:${operator.id} operator.summary-off`);
  });
});
