/**
 * The entry page: CPU of the hub for one GET (from /proc, so that a busy machine says the same), and what a real Chromium on a bad line
 * loads and waits for: 400 kbit/s, the processor four times slower, 150 and 400 ms of latency.
 */
import { readFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import type { Browser } from 'playwright-core';
import { languages } from '../server/contract/codes.ts';
import { paths } from '../server/contract/paths.ts';
import { openBrowser } from '../test/support/browser.ts';
import { startHub } from '../test/support/hub.ts';
import { median } from './stage.ts';

/** Ticks of /proc a second, on every Linux we know. */
const TICKS = 100;
const LATENCIES = [150, 400];
/** The middle of so many is told: neighbours on the same cores, and what the engine is still compiling, are in some of them. */
const ROUNDS = 5;
const BYTES_A_SECOND = 400_000 / 8;

const cpuSeconds = (pid: number): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
};

const agent = new Agent({ keepAlive: true, maxSockets: 4 });
const fetched = (url: string) =>
  new Promise<void>((resolve, reject) => {
    get(url, { agent, headers: { 'accept-encoding': 'br, gzip' } }, (answer) => {
      answer.resume().on('end', resolve);
    }).on('error', reject);
  });

const cpuOf = async (pid: number, url: string, times: number): Promise<number> => {
  const round = async (n: number) => {
    for (let k = 0; k < n; k += 4) await Promise.all([url, url, url, url].map(fetched));
  };
  await round(Math.min(1000, times));
  const each: number[] = [];
  for (let n = 0; n < ROUNDS; n++) {
    const before = cpuSeconds(pid);
    await round(times / ROUNDS);
    each.push((cpuSeconds(pid) - before) / (times / ROUNDS));
  }
  return Math.round(median(each) * 1_000_000);
};

export const onBadLine = async (browser: Browser, url: string, latency: number) => {
  const context = await browser.newContext({ viewport: { width: 360, height: 800 } });
  try {
    const page = await context.newPage();
    const line = await context.newCDPSession(page);
    await line.send('Network.enable');
    await line.send('Network.emulateNetworkConditions', {
      offline: false,
      latency,
      downloadThroughput: BYTES_A_SECOND,
      uploadThroughput: BYTES_A_SECOND,
    });
    await line.send('Emulation.setCPUThrottlingRate', { rate: 4 });
    let bytes = 0;
    let requests = 0;
    line.on('Network.loadingFinished', (event) => {
      requests++;
      bytes += event.encodedDataLength;
    });
    await page.goto(url, { waitUntil: 'load' });
    await page.locator('main button[name=go]').first().waitFor();
    const seconds = await page.evaluate(() => {
      const [whole] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
      const paint = performance.getEntriesByName('first-contentful-paint')[0];
      return Math.max(whole!.domContentLoadedEventEnd, paint?.startTime ?? 0) / 1000;
    });
    return { bytes, requests, usable_s: Number(seconds.toFixed(2)) };
  } finally {
    await context.close();
  }
};

/** `times`: how many GETs the CPU is measured over. */
export const measureEntry = async (p: { times: number; say: (words: string) => void }): Promise<object> => {
  const hub = await startHub({ settings: { LIMIT_FORMS_NETWORK_HOUR: '0', LOG_LEVEL: 'warn' } });
  const browser = await openBrowser();
  try {
    const cpu: Record<string, number> = {};
    for (const path of [paths.entry('ja'), paths.entry('plja'), paths.start, paths.info('ja', 'terms')]) {
      cpu[path] = await cpuOf(hub.pid(), hub.url + path, p.times);
      p.say(`${path}: ${cpu[path]} µs of CPU for one GET`);
    }
    const lines: Record<string, object> = {};
    for (const language of languages)
      for (const latency of LATENCIES) {
        const seen = await onBadLine(browser, hub.url + paths.entry(language), latency);
        lines[`${language} ${latency} ms`] = seen;
        p.say(
          `${language}, ${latency} ms: usable after ${seen.usable_s} s, ${seen.bytes} bytes, ${seen.requests} requests`,
        );
      }
    return { cpu_us_per_get: cpu, bad_line: lines };
  } finally {
    await browser.close();
    await hub.stop();
    agent.destroy();
  }
};
