/** A real Caddy with deploy/Caddyfile in front of a hub: TLS, compression, who may open the console, whose address the hub sees, STARTTLS. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { home } from '../../scripts/checks/shape.ts';
import { type Hub, startHub } from '../support/hub.ts';
import { freePort } from '../support/ports.ts';
import { until } from '../support/until.ts';

const names = { page: 'mail.example.jp', mail: 'mx.example.jp' };
let folder: string;
let hub: Hub;
let proxy: ChildProcess;
let port: number;
let health: number;

/** A page as a browser asks for it, from an address of this machine. */
const ask = (path: string, from = '127.0.0.1', headers: Record<string, string> = {}) =>
  new Promise<IncomingMessage & { body: number }>((resolve, reject) => {
    const wish = { host: '127.0.0.1', port, path, localAddress: from, servername: names.page, ca: authority() };
    request({ ...wish, headers: { host: names.page, ...headers } }, (answer) => {
      let body = 0;
      answer.on('data', (chunk: Buffer) => {
        body += chunk.length;
      });
      answer.on('end', () => resolve(Object.assign(answer, { body })));
    })
      .on('error', reject)
      .end();
  });
const authority = () => readFileSync(join(folder, 'pki/authorities/local/root.crt'));
/** Where compose.yaml looks for the certificate of the mail entry, with the authority of this test instead of the public one. */
const kept = (setting: 'SMTP_TLS_CERT' | 'SMTP_TLS_KEY') => {
  const compose = parse(readFileSync(join(home, 'deploy/compose.yaml'), 'utf8'), { merge: true });
  return (compose.services.intake.environment[setting] as string)
    .replace('/var/lib/certificates', folder)
    .replace('acme-v02.api.letsencrypt.org-directory', 'local')
    .replaceAll(/\$\{MAIL_HOST\}/g, names.mail);
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fumibako-proxy-'));
  const [https, http, alive, web] = [await freePort(), await freePort(), await freePort(), await freePort()];
  port = https;
  health = alive;
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    PUBLIC_HOST: names.page,
    MAIL_HOST: names.mail,
    OFFICE_NETWORKS: '127.0.0.1 2001:db8::/48',
    CERTIFICATES: folder,
    // An authority of its own, for no public one certifies this machine.
    ISSUER: 'internal',
    HTTP_PORT: String(http),
    HTTPS_PORT: String(https),
    HEALTH_PORT: String(alive),
    WEB_HOST: 'localhost',
    WEB_PORT: String(web),
  };
  const config = join(home, 'deploy', 'Caddyfile');
  execFileSync('caddy', ['validate', '--config', config, '--adapter', 'caddyfile'], { env, stdio: 'pipe' });
  proxy = spawn('caddy', ['run', '--config', config, '--adapter', 'caddyfile'], { env, stdio: 'ignore' });
  expect(await until(() => existsSync(kept('SMTP_TLS_KEY')) && existsSync(kept('SMTP_TLS_CERT')))).toBe(true);
  const settings = {
    HTTP_PORT: String(web),
    PUBLIC_URL: `https://${names.page}`,
    TRUST_PROXY: '1',
    SMTP_TLS_CERT: kept('SMTP_TLS_CERT'),
    SMTP_TLS_KEY: kept('SMTP_TLS_KEY'),
    LIMIT_FORMS_NETWORK_HOUR: '0',
    DELIVERY_PROCESSES: '1',
  };
  hub = await startHub({ settings });
}, 120_000);
afterAll(async () => {
  await hub?.stop();
  if (proxy && proxy.exitCode === null) {
    const gone = new Promise((resolve) => proxy.once('exit', resolve));
    proxy.kill('SIGTERM');
    await gone;
  }
  rmSync(folder, { recursive: true, force: true });
});

it('speaks TLS, compresses, and says what a browser must keep to', async () => {
  const plain = await ask('/m/ja_entry');
  const packed = await ask('/m/ja_entry', '127.0.0.1', { 'accept-encoding': 'gzip' });
  expect([plain.statusCode, packed.statusCode, packed.headers['content-encoding']]).toEqual([200, 200, 'gzip']);
  expect(packed.body).toBeLessThan(plain.body / 2);
  expect(plain.headers['strict-transport-security']).toMatch(/max-age=\d{7}/);
});

it('opens the console to the office alone, whatever a stranger says of himself', async () => {
  const office = { 'x-forwarded-for': '127.0.0.1' };
  expect((await ask('/console/')).statusCode).toBe(200);
  for (const path of ['/console/', '/console', '/mailbox', '/mailbox/api/messages'])
    expect([path, (await ask(path, '127.0.0.2', office)).statusCode]).toEqual([path, 403]);
  expect((await ask('/m/ja_entry', '127.0.0.2')).statusCode).toBe(200);
  expect((await ask('/metrics')).statusCode).toBe(404);
});

it('answers its own health check', async () => {
  expect((await fetch(`http://127.0.0.1:${health}/`)).status).toBe(200);
});

it('keeps the certificate that the mail entry shows after STARTTLS', async () => {
  const lines = ['EHLO sender.example.jp\r\n', 'STARTTLS\r\n'];
  const shown = await new Promise<string | undefined>((resolve, reject) => {
    const socket = connect(hub.smtpPort, '127.0.0.1').on('error', reject);
    socket.on('data', () => {
      const next = lines.shift();
      if (next) return void socket.write(next);
      socket.removeAllListeners('data');
      const secure = connectTls({ socket, servername: names.mail, ca: authority() }, () => {
        resolve(secure.getPeerCertificate().subjectaltname);
        secure.destroy();
      }).on('error', reject);
    });
  });
  expect(shown).toBe(`DNS:${names.mail}`);
});
