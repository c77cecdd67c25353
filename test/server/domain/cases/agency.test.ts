/**
 * Thirty days of a made-up agency (test/support/agency/): three systems, events shuffled, doubled and late, bounces, corrections, eighty hours
 * without a hub, a power cut each day. Every mail that should exist exists once, at its hour, and no other; and what is falsified is found.
 * The full size, with processes of their own: `npm run faults -- --only agency`.
 */
import { describe, expect, it } from 'vitest';
import { agencyHub, localWorker } from '../../../support/agency/hub.ts';
import { expectedMails } from '../../../support/agency/oracle.ts';
import { differences, type Fault, playStory } from '../../../support/agency/play.ts';
import { makeStory } from '../../../support/agency/story.ts';
import { type TestApp, testApp } from '../../../support/app.ts';
import { engine } from '../../../support/database.ts';

const SEED = 20_260_105;

const play = async (seed: number, cases: number, fault?: Fault) => {
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

describe('Thirty days of an agency', () => {
  it(`bring every mail that should exist once, and no other (seed ${SEED})`, async () => {
    const { story, played, wrong } = await play(SEED, 150);
    expect(played.refused).toEqual([]);
    expect(wrong).toEqual([]);
    // One task of a kind, whatever ran out of time.
    expect(played.tasks).toBeGreaterThan(0);
    expect(played.tasks).toBeLessThanOrEqual(2);
    expect(story.reports.filter((r) => r.again).length).toBeGreaterThan(20);
    expect(played.mails.filter((m) => m.includes('.right')).length).toBeGreaterThan(5);
  });

  it.each<[string, Fault]>([
    ['a withdrawal that is not heard', (event) => (String(event.type).endsWith('withdrawn') ? null : event)],
    [
      'an event that comes again under another id',
      (event, { again }) => (again ? { ...event, id: `${event.id}-2` } : event),
    ],
    ['events without their time', ({ time: _, ...event }) => event],
    ['a registration of receipt that is lost', (event) => (String(event.type).endsWith('registered') ? null : event)],
  ])('find a planted fault: %s', async (_, fault) => {
    const { wrong } = await play(SEED + 1, 40, fault);
    expect(wrong).not.toEqual([]);
  });
});
