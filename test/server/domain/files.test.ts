/** Files by link, with the official client and a browser's requests: what is taken, who gets it, until when, and where its bytes lie. */
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { NotifyClient } from 'notifications-node-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signedHeaders } from '../../../server/domain/files/signing.ts';
import { typeTemplateId } from '../../../server/domain/notify/templates.ts';
import { DAY, HOUR } from '../../../server/lib/clock.ts';
import { type TestApp, testApp } from '../../support/app.ts';
import { type System, systemOf } from '../../support/systems.ts';

const PDF = Buffer.from('%PDF-1.7\nSAMPLE TARO\n%%EOF\n');
const CSV = Buffer.from('番号,氏名\n1,見本 太郎\n');

/** A store that speaks as much of S3 as is asked of it, and refuses what is not signed for its key. */
const startStore = async () => {
  const kept = new Map<string, Buffer>();
  const state = { away: false };
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      const signed =
        /^AWS4-HMAC-SHA256 Credential=KEY\/\d{8}\/ap-northeast-1\/s3\/aws4_request, SignedHeaders=[^,]*host/;
      if (state.away) return res.writeHead(400).end();
      if (!signed.test(req.headers.authorization ?? '')) return res.writeHead(403).end();
      const at = req.url!;
      if (req.method === 'PUT') kept.set(at, Buffer.concat(chunks));
      if (req.method === 'DELETE') kept.delete(at);
      const found = kept.get(at);
      if (req.method === 'GET' && !found) return res.writeHead(404).end();
      return res.writeHead(200).end(req.method === 'GET' ? found : undefined);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    ...{ kept, state, url: `http://KEY:SECRET%2F1@127.0.0.1:${port}/files?region=ap-northeast-1` },
    close: () => new Promise((done) => server.close(done)),
  };
};

let app: TestApp;
let ras2: System;
let template: string;
const ready = async (over: Record<string, string> = {}) => {
  app = await testApp(over);
  ras2 = await systemOf(app);
  template = (
    await app.running.parts.templates.create({
      ...{ system: 'ras2', language: 'en', actor: 'test', publish: true },
      ...{ name: 'File', subject: 'Your file', body: 'Download it: ((link))' },
    })
  ).id;
};

type Wish = { filename?: string | null; confirmEmailBeforeDownload?: boolean | null; retentionPeriod?: string | null };
const upload = (bytes: Buffer, wish: Wish = { filename: 'sample.pdf' }) =>
  new NotifyClient(app.url, ras2.key).prepareUpload(bytes, wish as object);
