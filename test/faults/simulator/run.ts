/**
 * `node test/faults/simulator/run.ts [--schedules 300] [--seed 1] [--trace] [--mood MOOD] [--plant MISTAKE]`: plays bad days, the first of them
 * a second time. Names what was not kept, with its seed, and ends with 1; `--trace` prints everything that happened. The last line is figures.
 * `--mood` is what the relay does to every mail from the beginning. With a planted mistake it stops at the first day that shows it, and ends
 * with 1 when none did.
 */
import { parseArgs } from 'node:util';
import { takeDriver } from './disk.ts';
import { type MistakeName, mistakes, plant } from './planted.ts';
import { takeOver, withChance } from './world.ts';

const { values } = parseArgs({
  options: {
    schedules: { type: 'string', default: '300' },
    seed: { type: 'string', default: '1' },
    trace: { type: 'boolean', default: false },
    mood: { type: 'string', default: 'well' },
    plant: { type: 'string' },
  },
});
const say = (words: string) => void process.stdout.write(`${words}\n`);
if (values.plant !== undefined) {
  if (!Object.hasOwn(mistakes, values.plant))
    throw new Error(`--plant takes one of ${Object.keys(mistakes).join(', ')}`);
  plant(values.plant as MistakeName);
}
takeDriver();
takeOver();
// Loaded after the driver and the mistakes are in their places.
const { makeBase } = await import('./hub.ts');
const { play } = await import('./play.ts');
const { moodOf } = await import('./relay.ts');
const mood = moodOf(values.mood);

// The builder of statements prints what it also throws.
console.log = () => {};
console.error = () => {};

const first = Number(values.seed);
const base = await withChance(1, makeBase);
const began = performance.now();
const before = process.cpuUsage();
const figures = {
  schedules: 0,
  failed: 0,
  copies: 0,
  doubles: 0,
  arrived: 0,
  relayDoubled: 0,
  calls: 0,
  troubles: {} as Record<string, number>,
};
let firstTrace = '';
for (let seed = first; seed < first + Number(values.schedules); seed++) {
  const played = await play(base, seed, mood);
  if (seed === first) firstTrace = played.trace.join('\n');
  figures.schedules++;
  figures.copies += played.copies;
  figures.doubles += played.doubles;
  figures.arrived += played.arrived;
  figures.relayDoubled += played.relayDoubled;
  figures.calls += played.calls;
  for (const name of played.troubles) figures.troubles[name] = (figures.troubles[name] ?? 0) + 1;
  if (values.trace) for (const line of played.trace) say(line);
  if (played.wrong.length === 0) continue;
  figures.failed++;
  say(`seed ${seed}:`);
  for (const one of played.wrong.slice(0, 12)) say(`  ${one}`);
  if (values.plant !== undefined) break;
}
const again = values.plant === undefined ? (await play(base, first, mood)).trace.join('\n') : firstTrace;
if (again !== firstTrace) {
  const [a, b] = [firstTrace.split('\n'), again.split('\n')];
  const at = a.findIndex((line, i) => line !== b[i]);
  say(`seed ${first} went another way the second time:\n  ${a[at]}\n  ${b[at]}`);
}
base.remove();
const { user, system } = process.cpuUsage(before);
const seconds = (ms: number) => Math.round(ms / 100) / 10;
say(
  JSON.stringify({
    ...figures,
    replays: again === firstTrace,
    seconds: seconds(performance.now() - began),
    cpu: seconds((user + system) / 1000),
  }),
);
const kept = figures.failed === 0 && again === firstTrace;
process.exit(kept === (values.plant === undefined) ? 0 : 1);
