/** A letter that was cancelled while its lane was held leaves after nothing: not after restarts, a failover, nor when the hold is lifted (A2). */
import type { ChildProcess } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { jstDate } from '../../server/lib/clock.ts';
import { engine } from '../support/database.ts';
import { commandLine, type Said } from '../support/hub.ts';
import { freePorts } from '../support/ports.ts';
import { event, type Json } from '../support/systems.ts';
import { ended, type FaultGround, faultGround, strike, sure } from './harness.ts';

let g: FaultGround;
let key: string;
beforeEach(async () => {
  g = await faultGround();
  const said = await hub('keys', 'create', '--name', 'k', '--type', 'live', '--system', 'ras2', '--json');
  key = (JSON.parse(said.stdout) as { key: string }).key;
});
afterEach(() => g.close());

const hub = async (...words: string[]): Promise<Said> => {
  const said = await commandLine(g.settings)(...words);
  if (said.code !== 0) throw new Error(`${words.join(' ')}: ${said.stderr}`);
  return said;
};
const report = async (door: string, type: string, subject: string, data: Json = {}): Promise<Json> => {
  const sent = event(type, { subject, time: new Date().toISOString(), data });
  const answer = await fetch(`${door}/api/v1/events`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/cloudevents+json' },
    body: JSON.stringify(sent),
  });
  const body = (await answer.json()) as Json;
  expect([type, subject, answer.status, body.errors]).toEqual([type, subject, 202, undefined]);
  return body;
};
const issue = (door: string, subject: string) => {
  const today = jstDate(Date.now());
  return report(door, 'ras2.coe.issued', subject, {
    issued_on: today,
    recipients: { filer: { email: `${subject}@example.jp` } },
  });
};
const certificates = () => g.arrived.map(({ to }) => to);

/** The program dies whole, its delivery processes too. */
const killAll = async (hubs: ChildProcess) => {
  const pids = await g.workers();
  await ended(hubs, 'SIGKILL');
  for (const pid of pids) strike(pid);
};

/** Who goes on after a death: on PostgreSQL another machine with a folder and ports of its own, on SQLite the same one. */
const successor = async (n: number): Promise<{ door: string; process: ChildProcess }> => {
  if (engine === 'sqlite') return { door: g.door, process: await g.startHub() };
  const folder = join(g.folder, `machine-${n}`);
  mkdirSync(folder);
  const port = await freePorts(2);
  const own = { DATA_DIR: folder, HTTP_PORT: String(port), SMTP_PORT: String(port + 1) };
  return { door: `http://127.0.0.1:${port}`, process: await g.startHub(own) };
};
const open = (door: string) =>
  sure('the web answers', () =>
    fetch(`${door}/readyz`).then(
      (answer) => answer.ok,
      () => false,
    ),
  );

it('a certificate cancelled in a held lane never leaves; those that stand leave', async () => {
  const first = await g.startHub();
  await open(g.door);
  await hub('holds', 'set', 'lane', 'transactional', '--reason', 'maintenance');
  const subjects = ['kept-a', 'gone-a', 'gone-b', 'kept-b'];
  for (const subject of subjects) await issue(g.door, subject);
  await killAll(first);
  const second = await successor(2);
  await open(second.door);
  for (const subject of ['gone-a', 'gone-b']) {
    const answer = await report(second.door, 'ras2.coe.cancelled', subject);
    expect(answer).toMatchObject({ cancelled: [{ type: 'coe-delivery', role: 'filer' }], left: [] });
  }
  await killAll(second.process);
  const third = await successor(3);
  await open(third.door);
  expect(certificates()).toEqual([]);
  await hub('holds', 'lift', 'lane', 'transactional');
  // What takes the lane over meanwhile dies once more, with letters in hand or not.
  strike((await g.someWorkers())[0]);
  const kept = ['kept-a@example.jp', 'kept-b@example.jp'];
  await sure('the two that stand', () => kept.every((to) => certificates().includes(to)));
  // One posted last leaves after them: whatever was to leave before it has left.
  await issue(third.door, 'last');
  await sure('the last one', () => certificates().includes('last@example.jp'));
  expect([...new Set(certificates())].sort()).toEqual([...kept, 'last@example.jp'].sort());
  const rows = await g.db.knex('letter').where({ type: 'coe-delivery' }).orderBy('id').select('state', 'reason');
  expect(rows.map(({ state, reason }) => `${state} ${reason}`).slice(1, 3)).toEqual(
    Array(2).fill('cancelled ras2.coe.cancelled'),
  );
}, 420_000);
