/** The first administrator's link in production: not in the log, in a file of the service, and gone when somebody has used it. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { newMasterKey } from '../../server/lib/seal.ts';
import { startHub } from '../support/hub.ts';

it('stands in a file that only the service can read, works once, and is gone at the next start', async () => {
  const hub = await startHub({
    settings: {
      NODE_ENV: 'production',
      MASTER_KEY: newMasterKey(),
      SMTP_URL: 'smtp://127.0.0.1:9',
      ROLES: 'web',
      HTTP_HOST: '127.0.0.1',
      LOG_LEVEL: 'info',
    },
  });
  try {
    const file = join(hub.dataDir, 'first-administrator');
    await expect
      .poll(() => hub.output(), { timeout: 60_000 })
      .toContain(`the link in ${file} makes the first administrator`);
    expect(hub.output()).not.toMatch(/#\/first\//);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const token = readFileSync(file, 'utf8').trim().split('/').at(-1);
    const person = {
      token,
      name: '見本 管理',
      email: 'first@example.jp',
      password: 'correct horse battery staple',
      language: 'ja',
    };
    const become = () =>
      fetch(`${hub.url}/console/api/first-administrator`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(person),
      });
    expect([(await become()).status, (await become()).status]).toEqual([200, 403]);
    await hub.restart();
    await expect.poll(() => existsSync(file), { timeout: 60_000 }).toBe(false);
  } finally {
    await hub.stop();
  }
}, 120_000);
