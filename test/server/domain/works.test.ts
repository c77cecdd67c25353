/** Long works of staff: each piece is written once, whatever dies when; several take turns; what was cancelled stops. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRunner } from '../../../server/domain/works/runner.ts';
import { openWorks, type WorkKind, type Works } from '../../../server/domain/works/works.ts';
import { openLog } from '../../../server/lib/log.ts';
import { type TestApp, testApp } from '../../support/app.ts';
import { commandLine } from '../../support/hub.ts';
import { until } from '../../support/until.ts';

let app: TestApp;
let works: Works;
let real = Date.now();
beforeAll(async () => {
  app = await testApp();
  works = app.running.parts.works;
});
afterAll(() => app.stop());

/** Counts to `given.to`, noting each number; `trouble` may throw before a number is written, or after. */
const counting = (noted: number[], trouble: (n: number, when: 'before' | 'after') => void = () => {}) => {
  const kind: WorkKind<{ to: number; name?: string }, number, number> = {
    kind: 'test.count',
    next: async (work) => ((work.at ?? 0) < work.given.to ? (work.at ?? 0) + 1 : null),
    async write(trx, n) {
      trouble(n, 'before');
      await trx.knex('meta').insert({ name: `counted-${randomUUID()}`, value: String(n) });
      trx.afterCommit(() => noted.push(n));
      trouble(n, 'after');
      return { at: n, done: n, out: `${n};` };
    },
    finish: async (_trx, work) => ({ counted: work.done }),
  };
  return kind as unknown as WorkKind;
};
const runner = (kind: WorkKind, worker: string = randomUUID()) =>
  openRunner({ db: app.ground.db, clock: app.clock, log: openLog('silent', 'test'), works, worker, real: () => real }, [
    kind,
  ]);
const begin = (to: number) =>
  app.ground.db.write((trx) => works.begin(trx, { kind: 'test.count', actor: 'test', given: { to }, total: to }));
const outputOf = async (id: string) => {
  let text = '';
  for await (const part of works.output(id)) text += part;
  return text;
};

