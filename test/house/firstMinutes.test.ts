/** The stumbles of a first quarter of an hour that test/journeys/firstMinutes.test.ts leaves: refusals in words, another host name, no relay, and the README as it is written. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { failingStart, type Hub, startHub } from '../support/hub.ts';
import { freePort } from '../support/ports.ts';
import { register } from '../support/visitor.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const never = (name: string) => join(tmpdir(), `fumibako-never-${process.pid}-${name}`);
const SLOW = 240_000;

/** A page as a browser asks for it that knows this machine under another name. */
const pageUnder = (base: string, host: string, path: string) =>
  new Promise<{ status: number; html: string }>((resolve, reject) => {
    request(base + path, { headers: { host } }, (answer) => {
      let html = '';
      answer.setEncoding('utf8').on('data', (piece: string) => {
        html += piece;
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, html }));
    })
      .on('error', reject)
      .end();
  });

const held = (port: number) =>
  new Promise<Server>((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });

describe('a start that is refused', () => {
  test.each(['HTTP_PORT', 'SMTP_PORT'])(
    'says in one sentence that the port asked for by %s is taken',
    async (name) => {
      const taken = await freePort();
      const server = await held(taken);
      const dataDir = mkdtempSync(join(tmpdir(), 'fumibako-hub-'));
      const ports = { HTTP_PORT: String(await freePort()), SMTP_PORT: String(await freePort()), [name]: String(taken) };
      const { code, stderr } = await failingStart({ ...ports, DATA_DIR: dataDir });
      await new Promise((resolve) => server.close(resolve));
      rmSync(dataDir, { recursive: true, force: true });
      expect(code).toBe(1);
      expect(stderr.trim().split('\n')).toHaveLength(1);
      expect(stderr).toContain(`Port ${taken} is taken`);
    },
    SLOW,
  );

  test('tells in production what is missing and how to get it, all at once, and opens nothing', async () => {
    const dataDir = never('production');
    const { code, stderr } = await failingStart({ NODE_ENV: 'production', DATA_DIR: dataDir, SECOND_FACTOR: 'off' });
    expect(code).toBe(1);
    expect(stderr).toContain('SMTP_URL: production needs a relay');
    expect(stderr).toContain('openssl rand -base64 32');
    expect(stderr).toContain('PUBLIC_URL: production needs');
    expect(stderr).toContain('SECOND_FACTOR: production asks');
    expect(stderr).not.toContain('    at ');
    expect(existsSync(dataDir)).toBe(false);
  });

  test.each([
    ['that is not there', undefined, /SENDER_FILE \S+: ENOENT/],
    ['with a mistake', '{ "agency": {} }', /templates\/sender\.json:1 .*agency\.name/],
  ])(
    'names a file of the sender %s',
    async (_, text, reason) => {
      const dataDir = mkdtempSync(join(tmpdir(), 'fumibako-hub-'));
      const file = join(dataDir, 'sender.json');
      if (text) writeFileSync(file, text);
      const { code, stderr } = await failingStart({ SENDER_FILE: file, DATA_DIR: dataDir });
      rmSync(dataDir, { recursive: true, force: true });
      expect(code).toBe(1);
      expect(stderr).toContain('The texts of the mails cannot be used');
      expect(stderr).toMatch(reason);
      expect(stderr).not.toContain('    at ');
    },
    SLOW,
  );

  test('does not show a password that stands in a wrong setting', async () => {
    const { code, stderr } = await failingStart({
      DATA_DIR: never('secret'),
      SMTP_URL: 'mailto:sample:zq-secret-word@relay.example.jp',
    });
    expect(code).toBe(1);
    expect(stderr).toContain('SMTP_URL');
    expect(stderr).not.toContain('zq-secret-word');
  });
});

