/** The same tests run on SQLite and on PostgreSQL: TEST_ENGINE says which, scripts/test.ts runs both. */
import { defineConfig } from 'vitest/config';

/**
 * Tests that open no database of their own choice, or reach it by statements that others try on both: they have nothing to say about the
 * second engine and run once.
 */
export const runOnce = [
  'test/house/**',
  'test/journeys/**',
  'test/server/{cli,lib,letters,inbound}/**',
  'test/server/delivery/{carriers,dkim,lanes,mime,pace,verdict}.test.ts',
  'test/server/delivery/wire/**',
  'test/server/intake/smtp/{mailDoor,senderProof}.test.ts',
  'test/faults/door.test.ts',
];

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['**/node_modules/**', ...(process.env.TEST_ENGINE === 'postgres' ? runOnce : [])],
    setupFiles: ['test/support/leftOpen.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    allowOnly: false,
    passWithNoTests: false,
    env: { NODE_ENV: 'test', TZ: process.env.TZ ?? 'UTC' },
  },
});
