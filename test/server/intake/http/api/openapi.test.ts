/** The OpenAPI document and its page: whole, true to real answers, and readable without a network. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { batchAnswer, eventAnswer, problem } from '../../../../../server/contract/api.ts';
import { BATCH } from '../../../../../server/contract/apiCalls.ts';
import { eventShapes } from '../../../../../server/contract/events.ts';
import { reasonSentences } from '../../../../../server/domain/rulebook/reasons.ts';
import { BODY_LIMIT } from '../../../../../server/intake/http/api/body.ts';
import { fieldSentences, problems } from '../../../../../server/intake/http/api/problems.ts';
import { type TestApp, testApp } from '../../../../support/app.ts';
import { type Event, event, type Json, type System, sampleData, systemOf } from '../../../../support/systems.ts';

let app: TestApp;
let ras2: System;
let document: Json;
beforeAll(async () => {
  app = await testApp({ API_RATE_MINUTE: '0' });
  ras2 = await systemOf(app);
  document = (await (await fetch(`${app.url}/api/openapi.json`)).json()) as Json;
});
afterAll(() => app.stop());

const references = (value: unknown): string[] => {
  if (Array.isArray(value)) return value.flatMap(references);
  if (typeof value !== 'object' || value === null) return [];
  const own = (value as Json).$ref;
  return [...(typeof own === 'string' ? [own] : []), ...Object.values(value).flatMap(references)];
};

describe('The document', () => {
  it('is OpenAPI 3.1 and every reference in it leads somewhere', () => {
    expect(document.openapi).toBe('3.1.0');
    const all = references(document);
    expect(all.length).toBeGreaterThan(50);
    for (const one of all) {
      const found = one
        .replace(/^#\//, '')
        .split('/')
        .reduce<unknown>((at, part) => (at as Json | undefined)?.[part], document);
      expect(found, one).toBeTypeOf('object');
    }
  });

  it('describes every event with the fields that are asked for', () => {
    const schemas = (document.components as Json).schemas as Record<string, Json>;
    const titles = Object.values(schemas).map((s) => s.title);
    for (const type of Object.keys(eventShapes)) expect(titles).toContain(type);
    const submitted = Object.values(schemas).find((s) => s.title === 'ras2.application.submitted')!;
    const data = (submitted.properties as Record<string, Json>).data!;
    expect(data.required).toEqual(['procedure', 'submitted_at', 'reference']);
    expect(data.additionalProperties).toBe(false);
  });

  it('takes our own samples by the schemas it shows, the way a generated client checks them', () => {
    const schemas = Object.values((document.components as Json).schemas as Record<string, Json>);
    for (const type of Object.keys(sampleData)) {
      const schema = schemas.find((s) => s.title === type)!;
      const own = z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
      expect(own.safeParse(event(type)).error?.issues ?? [], type).toEqual([]);
    }
  });

  it('says that data is required wherever an event without it would be refused, and only there (A27)', async () => {
    const schemas = Object.values((document.components as Json).schemas as Record<string, Json>);
    const without: string[] = [];
    for (const type of Object.keys(eventShapes)) {
      const own = z.fromJSONSchema(schemas.find((s) => s.title === type)! as Parameters<typeof z.fromJSONSchema>[0]);
      const { data: _, ...bare } = event(type, { subject: `bare-${type}` });
      const system = type.startsWith('ras2') ? ras2 : await systemOf(app, { system: type.split('.')[0]! });
      const { status } = await system.report(bare);
      expect([type, own.safeParse(bare).success]).toEqual([type, status === 202]);
      if (status === 202) without.push(type);
    }
    expect(without).toContain('ras2.application.withdrawn');
    expect(without).not.toContain('ras2.declaration.refused');
  });

  it('names every path that there is, and no other', async () => {
    const paths = Object.entries(document.paths as Record<string, Json>);
    for (const [path, methods] of paths)
      for (const method of Object.keys(methods)) {
        const filled = path.replace('{system}', 'ras2').replace(/\{\w+\}/g, 'nothing-there');
        const response = await fetch(`${app.url}${filled}`, { method: method.toUpperCase() });
        expect([path, response.status]).toEqual([path, 401]);
      }
    expect((await ras2.get('/api/v1/nothing')).status).toBe(404);
  });
});

describe('The page', () => {
  it('needs no key, no script and no network', async () => {
    const response = await fetch(`${app.url}/api/docs`);
    const page = await response.text();
    expect(response.status).toBe(200);
    expect(page).not.toMatch(/<script/i);
    const loaded = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map((m) => m[1]!);
    expect(
      loaded.filter((url) => !url.startsWith('/api/') && !url.startsWith('/problems/') && !url.startsWith('#')),
    ).toEqual([]);
    expect((await fetch(`${app.url}/api/docs.css`)).headers.get('content-type')).toMatch(/^text\/css/);
  });

  it('shows every event with its letters', async () => {
    const page = await (await fetch(`${app.url}/api/docs`)).text();
    for (const type of Object.keys(eventShapes)) expect(page).toContain(`id="event-${type}"`);
    expect(page).toContain('again and again, 7 days after sending');
  });
});

describe.each(['en', 'ja'] as const)('The page in %s', (lang) => {
  let text = '';
  beforeAll(async () => {
    text = await (await fetch(`${app.url}/api/docs?lang=${lang}`)).text();
  });

  it('names every problem, every complaint, every reason, every limit and every call', () => {
    expect(text).toContain(`<html lang="${lang}">`);
    for (const code of [...Object.keys(problems), ...Object.keys(fieldSentences)])
      expect(text).toContain(`/problems/${code}?lang=${lang}`);
    for (const [reason, says] of Object.entries(reasonSentences)) {
      expect(text).toContain(`<code>${reason}</code>`);
      expect(text).toContain(says[lang]);
    }
    for (const limit of [BATCH, BODY_LIMIT]) expect(text).toContain(limit.toLocaleString('en'));
    for (const methods of Object.values(document.paths as Record<string, Record<string, Json>>))
      for (const { operationId } of Object.values(methods)) expect(text).toContain(`id="${String(operationId)}"`);
    expect(text).toContain('id="letterOutcome"');
    expect(text).not.toMatch(/undefined|\{rate\}/);
  });

  it('begins with a letter that works as it stands', async () => {
    const [curl] = [...text.matchAll(/<pre><code>(curl[\s\S]*?)<\/code>/g)].map((m) => m[1]!.replaceAll('&quot;', '"'));
    const body = /'(\{"specversion[\s\S]*\})'/.exec(curl!)![1]!;
    const { status, body: answer } = await ras2.report(body);
    expect([status, (answer.letters as Json[]).length]).toEqual([202, 1]);
    for (const name of ['curl', 'JavaScript', 'Python', 'Java']) expect(text).toContain(`<h3>${name}</h3>`);
  });
});

it('a browser that asks for Japanese gets the page in Japanese, and the receiver of the page can be fetched', async () => {
  const page = await fetch(`${app.url}/api/docs`, { headers: { 'Accept-Language': 'ja,en;q=0.8' } });
  expect(await page.text()).toContain('5分で最初の1通');
  const receiver = await fetch(`${app.url}/api/example/receiver.mjs`);
  expect(await receiver.text()).toContain('webhook-signature');
});

describe('Whatever is sent', () => {
  /** Sample events with anything laid over any of their fields. */
  const anything = fc.oneof(
    fc.jsonValue() as fc.Arbitrary<unknown>,
    fc.constant('<script>'),
    fc.constant('a\r\nBcc: x@y.z'),
  );
  const broken = fc
    .tuple(
      fc.constantFrom(...Object.keys(sampleData).filter((t) => t.startsWith('ras2.'))),
      fc.string(),
      anything,
      fc.boolean(),
    )
    .map(([type, name, value, inside]): unknown => {
      const sent: Event = event(type);
      const fields = inside ? (sent.data as Json) : (sent as Json);
      const names = Object.keys(fields);
      fields[names.length > 0 && name.length % 3 !== 0 ? names[name.length % names.length]! : name] = value;
      return sent;
    });

  it('is answered with a success or a problem of the documented shape, never with a fault of ours', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(broken, fc.array(broken, { maxLength: 3 }), anything), async (body) => {
        const { status, body: answer } = await ras2.report(JSON.stringify(body) ?? 'null', '?dry_run=true');
        expect(status).toBeLessThan(500);
        if (status === 202) (Array.isArray(body) ? batchAnswer : eventAnswer).parse(answer);
        else problem.parse(answer);
      }),
      { numRuns: 300, seed: 20_251_120 },
    );
  });
});
