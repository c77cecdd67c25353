/** Faults that are planted into the thirty days of an agency (agency.test.ts) are found. Runs once: it says nothing about the engine. */
import { expect, it } from 'vitest';
import type { Fault } from '../../../support/agency/play.ts';
import { playThirtyDays } from '../../../support/agency/thirtyDays.ts';

it.each<[string, Fault]>([
  ['a withdrawal that is not heard', (event) => (String(event.type).endsWith('withdrawn') ? null : event)],
  [
    'an event that comes again under another id',
    (event, { again }) => (again ? { ...event, id: `${event.id}-2` } : event),
  ],
  ['events without their time', ({ time: _, ...event }) => event],
  ['a registration of receipt that is lost', (event) => (String(event.type).endsWith('registered') ? null : event)],
])(
  'a planted fault is found: %s',
  async (_, fault) => {
    const { wrong } = await playThirtyDays(20_260_106, 40, fault);
    expect(wrong).not.toEqual([]);
  },
  600_000,
);
