/** The short form of `npm run bench -- soak`: seconds instead of an hour, with the faults that heal within them. */
import { expect, it } from 'vitest';
import { measureSoak } from '../../bench/soak.ts';

it('a hub under mixed load, struck by one fault after the other, loses nobody, and keeps its memory and its tables', async () => {
  const seen = await measureSoak({ minutes: 0.12, readers: 100, faults: ['kill', 'lock', 'slow'], say: () => {} });
  expect(seen).toMatchObject({ kept: true, lost_letters: 0, lost_readers: 0, swollen_tables: [] });
  // It was a load, and it was struck.
  expect(seen.letters).toBeGreaterThan(20);
  expect(seen.bulletin_mails).toBeGreaterThanOrEqual(100);
  expect(seen.pages).toBeGreaterThan(10);
  expect(Object.keys(seen.faults).sort()).toEqual(['kill', 'lock', 'slow']);
});
