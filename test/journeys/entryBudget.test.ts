/** What the entry page costs on a bad line, in a real Chromium: bytes and requests exactly; seconds are the business of the bench. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { onBadLine } from '../../bench/entry.ts';
import { languages } from '../../server/contract/codes.ts';
import { paths } from '../../server/contract/paths.ts';
import { type TestApp, testApp } from '../support/app.ts';
import { openBrowser } from '../support/browser.ts';

let app: TestApp;
let browser: Browser;
beforeAll(async () => {
  app = await testApp();
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await app.stop();
});

it.each([...languages])('the entry page in %s takes three requests and 26 kB at most', async (language) => {
  const seen = await onBadLine(browser, app.url + paths.entry(language), 0);
  expect(seen.requests).toBeLessThanOrEqual(3);
  expect(seen.requests).toBeGreaterThanOrEqual(2);
  expect(seen.bytes).toBeLessThanOrEqual(26_000);
  expect(seen.bytes).toBeGreaterThan(5_000);
});

it.each([
  ['br', 12_000],
  ['gzip', 13_000],
] as const)('style sheet and scripts are kept for a year and small by %s', async (encoding, most) => {
  const html = await (await fetch(app.url + paths.entry('ja'))).text();
  const found = [...html.matchAll(/(?:href|src)="(\/assets\/[^"]+\.(?:css|js))"/g)].map((match) => match[1]!);
  expect(found.length).toBeGreaterThan(0);
  let bytes = 0;
  for (const path of new Set(found)) {
    const answer = await fetch(app.url + path, { headers: { 'accept-encoding': encoding } });
    expect(answer.headers.get('content-encoding')).toBe(encoding);
    expect(answer.headers.get('cache-control')).toContain('immutable');
    bytes += Number(answer.headers.get('content-length'));
  }
  expect(bytes).toBeLessThanOrEqual(most);
});
