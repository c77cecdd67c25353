/** The same tests run on SQLite and on PostgreSQL: TEST_ENGINE says which, scripts/test.ts runs both. */
import { defineConfig } from 'vitest/config';
import LongestFirst from './scripts/longestFirst.ts';

/**
 * Tests that open no database of their own choice, or reach it by statements that others try on both: they have nothing to say about the
 * second engine and run once.
 */
export const runOnce = [
  'test/house/**',
  'test/console/**',
  'test/journeys/**',
  'test/server/{cli,lib,letters,inbound,queue}/**',
  'test/contract/{catalogue,newsletterCatalogue}.test.ts',
  'test/server/delivery/{alertMail,carriers,dispatch,dkim,lanes,mailForm,mime,pace,verdict}.test.ts',
  'test/server/delivery/wire/**',
  'test/server/intake/smtp/{machines,mailDoor,senderProof}.test.ts',
  'test/server/intake/http/console/{pages,words}.test.ts',
  'test/server/intake/http/api/docsTrue.test.ts',
  'test/server/intake/http/public/{oneNetwork.test.ts,pieces.test.ts,words/**}',
  'test/server/store/mailbox.test.ts',
  'test/server/domain/cases/{agencyFaults,schedule}.test.ts',
  'test/server/domain/people/passwords.test.ts',
  // These choose their engine themselves.
  'test/server/store/{owner,places}.test.ts',
  'test/server/store/plans.test.ts',
  'test/faults/database.test.ts',
  'test/faults/door.test.ts',
  'test/faults/simulator.test.ts',
];

/** Of these, what opens no browser and kills nothing: where both engines run beside each other, it follows the second one's tests, which end first. */
const apart = runOnce.filter((pattern) => !/^test\/(?:journeys|faults)\//.test(pattern));
const part = process.env.TEST_PART;

export default defineConfig({
  test: {
    include:
      part === 'apart' ? apart.map((pattern) => pattern.replace(/\*\*$/, '**/*.test.ts')) : ['test/**/*.test.ts'],
    exclude: [
      '**/node_modules/**',
      ...(process.env.TEST_ENGINE === 'postgres' ? runOnce : []),
      ...(part === 'others' ? apart : []),
    ],
    // What tests read from the disk is not seen in their imports: a change there touches all of them.
    forceRerunTriggers: [
      '**/{package.json,package-lock.json,tsconfig.json,vitest.config.ts}',
      '**/{templates,migrations}/**',
    ],
    setupFiles: ['test/support/leftOpen.ts', 'test/support/cheapHashes.ts'],
    pool: 'forks',
    // Files of one worker share the loaded program; what a file leaves open fails it (leftOpen), and nothing of ours keeps state in a module.
    isolate: false,
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    testTimeout: 120_000,
    hookTimeout: 120_000,
    allowOnly: false,
    passWithNoTests: false,
    env: { NODE_ENV: 'test', TZ: process.env.TZ ?? 'UTC' },
  },
});
