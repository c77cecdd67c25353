/** The tokenizer's thread: started at the first question, ended when idle, replaced when it broke. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { openTokenDesk } from '../../../../server/letters/ruby/tokenDesk.ts';

const folder = mkdtempSync(join(tmpdir(), 'fumibako-desk-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const programme = (name: string, body: string) => {
  const file = join(folder, `${name}.mjs`);
  writeFileSync(file, `import { parentPort } from 'node:worker_threads';\n${body}`);
  return pathToFileURL(file);
};

it('carries nothing before the first question and nothing after ten idle minutes', async () => {
  const waits: { ms: number; work: () => void }[] = [];
  const desk = openTokenDesk({
    programme: programme(
      'echo',
      'parentPort.on("message", ({ id, lines }) => parentPort.postMessage({ id, words: lines.map(() => []) }));',
    ),
    after: (ms, work) => {
      const one = { ms, work };
      waits.push(one);
      return () => void waits.splice(waits.indexOf(one), 1);
    },
  });
  expect(desk.loaded()).toBe(false);
  expect(await desk.words([])).toEqual([]);
  expect(desk.loaded()).toBe(false);
  expect(await desk.words(['一', '二'])).toEqual([[], []]);
  expect(desk.loaded()).toBe(true);
  expect(waits.map(({ ms }) => ms)).toEqual([600_000]);
  // Asked again in time: the waiting begins anew.
  await desk.words(['三']);
  expect(waits).toHaveLength(1);
  waits[0]!.work();
  expect(desk.loaded()).toBe(false);
  expect(await desk.words(['四'])).toEqual([[]]);
  await desk.close();
});

it('fails the questions of a thread that breaks, and answers the next ones with another', async () => {
  const desk = openTokenDesk({
    programme: programme(
      'breaks',
      'parentPort.on("message", ({ id, lines }) => { if (lines[0] === "壊") process.exit(3); parentPort.postMessage({ id, words: [[]] }); });',
    ),
  });
  await expect(desk.words(['壊'])).rejects.toMatchObject({ code: 'plja.tokenizer' });
  expect(await desk.words(['次'])).toEqual([[]]);
  await desk.close();
  expect(desk.loaded()).toBe(false);
});

it('turns away what would wait too long', async () => {
  const desk = openTokenDesk({ programme: programme('silent', 'parentPort.on("message", () => {});') });
  const asked = Array.from({ length: 32 }, () => desk.words(['待']));
  await expect(desk.words(['待'])).rejects.toMatchObject({ code: 'plja.busy' });
  const ended = Promise.allSettled(asked);
  await desk.close();
  expect((await ended).every(({ status }) => status === 'rejected')).toBe(true);
});
