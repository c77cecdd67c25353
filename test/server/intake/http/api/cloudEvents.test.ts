/** Events as the official CloudEvents SDKs send them: their own bytes, every mode, packed bodies, attributes of others' making. */
import { readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { CloudEvent, emitterFor, httpTransport, Mode } from 'cloudevents';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { batchAnswer, eventAnswer, reportedEvent } from '../../../../../server/contract/api.ts';
import { headerText } from '../../../../../server/intake/http/api/cloudEvents.ts';
import { type TestApp, testApp } from '../../../../support/app.ts';
import { event, type Json, people, type System, systemOf } from '../../../../support/systems.ts';

let app: TestApp;
let ras2: System;

beforeAll(async () => {
  app = await testApp();
  ras2 = await systemOf(app);
});
afterAll(() => app.stop());

const errorsOf = (body: Json) => (body.errors ?? []) as { field: string; code: string; detail: string }[];
const codes = (body: Json) => errorsOf(body).map((e) => `${e.field} ${e.code}`);
const lettersOf = async (source: string) =>
  ((await app.ground.db.knex('event').where({ source })) as { source_id: string }[]).map((row) => row.source_id);

/** Writes bytes to the door as they are, and reads the answer's status and body. */
const raw = (bytes: Buffer): Promise<{ status: number; body: Json }> =>
  new Promise((resolve, reject) => {
    const { port } = new URL(app.url);
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(bytes));
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      // The door keeps the connection; the answer is whole when its JSON is.
      if (/\}(\r\n0)?\s*$/.test(Buffer.concat(chunks).toString())) socket.end();
    });
    socket.on('error', reject);
    socket.on('close', () => {
      const text = Buffer.concat(chunks).toString();
      const status = Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1]);
      resolve({ status, body: JSON.parse(/\{.*\}/s.exec(text)?.[0] ?? '{}') as Json });
    });
  });

const folder = new URL('../../../../sdk/bytes/', import.meta.url);
const captured = readdirSync(folder);

describe('The bytes of the official SDKs', () => {
  it('of four languages are there, in binary and structured mode', () => {
    for (const sdk of ['javascript', 'python', 'go', 'java'])
      expect(captured).toEqual(expect.arrayContaining([`${sdk}-binary.http`, `${sdk}-structured.http`]));
  });

  it.each(captured)('%s is taken as it is (A21)', async (file) => {
    const bytes = readFileSync(new URL(file, folder)).toString('latin1');
    const own = bytes.replace('Bearer KEY', `Bearer ${ras2.key}`);
    const { status, body } = await raw(Buffer.from(own, 'latin1'));
    expect([status, codes(body)]).toEqual([202, []]);
    const answers = file.includes('batch') ? batchAnswer.parse(body).events : [eventAnswer.parse(body)];
    for (const answer of answers) {
      expect(answer.letters.map((l) => l.type)).toEqual(['use-declaration-refused']);
      expect(answer.extensions).toEqual({ partitionkey: file.startsWith('javascript') ? 'kubun-1' : '区分-1' });
    }
    const [sdk] = file.split('-');
    expect(await lettersOf(`/rasens/${sdk}`)).toContain(answers[0]!.id);
  });

  it('carry a subject with a blank or a Japanese sign unharmed', async () => {
    const seen = await ras2.get('/api/v1/cases/ras2/python%20python-binary');
    expect(seen.body).toMatchObject({ subject: 'python python-binary' });
  });
});

describe('The SDK for JavaScript, live', () => {
  it.each([
    ['binary', Mode.BINARY],
    ['structured', Mode.STRUCTURED],
  ] as const)('in %s mode is answered 202', async (name, mode) => {
    const emit = emitterFor(httpTransport(`${app.url}/api/v1/events`), { mode });
    const made = event('ras2.declaration.refused', { id: `live-${name}`, source: '/live' });
    const { recipients, ...data } = made.data as Json;
    const answer = (await emit(
      new CloudEvent({ ...made, time: '2025-11-20T09:00:00+09:00', data: { ...data, recipients } }),
      {
        headers: { Authorization: `Bearer ${ras2.key}` },
      },
    )) as { body: string };
    expect(JSON.parse(answer.body)).toMatchObject({ id: `live-${name}`, reason: null });
  });
});