describe('a hub without any settings of mail', () => {
  let hub: Hub;
  beforeAll(async () => {
    hub = await startHub({ settings: { PUBLIC_URL: '' } });
  }, SLOW);
  afterAll(async () => {
    await hub.stop();
  });

  test('says where outgoing mail stays, and there it is', async () => {
    await expect.poll(hub.output, { timeout: 60_000 }).toContain('no SMTP_URL is set: outgoing mail stays here');
    await register(hub.url, { email: 'sample.first@example.jp' });
    const [mail] = await hub.mails('sample.first@example.jp');
    expect(mail!.text).toContain(`http://localhost:${new URL(hub.url).port}/m/`);
    expect(hub.output()).not.toMatch(/error/i);
  });

  test('offers readers to try it with while there are none, by the command of the README', () => {
    const [offered] = /npm run -s hub -- subscribers import \S+/.exec(hub.output()) ?? [];
    expect(readmeCommands()).toContain(offered);
  });

  test.each(['hub.example.jp', 'another-name:8080'])('can be reached as %s too', async (host) => {
    for (const path of ['/', '/m/ja_entry', '/console/', '/mailbox']) {
      const { status, html } = await pageUnder(hub.url, host, path);
      expect(status, path).toBe(200);
      // One origin: nothing on the page leads to a name that the visitor may not reach.
      expect(html.match(/(?:src|href|action)="https?:\/\/(?:localhost|127\.0\.0\.1)[^"]*"/g) ?? [], path).toEqual([]);
      // No PUBLIC_URL is set, so no name is the wrong one.
      expect(html, path).not.toContain('PUBLIC_URL');
    }
  });

  test(
    'no longer prints the first link once somebody has used it',
    async () => {
      const links = () => hub.output().match(/#\/first\/(\S+)/g) ?? [];
      await expect.poll(links, { timeout: 60_000 }).toHaveLength(1);
      const answer = await fetch(`${hub.url}/console/api/first-administrator`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          token: links()[0]!.replace('#/first/', ''),
          name: '見本 管理',
          email: 'sample.admin@example.jp',
          password: 'correct horse battery staple',
          language: 'ja',
        }),
      });
      expect(answer.status).toBe(200);
      await hub.restart();
      await expect.poll(() => hub.output().match(/Fumibako is up/g), { timeout: 60_000 }).toHaveLength(2);
      expect(links()).toHaveLength(1);
    },
    SLOW,
  );
});

/** The commands of the README's five minutes, in their order, as a person copies them. */
const readmeCommands = (): string[] => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const part = /## Five minutes[\s\S]*?(?=\n## )/.exec(readme)?.[0] ?? '';
  return [...part.matchAll(/```sh\n([\s\S]*?)```/g)]
    .flatMap(([, block]) => block!.replaceAll('\\\n', ' ').split('\n'))
    .filter((line) => line.startsWith('npm run -s hub --'));
};

const typed = (command: string, env: Record<string, string>) =>
  new Promise<{ code: number | null; said: string }>((resolve, reject) => {
    const child = spawn('sh', ['-c', command], { cwd: root, env: { ...process.env, ...env } });
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text;
      });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, said }));
  });

describe('the five minutes of the README', () => {
  test(
    'lead to a bulletin in the mailbox, command by command',
    async () => {
      const hub = await startHub();
      const commands = readmeCommands();
      expect(commands.length).toBeGreaterThanOrEqual(5);
      let id = 'ID';
      let last = '';
      for (const command of commands) {
        if (command.includes(' status ')) await hub.mails('sample.en@example.jp');
        const { code, said } = await typed(command.replace(/\bID\b/, id), {
          DATA_DIR: hub.dataDir,
          HTTP_PORT: new URL(hub.url).port,
          SMTP_PORT: String(hub.smtpPort),
        });
        expect(code, `${command}\n${said}`).toBe(0);
        id = /(\w{20}) is a draft/.exec(said)?.[1] ?? id;
        last = said;
      }
      expect(last).toContain('3 of 3');
      for (const language of ['ja', 'plja', 'en'])
        expect(await hub.mails(`sample.${language}@example.jp`)).toHaveLength(1);
      await hub.stop();
    },
    SLOW,
  );
});
