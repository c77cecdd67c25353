/**
 * What the page of the API claims in figures is what the code does, in both languages; its first letter works as it stands in curl and in
 * JavaScript. Runs once: nothing of it asks the engine.
 */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BATCH } from '../../../../../server/contract/apiCalls.ts';
import { AT_ONCE, MISSES, pauses, REST } from '../../../../../server/delivery/callback.ts';
import { TIMEOUT } from '../../../../../server/delivery/callbacks/target.ts';
import { KEEP as KEEP_CALLBACK, TELL_FOR } from '../../../../../server/domain/callbacks/callbacks.ts';
import { REQUEST_KEYS } from '../../../../../server/domain/cases/cases.ts';
import { KEEP_AFTER_CLOSING } from '../../../../../server/domain/cases/closeCase.ts';
import { KEEP_EVENT } from '../../../../../server/domain/cases/writeWorks.ts';
import { BODY_LIMIT } from '../../../../../server/intake/http/api/body.ts';
import { SYSTEM_LIMIT } from '../../../../../server/lib/address.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../../../../server/lib/clock.ts';
import { type TestApp, testApp } from '../../../../support/app.ts';
import { type Json, type System, systemOf } from '../../../../support/systems.ts';

let app: TestApp;
let ras2: System;
let schemas: Record<string, Json>;
beforeAll(async () => {
  // The SDK says the time of this machine.
  app = await testApp({ API_RATE_MINUTE: '77' }, new Date().toISOString());
  ras2 = await systemOf(app, { type: 'test' });
  const document = (await (await fetch(`${app.url}/api/openapi.json`)).json()) as Json;
  schemas = (document.components as Json).schemas as Record<string, Json>;
});
afterAll(() => app.stop());

const plain = (text: string) =>
  text
    .replace(/<[^>]+>/g, '')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
const page = async (lang: string) => (await fetch(`${app.url}/api/docs?lang=${lang}`)).text();
/** Rows of the table under a heading, each cell as a reader sees it. */
const rows = (text: string, id: string): string[][] => {
  const part = text.split(`<h2 id="${id}">`)[1]!.split('<h2 ')[0]!;
  return [...part.matchAll(/<tr>(.*?)<\/tr>/gs)]
    .map(([, row]) => [...row!.matchAll(/<td>(.*?)<\/td>/gs)].map(([, cell]) => plain(cell!)))
    .filter((cells) => cells.length > 0);
};
const numbers = (text: string) => [...text.replaceAll(',', '').matchAll(/\d+/g)].map(([digits]) => Number(digits));
const most = (path: string, of: string): unknown =>
  path.split('.').reduce<unknown>((at, part) => (at as Json | undefined)?.[part], schemas[of]);