describe('An event in binary mode', () => {
  const binary = (over: Record<string, string>, data: unknown, headers: Record<string, string> = {}) =>
    ras2.post('/api/v1/events', data, {
      'ce-specversion': '1.0',
      'ce-id': 'b',
      'ce-source': '/binary',
      'ce-type': 'ras2.declaration.refused',
      'ce-subject': 'b',
      ...over,
      ...headers,
    });
  const data = { recipients: { filer: people.filer } };

  it('is the same event in another mode: told again structured, it is answered the same and sends nothing', async () => {
    const first = await binary({ 'ce-id': 'same', 'ce-subject': 'same' }, data);
    expect(first.status).toBe(202);
    const again = await ras2.report({
      ...event('ras2.declaration.refused', { id: 'same', source: '/binary', subject: 'same' }),
      datacontenttype: 'application/json',
      data,
    });
    expect([again.status, again.body]).toEqual([202, first.body]);
  });

  it('names the attribute that is wrong', async () => {
    expect(codes((await binary({ 'ce-specversion': '0.3' }, data)).body)).toEqual(['specversion specversion.unknown']);
    const { 'ce-subject': _, ...none } = { 'ce-subject': '' };
    expect(codes((await binary({ 'ce-subject': ' ', ...none }, data)).body)[0]).toMatch(/^subject field\./);
    expect(codes((await binary({ 'ce-time': 'today' }, data)).body)).toEqual(['time instant.invalid']);
  });

  it('without a body has no data, and what lacks is named', async () => {
    const { body } = await ras2.post('/api/v1/events', undefined, {
      'ce-specversion': '1.0',
      'ce-id': 'bare',
      'ce-source': '/binary',
      'ce-type': 'ras2.declaration.approved',
      'ce-subject': 'bare',
    });
    expect(codes(body)).toContain('data.valid_until field.missing');
  });

  it('of another media type is 415, with the codings that are taken', async () => {
    const xml = await binary({}, '<a/>', { 'Content-Type': 'application/xml' });
    expect([xml.status, xml.body.code]).toEqual([415, 'body.type']);
    expect((await binary({}, data, { 'Content-Type': 'application/cloudevents+avro' })).status).toBe(415);
    expect((await binary({ 'ce-id': 'vendor' }, data, { 'Content-Type': 'application/vnd.moj+json' })).status).toBe(
      202,
    );
  });

  it.each([
    ['plain', 'plain'],
    ['%E5%8C%BA', '区'],
    ['100%', '100%'],
    ['%zz', '%zz'],
    ['%ff%fe', '%ff%fe'],
    [Buffer.from('区分', 'utf8').toString('latin1'), '区分'],
    ['caf\u00e9', 'caf\u00e9'],
  ])('header %s', (value, text) => {
    expect(headerText(value)).toBe(text);
  });
});

describe('Attributes of others’ making', () => {
  it('are kept and given back: in the answer, when it is told again, and when the event is asked for (A22)', async () => {
    const given = {
      partitionkey: 'p-1',
      sequence: '0007',
      sampledrate: 30,
      dataref: 'https://x.example.jp/1',
      flag: true,
    };
    const sent = event('ras2.declaration.refused', { id: 'ext', traceparent: '00-abc', ...given });
    const first = await ras2.report(sent);
    expect([first.status, first.body.extensions]).toEqual([202, { ...given, traceparent: '00-abc' }]);
    expect((await ras2.report(sent)).body).toEqual(first.body);
    const asked = await ras2.get('/api/v1/events/ext');
    expect(reportedEvent.parse(asked.body).extensions).toEqual({ ...given, traceparent: '00-abc' });
    const other = await ras2.report({ ...sent, partitionkey: 'p-2' });
    expect([other.status, other.body.code]).toEqual([409, 'event.conflict']);
  });

  it('that are null are absent', async () => {
    const { body } = await ras2.report(event('ras2.declaration.refused', { partitionkey: null, time: null }));
    expect(body).not.toHaveProperty('extensions');
  });

  it.each([
    [{ recipients: { filer: {} } }, 'recipients extension.type'],
    [{ partition_key: 'x' }, 'partition_key extension.name'],
    [{ Subject: 'x' }, 'Subject extension.name'],
    [{ partitionkey: 'x'.repeat(1001) }, 'partitionkey extension.value'],
    [{ partitionkey: 'a\u0000b' }, 'partitionkey extension.value'],
    [{ partitionkey: '' }, 'partitionkey extension.value'],
  ])('%j is refused by name', async (over, complaint) => {
    const { status, body } = await ras2.report(event('ras2.declaration.refused', over));
    expect([status, codes(body)]).toEqual([422, [complaint]]);
  });
});

