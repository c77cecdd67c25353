/** A story played from beginning to end on a fresh database, and what differs from the oracle. */
import { type TestApp, testApp } from '../app.ts';
import { engine } from '../database.ts';
import { agencyHub, localWorker } from './hub.ts';
import { expectedMails } from './oracle.ts';
import { differences, type Fault, playStory } from './play.ts';
import { makeStory } from './story.ts';

export const playThirtyDays = async (seed: number, cases: number, fault?: Fault) => {
  const app: TestApp = await testApp({}, '2026-01-05T00:00:00+09:00');
  try {
    const story = makeStory(seed, cases);
    // On PostgreSQL two sets of parts work beside each other; on SQLite there is one process.
    const workers = engine === 'postgres' ? [localWorker(app), localWorker(app)] : [localWorker(app)];
    const played = await playStory(story, agencyHub(workers), { seed, ...(fault ? { fault } : {}) });
    return { story, played, wrong: differences(expectedMails(story), played.mails) };
  } finally {
    await app.stop();
  }
};