describe.each(['en', 'ja'])('The page in %s', (lang) => {
  it('says how long things are kept, as the code keeps them', async () => {
    const unit = { years: 365 * DAY, 年: 365 * DAY, days: DAY, 日: DAY } as const;
    const said = rows(await page(lang), 'kept').map((cells) => {
      const [, n, what] = /(\d+) ?(years|days|年|日)/.exec(cells[1]!) ?? [];
      return n === undefined ? null : Number(n) * unit[what as keyof typeof unit];
    });
    expect(said).toEqual([KEEP_EVENT, REQUEST_KEYS, KEEP_AFTER_CLOSING, null, KEEP_CALLBACK]);
  });

  it('says every limit as the code has it', async () => {
    const said = rows(await page(lang), 'limits').map((cells) => numbers(cells[1]!));
    expect(said).toEqual([
      [77],
      [BODY_LIMIT / 1_048_576, BODY_LIMIT],
      [BATCH],
      [most('properties.data.properties.applications.maxItems', 'Ras2BulkSubmitted')],
      [most('properties.id.maxLength', 'Ras2CoeIssued')],
      [most('properties.subject.maxLength', 'Ras2CoeIssued')],
      [1000],
      [SYSTEM_LIMIT],
      [most('properties.data.properties.certificate.maxLength', 'Ras2CoeIssued')],
      [255],
      [200],
      [TIMEOUT / SECOND],
      [AT_ONCE],
    ]);
    // What no schema says is tried at the door: the last that is taken, the first that is not.
    const sent = (extra: string, key: string) => {
      const subject = `limit-${extra.length}-${key.length}`;
      const data = { recipients: { filer: { email: 'a@example.jp' } } };
      const body = {
        specversion: '1.0',
        id: subject,
        source: '/l',
        type: 'ras2.declaration.refused',
        subject,
        data,
        extra,
      };
      return ras2.report(body, '?dry_run=true', { 'Idempotency-Key': key });
    };
    expect((await sent('x'.repeat(1000), 'k'.repeat(255))).status).toBe(202);
    expect((await sent('x'.repeat(1001), 'k')).status).toBe(422);
    expect((await sent('x', 'k'.repeat(256))).status).toBe(400);
    expect([
      (await ras2.get('/api/v1/cases?limit=200')).status,
      (await ras2.get('/api/v1/cases?limit=201')).status,
    ]).toEqual([200, 400]);
  });
});

it('how callbacks are told again, as the document says it, is how they are', async () => {
  const document = (await (await fetch(`${app.url}/api/openapi.json`)).json()) as Json;
  const { description } = ((document.webhooks as Json).letterOutcome as Json).post as { description: string };
  const inWords = (ms: number) => (ms < MINUTE ? `${ms / SECOND} s` : ms < HOUR ? `${ms / MINUTE}` : `${ms / HOUR} h`);
  const told = pauses.map(inWords);
  expect(told).toEqual(['5 s', '30 s', '2', '5', '15', '30', '1 h', '2 h', '4 h']);
  expect(description).toContain('after 5 s, 30 s, 2, 5, 15, 30 min, 1 h, 2 h, then every 4 h');
  expect(description).toContain(`for ${TELL_FOR / HOUR} hours`);
  expect(description).toContain(`within ${TIMEOUT / SECOND} seconds`);
  expect(description).toContain(`Up to ${AT_ONCE} are under way`);
  expect([MISSES, REST]).toEqual([10, 5 * MINUTE]);
  expect(description).toContain('After ten misses in a row a target rests 5 minutes');
  expect(description).toContain(`for ${KEEP_CALLBACK / DAY} days`);
});

describe('The first letter', () => {
  const root = fileURLToPath(new URL('../../../../../', import.meta.url));
  const run = promisify(execFile);
  /** The program of the page, with this hub's address and a key in their places: what a reader does. */
  const program = async (name: string) => {
    const code = plain(new RegExp(`<h3>${name}</h3><pre><code>([\\s\\S]*?)</code>`).exec(await page('en'))![1]!);
    expect(code).toContain('KEY');
    return code.replace(/https?:\/\/[^/'"]+(?=\/api\/v1\/events)/, app.url).replaceAll('KEY', ras2.key);
  };
  const letterOf = async (id: string) => {
    const { status, body } = await ras2.get(`/api/v1/events/${id}`);
    expect(status).toBe(200);
    return (body.letters as Json[]).map((one) => one.type);
  };

  it('leaves by curl', async () => {
    const { stdout } = await run('sh', ['-c', await program('curl')], { cwd: root });
    expect(JSON.parse(stdout)).toMatchObject({ id: 'first-curl', letters: [{ role: 'filer' }] });
    expect(await letterOf('first-curl')).toEqual(['use-declaration-refused']);
  });

  it('leaves by JavaScript, with the official SDK', async () => {
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', await program('JavaScript')], {
      cwd: root,
    });
    expect(stdout).toContain('first-javascript');
    expect(await letterOf('first-javascript')).toEqual(['use-declaration-refused']);
  });
});