describe('a work', () => {
  it('is done piece by piece, and tells how far it is and what it made', async () => {
    const id = await begin(3);
    expect(await works.find(id)).toMatchObject({ state: 'waiting', done: 0, total: 3, beganAt: null });
    const noted: number[] = [];
    await runner(counting(noted)).run();
    expect(noted).toEqual([1, 2, 3]);
    expect(await works.find(id)).toMatchObject({
      state: 'done',
      done: 3,
      total: 3,
      result: { counted: 3 },
      endedAt: app.clock.now(),
    });
    expect(await outputOf(id)).toBe('1;2;3;');
    await expect(works.cancel('test', id)).rejects.toThrow('work.ended');
  });

  it('whose process dies in the middle of a piece is taken up where it stood, and no piece is written twice', async () => {
    const id = await begin(5);
    const first: number[] = [];
    // The process never comes back from its third piece: its transaction is undone, nobody says that it failed.
    let died = () => {};
    const dying = new Promise<void>((resolve) => {
      died = resolve;
    });
    const dead = counting(first);
    const hanging: WorkKind = {
      ...dead,
      async next(work) {
        if (work.done === 2) {
          died();
          await new Promise(() => {});
        }
        return dead.next(work);
      },
    };
    void runner(hanging, 'dead').run();
    await dying;
    const second: number[] = [];
    await runner(counting(second)).run();
    expect(second).toEqual([]);
    real += 61_000;
    await runner(counting(second)).run();
    expect([first, second]).toEqual([
      [1, 2],
      [3, 4, 5],
    ]);
    expect(await works.find(id)).toMatchObject({ state: 'done', done: 5 });
  });

  it('whose worker was taken for dead and comes back writes nothing any more', async () => {
    await begin(2);
    const late: number[] = [];
    const early: number[] = [];
    let goOn = () => {};
    const wait = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const slow = counting(late);
    let asked = false;
    const slowly: WorkKind = {
      ...slow,
      async next(work) {
        asked = true;
        await wait;
        return slow.next(work);
      },
    };
    const stale = runner(slowly, 'stale').run();
    expect(await until(() => asked)).toBe(true);
    real += 61_000;
    await runner(counting(early)).run();
    goOn();
    await stale;
    expect([early, late]).toEqual([[1, 2], []]);
  });

  it('that fails by something that passes is tried again; after five tries at one piece it is given up', async () => {
    const id = await begin(3);
    const noted: number[] = [];
    let troubles = 0;
    const now = counting(noted, (n, when) => {
      if (n === 2 && when === 'after' && troubles++ < 2) throw new Error('the disk is full');
    });
    for (let n = 0; n < 3; n++) {
      await runner(now).run();
      real += 10_000;
    }
    expect(noted).toEqual([1, 2, 3]);
    expect(await works.find(id)).toMatchObject({ state: 'done', error: null });

    const hopeless = await begin(3);
    const always = counting([], (n) => {
      if (n === 2) throw new Error('the disk is full');
    });
    for (let n = 0; n < 7; n++) {
      await runner(always).run();
      real += 10_000;
    }
    expect(await works.find(hopeless)).toMatchObject({ state: 'failed', done: 1, error: 'the disk is full' });
  });

  it('that was cancelled stops between two pieces, and what is written stays', async () => {
    const id = await begin(100);
    const noted: number[] = [];
    const kind = counting(noted);
    await runner({
      ...kind,
      async next(work) {
        if (work.done === 3) await works.cancel('test', id);
        return kind.next(work);
      },
    }).run();
    expect(noted).toEqual([1, 2, 3]);
    expect(await works.find(id)).toMatchObject({ state: 'cancelled', done: 3 });
    await expect(works.cancel('test', id)).rejects.toThrow('work.ended');
    await expect(works.find('nobody')).rejects.toThrow('not.found');
  });

  it('of a kind that this program does not know waits for one that does', async () => {
    const id = await begin(1);
    await runner({ ...counting([]), kind: 'test.other' }).run();
    expect(await works.find(id)).toMatchObject({ state: 'waiting' });
    real += 61_000;
    await runner(counting([])).run();
    expect(await works.find(id)).toMatchObject({ state: 'done' });
  });

  it('and what it was given is sealed for its row alone', async () => {
    const db = app.ground.db;
    const given = { to: 1, name: 'sample.taro@example.jp' };
    const id = await db.write((trx) => works.begin(trx, { kind: 'test.count', actor: 'test', given }));
    const row = await db.knex('work').where({ public_id: id }).first();
    expect(Buffer.from(row.given).includes('sample.taro')).toBe(false);
    const other = openWorks({ ...app.ground, clock: app.clock }).opened(row);
    expect(other.given).toEqual(given);
    await runner(counting([])).run();
  });
});

it('an import handed in on the command line is done by a clock, with its bad rows to read', async () => {
  const { DATABASE_URL, DATA_DIR, MASTER_KEY } = app.ground.config;
  const hub = commandLine({ NODE_ENV: 'test', DATABASE_URL, DATA_DIR, MASTER_KEY });
  const folder = mkdtempSync(join(tmpdir(), 'fumibako-works-'));
  const topic = (await app.ground.db.knex('topic').first('code')).code as string;
  const rows = Array.from({ length: 450 }, (_, n) => `later${n}@example.jp,ja,${topic}`);
  writeFileSync(join(folder, 'in.csv'), ['email,language,topics', ...rows, 'nobody,ja,x', rows[0]].join('\n'));
  const said = await hub('subscribers', 'import', join(folder, 'in.csv'), '--later', '--json');
  expect(said).toMatchObject({ code: 0, stderr: '' });
  const { work } = JSON.parse(said.stdout) as { work: string };
  expect(await works.find(work)).toMatchObject({ state: 'waiting', total: 452 });
  const own = { ...app.ground, works, worker: 'clock', real: () => real };
  await openRunner(own, [app.running.parts.laterImports.kind]).run();
  const result = { rows: 452, added: 450, known: 1, bad: 1 };
  expect(await works.find(work)).toMatchObject({ state: 'done', done: 452, result });
  expect(await outputOf(work)).toBe('452,nobody,"email address.no-at, topics topic.unknown"\n');
  expect(await app.ground.db.knex('work_part').where({ side: 'in' })).toEqual([]);
  const shown = await hub('works', 'show', work);
  expect(shown.stdout).toContain('added 450');
  rmSync(folder, { recursive: true, force: true });
});
