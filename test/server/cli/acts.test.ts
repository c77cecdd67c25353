/** What the console does to cases, keys, tasks and relays, done by the command line; each with the same refusals and the same audit lines. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readWords } from '../../../server/cli/command.ts';
import { findCommand } from '../../../server/cli/commands.ts';
import { openReturns } from '../../../server/domain/returns/returns.ts';
import { makeReturnPath } from '../../../server/lib/token.ts';
import { type TestApp, testApp } from '../../support/app.ts';
import { carry } from '../../support/postman.ts';
import { personWith, type Staff } from '../../support/staff.ts';
import { event, type Json, people, type System, systemOf } from '../../support/systems.ts';

let app: TestApp;
let ras2: System;
let desk: Staff & { email: string };
beforeAll(async () => {
  app = await testApp();
  ras2 = await systemOf(app);
  desk = await personWith(app, ['operator', 'helpdesk', 'administrator']);
});
afterAll(() => app.stop());

/** The command as it runs after the program has read its words: what it prints, and its answer for machines. */
const hub = async (...words: string[]) => {
  const { command, rest } = findCommand(words)!;
  const said = { lines: [] as string[], answer: undefined as unknown, failed: false };
  await command.run(readWords(command, rest), async () => app.ground, {
    json: false,
    line: (text) => said.lines.push(text),
    answer: (value) => {
      said.answer = value;
    },
    progress: () => {},
    fails: () => {
      said.failed = true;
    },
  });
  return said;
};
const refusal = (...words: string[]) =>
  hub(...words).then(
    () => null,
    (error: { code?: string; message: string }) => error.code ?? error.message,
  );
const acts = async (object: string) =>
  ((await app.ground.db.knex('audit').where({ object }).orderBy('seq')) as Json[]).map((line) => line.action);

it('a case: its address is corrected, a chain ends, it closes', async () => {
  await ras2.report(event('ras2.application.returned', { subject: 'c', data: { kind: 'documents' } }));
  await carry(app, (to) =>
    to === people.filer!.email ? { state: 'refused', reason: 'userunknown' } : { state: 'accepted' },
  );
  const { data } = (await desk.get('/cases')).body as { data: { id: string }[] };
  const id = data[0]!.id;
  const corrected = ['cases', 'correct-address', id, '--role', 'filer', '--email', 'right@example.jp'];
  expect(await refusal(...corrected)).toBe('--reason is missing');
  expect(await refusal(...corrected.with(4, 'nobody'), '--reason', 'r')).toBe('--role takes holder, filer, applicant');
  expect((await hub(...corrected, '--reason', 'by telephone')).answer).toMatchObject({ sentAgain: 1, lost: 0 });
  await carry(app);
  const shown = (await hub('cases', 'show', id)).answer as { followUps: { id: string; state: string }[] };
  const chain = shown.followUps.find((one) => one.state === 'running')!;
  await hub('cases', 'stop-chain', id, chain.id, '--reason', 'settled at the desk');
  expect(await refusal('cases', 'stop-chain', id, chain.id, '--reason', 'r')).toBe('chain.ended');
  expect((await hub('cases', 'close', id, '--reason', 'done')).answer).toMatchObject({ state: 'closed' });
  expect(await refusal('cases', 'close', id, '--reason', 'done')).toBe('case.closed');
  expect(await acts(`case:${id}`)).toEqual(['case.correct-address', 'case.stop-chain', 'case.close']);
});

it('a key is changed for a new one while the one before is still taken', async () => {
  const made = (await hub('keys', 'create', '--name', 'n', '--type', 'live', '--system', 'ras2')).answer as Json;
  const next = (await hub('keys', 'rotate', String(made.id), '--overlap', '2')).answer as Json;
  expect(next.id).not.toBe(made.id);
  const { expires_at } = await app.ground.db.knex('api_key').where({ public_id: made.id }).first();
  expect(Number(expires_at)).toBe(app.clock.now() + 2 * 3_600_000);
  expect(await refusal('keys', 'rotate', String(next.id), '--overlap', '721')).toContain('from 0 to 720');
});

it('a task is given to somebody who may close it, and to nobody else', async () => {
  const author = await personWith(app, ['author']);
  await ras2.report(event('ras2.application.returned', { subject: 't', data: { kind: 'documents' } }));
  await carry(app, () => ({ state: 'refused', reason: 'userunknown' }));
  const task = await app.ground.db.knex('task').where({ state: 'open' }).first();
  expect(await refusal('tasks', 'assign', task.public_id, author.email)).toBe('not.found');
  expect((await hub('tasks', 'assign', task.public_id, desk.email.toUpperCase())).answer).toMatchObject({
    takenBy: expect.stringContaining('operator:'),
  });
});

it('without a relay a check says where mail stays, at both doors', async () => {
  expect((await hub('relays', 'check')).lines).toEqual(['SMTP_URL is not set: mail stays in the built-in mailbox.']);
  expect((await desk.post('/delivery/check-relays')).body).toEqual({ data: [] });
});

it('the report that came back for a letter is read by who may read letters, and the look is written down', async () => {
  const { id, public_id, message_id } = await app.ground.db
    .knex('letter')
    .where({ system: 'ras2' })
    .orderBy('id')
    .first();
  const raw = Buffer.from(`Subject: failed\r\n\r\nuser unknown\r\n\r\nMessage-ID: ${message_id}\r\n\r\nour text`);
  const report = { class: 'hard', status: '5.1.1', reason: 'userunknown', raw } as const;
  await openReturns(app.ground).take(makeReturnPath(app.ground.ring, { bulletin: 0, row: id }), report);
  const read = (await desk.post(`/letters/${public_id}/reports`)).body;
  expect(read).toEqual({ data: [{ at: app.clock.now(), text: 'Subject: failed\n\nuser unknown' }] });
  expect(await acts(`letter:${public_id}`)).toContain('letter.read');
});