const send = async (value: unknown, to = 'taro@example.jp', id = template): Promise<[number, string]> => {
  const sending = new NotifyClient(app.url, ras2.key).sendEmail(id, to, {
    personalisation: { link: value, text: 'x' } as object,
  });
  return sending.then(
    ({ status, data }) => [status, data.content.body as string],
    ({ response }) => [response.status, response.data.errors[0].message as string],
  );
};
/** The path of the page in a body. */
const linkIn = (body: string): string => /\/m\/file\/[a-z2-7]{72}/.exec(body)![0];
const post = (path: string, email = '') =>
  fetch(`${app.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ go: 'download', email }),
    redirect: 'manual',
  });
const rows = () => app.ground.db.knex('shared_file');
const folder = () => join(app.ground.config.DATA_DIR, 'files');
const onDisk = () => readdirSync(folder(), { recursive: true, encoding: 'utf8' }).filter((name) => name.length > 20);

describe('a file', () => {
  beforeAll(() => ready());
  afterAll(() => app.stop());

  it('is a link in the mail, and the person behind the address gets it byte for byte', async () => {
    const [status, body] = await send(upload(PDF));
    expect([status, body]).toEqual([201, expect.stringContaining('/m/file/')]);
    const path = linkIn(body);
    const page = await fetch(`${app.url}${path}`);
    const text = await page.text();
    expect([page.status, page.headers.get('x-robots-tag'), text.includes('sample.pdf')]).toEqual([
      200,
      'noindex',
      true,
    ]);
    expect(text).toContain('<html lang="en"');
    expect(text).not.toContain('SAMPLE TARO');
    const given = await post(path, ' Taro@EXAMPLE.jp ');
    expect(Buffer.from(await given.arrayBuffer())).toEqual(PDF);
    expect(given.headers.get('content-disposition')).toMatch(/^attachment; filename="sample\.pdf"/);
    expect(given.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it.each([
    ['ja', 'ファイルを受け取る'],
    ['plja', 'ファイルをもらう'],
    ['en', 'Get your file'],
  ])('has its page in %s', async (language, title) => {
    const [, body] = await send(upload(CSV, { filename: '一覧.csv' }));
    expect(await (await fetch(`${app.url}${linkIn(body)}?lang=${language}`)).text()).toContain(title);
  });

  it('is given to nobody who types another address, and closes for an hour after twenty of them', async () => {
    const [, body] = await send(upload(PDF));
    const path = linkIn(body);
    expect((await post(path)).status).toBe(422);
    for (let i = 0; i < 20; i++) expect((await post(path, `other${i}@example.jp`)).status).toBe(422);
    const closed = await post(path, 'taro@example.jp');
    expect([closed.status, Number(closed.headers.get('retry-after'))]).toEqual([429, 3600]);
    // The form is still there, and says until when.
    const page = await closed.text();
    expect(page).toContain('FBK404E');
    expect(page).toContain('value="taro@example.jp"');
    app.clock.advance(HOUR);
    expect((await post(path, 'taro@example.jp')).status).toBe(200);
  });

  it('that needs no confirmation comes at one press, and opening its link alone gives nothing', async () => {
    const [, body] = await send(upload(CSV, { filename: '一覧.csv', confirmEmailBeforeDownload: false }));
    const opened = await fetch(`${app.url}${linkIn(body)}`);
    expect(opened.headers.get('content-type')).toContain('text/html');
    const given = await post(linkIn(body));
    expect(Buffer.from(await given.arrayBuffer())).toEqual(CSV);
    expect(given.headers.get('content-disposition')).toContain(encodeURIComponent('一覧.csv'));
  });

  it('lies sealed: neither its bytes nor its name nor the address can be read where it is kept', async () => {
    const [, body] = await send(upload(PDF, { filename: 'himitsu.pdf' }), 'secret.person@example.jp');
    const id = linkIn(body).split('/').at(-1)!.slice(0, 20);
    const name = onDisk().find((one) => one.endsWith(id))!;
    expect(readFileSync(join(folder(), name)).includes('SAMPLE TARO')).toBe(false);
    const row = JSON.stringify(await rows().where({ public_id: id }).first());
    expect(row).not.toMatch(/himitsu|secret\.person/);
    const wrongKey = `/m/file/${id}${'a'.repeat(52)}`;
    expect((await post(wrongKey, 'secret.person@example.jp')).status).toBe(404);
  });

  it('goes with its bytes when its weeks are over, 26 unless told; one whose letter never came goes after a day', async () => {
    const files = app.running.parts.files;
    const [, short] = await send(upload(PDF, { filename: 'a.pdf', retentionPeriod: '1 week' }));
    const [, usual] = await send(upload(PDF));
    const alone = files.plan({ bytes: PDF, name: 'x.pdf', ending: 'pdf', confirm: true, weeks: 4 });
    await files.keep(alone, { system: 'ras2', email: 'taro@example.jp', language: 'ja' });
    expect((await fetch(alone.url.replace(/^.*(?=\/m\/)/, app.url))).status).toBe(404);
    app.clock.advance(DAY);
    await files.purge();
    expect(await rows().where({ public_id: alone.id })).toEqual([]);
    app.clock.advance(6 * DAY);
    expect((await fetch(`${app.url}${linkIn(short)}`)).status).toBe(410);
    await files.purge();
    expect((await fetch(`${app.url}${linkIn(short)}`)).status).toBe(404);
    app.clock.advance(25 * 7 * DAY - 1);
    expect((await fetch(`${app.url}${linkIn(usual)}`)).status).toBe(200);
    app.clock.advance(1);
    await files.purge();
    expect([await rows(), onDisk()]).toEqual([[], []]);
  });

  it('ends when the person behind its address is erased', async () => {
    const [, body] = await send(upload(PDF), 'erased@example.jp');
    await app.running.parts.persons.erase('test', 'erased@example.jp', 'asked for it');
    expect((await fetch(`${app.url}${linkIn(body)}`)).status).toBe(410);
    await app.running.parts.files.purge();
    expect(await rows()).toEqual([]);
  });

  const base = { file: PDF.toString('base64'), filename: 'a.pdf' };
  it.each<[string, object, string]>([
    [
      'without an ending',
      { ...base, filename: 'paper' },
      '`filename` must end with a file extension. For example, filename.csv',
    ],
    [
      'of a kind that is not taken',
      { ...base, filename: 'a.exe' },
      "Unsupported file type 'exe'. Supported types are: csv, doc,",
    ],
    [
      'that is not what its name says',
      { ...base, filename: 'a.png' },
      "Unsupported file type 'png'. The content is not that of a png",
    ],
    ['that is empty', { file: '', filename: 'a.txt' }, 'personalisation link: `file` is empty'],
    [
      'too long a name',
      { ...base, filename: `${'a'.repeat(97)}.pdf` },
      '`filename` cannot be longer than 100 characters',
    ],
    ['a path as name', { ...base, filename: '../a.pdf' }, '`filename` is not a file name'],
    [
      'for 79 weeks',
      { ...base, retention_period: '79 weeks' },
      'Unsupported value for retention_period: 79 weeks. Supported periods are from 1 to 78 weeks.',
    ],
    [
      'confirmed by a word',
      { ...base, confirm_email_before_download: 'yes' },
      'Unsupported value for confirm_email_before_download: yes. Use a boolean true or false value.',
    ],
    ['with name and is_csv', { ...base, is_csv: true }, 'Do not set a value for is_csv if filename is set.'],
    [
      'over 2 MB',
      { file: Buffer.alloc(2 * 1024 * 1024 + 1025, 'a').toString('base64'), filename: 'a.txt' },
      'File is bigger than the limit of 2MB',
    ],
    ['that is no base64', { file: '%%%', filename: 'a.txt' }, 'personalisation link: `file` is not valid base64'],
  ])('%s is refused in the contract’s words, and nothing is kept', async (_says, value, words) => {
    const [status, message] = await send(value);
    expect([status, message.startsWith(words), await rows()]).toEqual([400, true, []]);
  });

  it('without a name, and with every other key null, is taken by what it is', async () => {
    const nothing = { filename: null, confirm_email_before_download: null, retention_period: null, is_csv: null };
    const [status, body] = await send({ file: PDF.toString('base64'), ...nothing });
    expect(status).toBe(201);
    expect((await post(linkIn(body), 'taro@example.jp')).headers.get('content-type')).toBe('application/pdf');
  });

  it('never stands in the place of a certificate: that is in the text', async () => {
    const file = upload(PDF);
    const sending = new NotifyClient(app.url, ras2.key).sendEmail(
      typeTemplateId('coe-delivery', 'ja'),
      'a@example.jp',
      {
        personalisation: { Certificate: file, link: file } as object,
      },
    );
    const refused = await sending.then(
      () => null,
      ({ response }) => JSON.stringify(response.data),
    );
    expect(refused).toContain('personalisation Certificate cannot be a file');
  });
});

describe('in an S3-compatible store', () => {
  // Signatures that aws4fetch 1.0.20 makes of the same requests.
  it.each([
    ['GET', '', 'c39d8c5d5233ce411ff225a1b04c6c416ecd599c76bebdb67725204d195a6efc'],
    ['PUT', 'hello', '72231b602434973c3b949d45b7793f59767accfab49492645a3a429c0d540635'],
  ])('%s is signed as others sign it', (method, body, signature) => {
    const key = { id: 'KEY', secret: 'SECRET/1', region: 'ap-northeast-1' };
    const request = { method, host: 's3.example.jp:9000', path: '/bucket/abc234', body: Buffer.from(body) };
    const { authorization } = signedHeaders(key, request, new Date('2026-11-28T12:34:56.000Z'));
    expect(authorization).toContain(`Signature=${signature}`);
  });

  let store: Awaited<ReturnType<typeof startStore>>;
  beforeAll(async () => {
    store = await startStore();
    await ready({ FILES_URL: store.url });
  });
  afterAll(async () => {
    await app.stop();
    await store.close();
  });

  it('it is kept sealed, given, and removed at its end; a store that is away refuses the letter', async () => {
    const [, body] = await send(upload(PDF, { filename: 'a.pdf', retentionPeriod: '1 week' }));
    expect([...store.kept.keys()]).toEqual([expect.stringMatching(/^\/files\/[a-z2-7]{20}$/)]);
    expect([...store.kept.values()][0]!.includes('SAMPLE TARO')).toBe(false);
    const given = await post(linkIn(body), 'taro@example.jp');
    expect(Buffer.from(await given.arrayBuffer())).toEqual(PDF);
    store.state.away = true;
    const before = (await app.letters()).length;
    expect((await send(upload(PDF)))[0]).toBe(503);
    expect((await app.letters()).length).toBe(before);
    store.state.away = false;
    app.clock.advance(8 * DAY);
    await app.running.parts.files.purge();
    expect([store.kept.size, (await rows()).length]).toEqual([0, 0]);
  });
});
