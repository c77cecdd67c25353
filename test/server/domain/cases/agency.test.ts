/**
 * Thirty days of a made-up agency (test/support/agency/): three systems, events shuffled, doubled and late, bounces, corrections, eighty hours
 * without a hub, a power cut each day. Every mail that should exist exists once, at its hour, and no other. What is falsified is found:
 * agencyFaults.test.ts. The full size, with processes of their own: `npm run faults -- --only agency`.
 */
import { describe, expect, it } from 'vitest';
import { playThirtyDays } from '../../../support/agency/thirtyDays.ts';
import { engine } from '../../../support/database.ts';

const SEED = 20_260_105;

describe('Thirty days of an agency', () => {
  it(`bring every mail that should exist once, and no other (seed ${SEED})`, async () => {
    // Every step costs the same whatever happens in it; the second engine plays fewer cases.
    const { story, played, wrong } = await playThirtyDays(SEED, engine === 'postgres' ? 60 : 150);
    expect(played.refused).toEqual([]);
    expect(wrong).toEqual([]);
    expect(story.reports.filter((r) => r.again).length).toBeGreaterThan(20);
    expect(played.mails.filter((m) => m.includes('.right')).length).toBeGreaterThan(5);
    // One task of a kind, whatever ran out of time.
    expect(played.tasks).toBeLessThanOrEqual(2);
    if (engine === 'sqlite') expect(played.tasks).toBeGreaterThan(0);
  }, 600_000);
});