describe('data_base64', () => {
  const pack = (value: unknown) =>
    Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64');
  const packed = (data_base64: unknown, over: Json = {}) => {
    const { data: _, ...rest } = event('ras2.declaration.refused', over);
    return { ...rest, data_base64 };
  };

  it('is taken for data', async () => {
    const { status, body } = await ras2.report(packed(pack({ recipients: { filer: people.filer } })));
    expect([status, (body.letters as Json[]).map((l) => l.type)]).toEqual([202, ['use-declaration-refused']]);
  });

  it.each([
    [{ ...packed('e30='), data: {} }, 'data_base64 data.two'],
    [packed('e30'), 'data_base64 data.not-base64'],
    [packed('e3 0='), 'data_base64 data.not-base64'],
    [packed(7), 'data_base64 data.not-base64'],
    [packed(pack('{"a"')), 'data_base64 data.not-json'],
    [packed(Buffer.from([0xff]).toString('base64')), 'data_base64 data.not-json'],
    [packed(pack('{"recipients":{},"recipients":{}}')), 'data.recipients field.twice'],
  ])('that is wrong says how (%#)', async (sent, complaint) => {
    const { status, body } = await ras2.report(sent);
    expect([status, codes(body)[0]]).toEqual([422, complaint]);
  });
});

describe('A packed body', () => {
  const packed = (bytes: Buffer, encoding: string) =>
    fetch(`${app.url}/api/v1/events`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${ras2.key}`,
        'Content-Type': 'application/json',
        'Content-Encoding': encoding,
      },
      body: new Uint8Array(bytes),
    });
  const body = () => Buffer.from(JSON.stringify(event('ras2.declaration.refused')));

  it.each([
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['GZIP', gzipSync],
    ['deflate', deflateSync],
    ['deflate', deflateRawSync],
    ['identity', (bytes: Buffer) => bytes],
  ] as const)('with %s is taken (A24)', async (encoding, pack) => {
    expect((await packed(pack(body()), encoding)).status).toBe(202);
  });

  it('in another coding is 415 and hears which are taken', async () => {
    const answer = await packed(body(), 'br');
    expect([answer.status, answer.headers.get('accept-encoding')]).toEqual([415, 'gzip, deflate']);
    expect(await answer.json()).toMatchObject({ code: 'body.encoding', detail: 'encoding br' });
    expect((await packed(gzipSync(gzipSync(body())), 'gzip, gzip')).status).toBe(415);
  });

  it('that is broken or cut is 400, and one that unpacks to more than the limit 413', async () => {
    expect(await (await packed(body(), 'gzip')).json()).toMatchObject({ status: 400, code: 'body.packed-badly' });
    expect(await (await packed(gzipSync(body()).subarray(0, 40), 'gzip')).json()).toMatchObject({
      code: 'body.packed-badly',
    });
    const bomb = gzipSync(Buffer.alloc(50_000_000, ' '));
    expect(bomb.length).toBeLessThan(100_000);
    expect(await (await packed(bomb, 'gzip')).json()).toMatchObject({ status: 413, code: 'body.too-large' });
  });
});

describe('A request', () => {
  it('with a field twice is refused by its path', async () => {
    const text = JSON.stringify(event('ras2.declaration.refused')).replace(
      '"filer":{',
      '"filer":{"email":"x@example.jp",',
    );
    const { status, body } = await ras2.report(text);
    expect([status, body.code, body.detail]).toEqual([400, 'body.duplicate', 'field data.recipients.filer.email']);
  });

  it('of 1,001 events says that 1,000 is the most (A23); an empty batch is taken', async () => {
    const batch = { 'Content-Type': 'application/cloudevents-batch+json; charset=UTF-8' };
    const many = await ras2.report(
      Array.from({ length: 1001 }, () => ({ id: '1' })),
      '',
      batch,
    );
    expect([many.status, many.body.code]).toEqual([413, 'batch.too-many']);
    expect(`${String(many.body.title)} ${String(many.body.detail)}`).toMatch(/1,000 events.*events 1001, limit 1000/);
    const none = await ras2.report([], '', batch);
    expect([none.status, none.body]).toEqual([202, { events: [], errors: [] }]);
  });

  it('in another character set is refused by its name', async () => {
    const { status, body } = await ras2.report(event('ras2.declaration.refused'), '', {
      'Content-Type': 'application/json; charset=Shift_JIS',
    });
    expect([status, body.code]).toEqual([400, 'body.not-utf8']);
  });
});
