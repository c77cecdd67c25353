/** Beside the pages: what machines ask for, addresses that do not exist, methods that are not taken; and how little goes over the line. */
import { get } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { languages } from '../../../../../server/contract/codes.ts';
import type { PublicParts } from '../../../../../server/intake/http/public/parts.ts';
import { publicRoutes } from '../../../../../server/intake/http/public/routes.ts';
import { type TestApp, testApp } from '../../../../support/app.ts';
import { readable } from '../../../../support/visitor.ts';

let app: TestApp;
beforeAll(async () => {
  app = await testApp();
});
afterAll(() => app.stop());

/** As it comes over the line, not unpacked. */
const raw = (path: string, headers: Record<string, string> = {}) =>
  new Promise<{ status: number; headers: Record<string, unknown>; body: Buffer }>((resolve, reject) => {
    get(app.url + path, { headers }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('end', () =>
        resolve({ status: answer.statusCode!, headers: answer.headers, body: Buffer.concat(parts) }),
      );
    }).on('error', reject);
  });

describe('Beside the pages', () => {
  it('stands robots.txt, which keeps personal links out of searches and lets the rest in', async () => {
    const { status, body } = await raw('/robots.txt');
    expect(status).toBe(200);
    const text = body.toString();
    expect(text).toContain('User-agent: *\nDisallow: /m/change/');
    for (const line of text.split('\n').filter((l) => l.startsWith('Disallow: ')))
      expect('/m/ja_entry /m/en/terms /'.split(' ').some((path) => path.startsWith(line.slice(10)))).toBe(false);
  });

  it('stands every way with a personal link in robots.txt', async () => {
    const { body } = await raw('/robots.txt');
    const closed = body
      .toString()
      .split('\n')
      .flatMap((line) => /^Disallow: (.+)/.exec(line)?.slice(1) ?? []);
    const personal = publicRoutes({} as PublicParts)
      .stack.map(({ path }) => String(path))
      .filter((path) => path.includes(':token'));
    expect(personal.length).toBeGreaterThan(10);
    expect(personal.filter((path) => !closed.some((begin) => path.startsWith(begin)))).toEqual([]);
  });

  it('stands security.txt (RFC 9116), with an end within a year, at both of its addresses', async () => {
    for (const path of ['/security.txt', '/.well-known/security.txt']) {
      const { status, headers, body } = await raw(path);
      expect([status, headers['content-type']]).toEqual([200, 'text/plain; charset=utf-8']);
      const text = body.toString();
      expect(text).toMatch(/^Contact: tel:\+81\d+\n/);
      const contact = /^Contact: http[^\n]*(\/m\/en\/contact)$/m.exec(text)![1]!;
      expect((await raw(contact)).status).toBe(200);
      expect(text).toContain('Expires: 2026-11-20T00:00:00.000Z');
    }
  });

  it('stands a favicon', async () => {
    const { status, headers, body } = await raw('/favicon.ico');
    expect([status, headers['content-type']]).toEqual([200, 'image/svg+xml']);
    expect(body.toString()).toContain('<svg');
  });

  it.each([
    ['ja', '/nothing?lang=ja', {}, 'ページが見つかりません'],
    ['plja', '/nothing?lang=plja', {}, 'ページがありません'],
    ['en', '/nothing', { 'accept-language': 'en' }, 'Page not found'],
    ['en', '/deeper/nothing/', { 'accept-language': 'en-GB,en' }, 'Page not found'],
  ])('is a page in %s for what does not exist', async (_language, path, headers, words) => {
    const answer = await fetch(app.url + path, { headers: { accept: 'text/html', ...headers } });
    expect(answer.status).toBe(404);
    const text = readable(await answer.text());
    expect(text).toContain(words);
    expect(text).toContain('FBK601E');
  });

  it('tells programs in a word', async () => {
    for (const path of ['/console/api/nothing', '/nothing'])
      for (const method of ['GET', 'POST']) {
        const answer = await fetch(app.url + path, { method, headers: { accept: 'application/json' } });
        expect([answer.status, await answer.text()]).toEqual([404, 'Not Found\n']);
      }
  });

  it.each([
    ['PUT', '/m/ja_entry', 'HEAD, GET, POST'],
    ['DELETE', '/m/change/abc', 'HEAD, GET, POST'],
    ['POST', '/m/ja/terms', 'HEAD, GET'],
    ['PATCH', '/', 'HEAD, GET'],
    ['POST', '/robots.txt', 'HEAD, GET'],
    ['POST', '/healthz', 'HEAD, GET'],
  ])('answers %s %s with 405 and what is taken', async (method, path, allowed) => {
    const answer = await fetch(app.url + path, { method });
    const names = (text: string | null) => (text ?? '').split(', ').sort();
    expect(answer.status).toBe(405);
    expect(names(answer.headers.get('allow'))).toEqual(names(allowed));
  });
});

describe('On a bad line', () => {
  it.each([...languages])('the entry page in %s weighs little: page, style sheet and script', async (language) => {
    for (const kind of ['br', 'gzip'] as const) {
      const unpack = kind === 'br' ? brotliDecompressSync : gunzipSync;
      const page = await raw(`/m/${language}_entry`, { 'accept-encoding': kind });
      expect(page.headers).toMatchObject({ 'content-encoding': kind, vary: 'Accept-Encoding' });
      expect(Number(page.headers['content-length'])).toBe(page.body.length);
      const html = unpack(page.body).toString();
      const more = [...html.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map((m) => m[1]!);
      const loaded = await Promise.all([...new Set(more)].map((path) => raw(path, { 'accept-encoding': kind })));
      for (const one of loaded) expect(one.headers['cache-control']).toBe('public, max-age=31536000, immutable');
      expect(loaded.length + 1).toBeLessThanOrEqual(3);
      const weight = [page, ...loaded].reduce((sum, one) => sum + one.body.length, 0);
      expect(weight).toBeLessThan(24_000);
    }
  });

  it('style sheet and script stay under 12 kB together, and come whole to who cannot unpack', async () => {
    const html = (await raw('/m/reissue/ja')).body.toString();
    const paths = [...html.matchAll(/(?:href|src)="(\/assets\/pages\.[^"]+)"/g)].map((m) => m[1]!);
    expect(paths.map((path) => path.split('.').at(-1)).sort()).toEqual(['css', 'js']);
    const packed = await Promise.all(paths.map((path) => raw(path, { 'accept-encoding': 'gzip' })));
    expect(packed.reduce((sum, one) => sum + one.body.length, 0)).toBeLessThan(12_000);
    const whole = await raw(paths[0]!);
    expect(whole.headers['content-encoding']).toBeUndefined();
    expect(whole.body.length).toBeGreaterThan(12_000);
  });

  it('goes packed everywhere: pages, the API, errors', async () => {
    for (const path of ['/', '/m/ja/privacy', '/api/openapi.json', '/nothing', '/m/reissue/en'])
      expect(
        (await raw(path, { 'accept-encoding': 'gzip, deflate, br', accept: 'text/html,*/*' })).headers,
        path,
      ).toMatchObject({
        'content-encoding': 'br',
      });
    const none = await raw('/', { 'accept-encoding': 'br;q=0, gzip;q=0' });
    expect(none.headers['content-encoding']).toBeUndefined();
  });
});
