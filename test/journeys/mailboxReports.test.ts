/** The mailbox sends real reports to our own mail entry, and what follows from them is seen on the same page and in the console's data. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from '../support/browser.ts';
import { type Hub, startHub } from '../support/hub.ts';
import { refusalOf } from '../support/mailClient.ts';
import { lookUntil } from '../support/until.ts';

type Message = { id: string; to: string };
type CameBack = {
  reports: { class: string; status: string | null; reason: string }[];
  reader: { state: string; reason: string | null };
};

const CARRIER = 'someone@docomo.ne.jp';
const people = [
  ...['hard', 'soft', 'complaint', 'away', 'pressed', 'named', 'enclosed', 'forged'].map(
    (name) => `${name}@reader.example.org`,
  ),
  CARRIER,
];
let hub: Hub;
let browser: Browser;
const mails = new Map<string, Message>();

const json = async (...args: string[]) => {
  const { code, stdout, stderr } = await hub.hub(...args, '--json');
  if (code !== 0) throw new Error(`hub ${args.join(' ')}: ${code} ${stdout} ${stderr}`);
  return JSON.parse(stdout);
};
const api = (path: string) => `${hub.url}/mailbox/api/messages/${path}`;
const cameBack = async (id: string) => (await (await fetch(api(`${id}/came-back`))).json()) as CameBack;
const report = (id: string, kind: string) =>
  fetch(api(`${id}/report`), { method: 'POST', body: JSON.stringify({ kind }) });
const mailOf = (name: string) => mails.get(`${name}@reader.example.org`)!;

beforeAll(async () => {
  hub = await startHub();
  const csv = join(hub.dataDir, 'people.csv');
  const text = join(hub.dataDir, 'ja.txt');
  writeFileSync(csv, `email,language,topics\n${people.map((email) => `${email},ja,permanent\n`).join('')}`);
  writeFileSync(text, 'Subject: 窓口のお知らせ\n\n窓口は午前9時から開きます。\n');
  await json('subscribers', 'import', csv);
  const { id } = await json('bulletins', 'create', '--topics', 'permanent', '--ja', text);
  await json('bulletins', 'send', id);
  for (const to of people) {
    const [mail] = await lookUntil(
      `mail to ${to}`,
      async () => (await (await fetch(api(`?to=${encodeURIComponent(to)}`).replace('/?', '?'))).json()) as Message[],
      (list) => list.length > 0,
    );
    mails.set(to, mail!);
  }
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await hub?.stop();
});

describe('a report sent from the mailbox', () => {
  const cases = [
    ['hard', { class: 'hard', status: '5.1.1', reason: 'userunknown' }, { state: 'suspended', reason: 'hard-bounce' }],
    ['soft', { class: 'soft', status: '4.2.2', reason: 'mailboxfull' }, { state: 'active', reason: null }],
    ['complaint', { class: 'complaint', status: null, reason: 'spamreport' }, { state: 'left', reason: null }],
    ['away', { class: 'auto-reply', status: null, reason: 'vacation' }, { state: 'active', reason: null }],
  ] as const;
  test.each(cases)('%s', async (kind, told, reader) => {
    const { id } = mailOf(kind);
    const answer = await (await report(id, kind)).json();
    expect(answer).toMatchObject({ code: 250, to: expect.stringMatching(/^bounce\+[a-z2-7]+@/) });
    const seen = await lookUntil(
      kind,
      () => cameBack(id),
      (s) => s.reports.length > 0 && s.reader.state === reader.state,
    );
    expect(seen.reports).toEqual([expect.objectContaining(told)]);
    expect(seen.reader).toMatchObject(reader);
  });

  test('is refused from another site, for a kind that there is not, and for a mail that is gone', async () => {
    const { id } = mailOf('away');
    const foreign = await fetch(api(`${id}/report`), {
      method: 'POST',
      headers: { origin: 'https://elsewhere.example' },
      body: JSON.stringify({ kind: 'hard' }),
    });
    expect(foreign.status).toBe(403);
    expect((await report(id, 'everything')).status).toBe(422);
    expect((await report('nothing', 'hard')).status).toBe(404);
  });

  test('comes from a button, and the page says what became of the reader', async () => {
    const page = await browser.newPage({ viewport: { width: 360, height: 740 }, locale: 'ja-JP' });
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(`${hub.url}/mailbox/m/${mailOf('pressed').id}`);
    await page.click('#tab-returns');
    await page.waitForSelector('text=まだ何も戻っていません');
    await page.click('button[data-report=hard]');
    await page.waitForSelector('.stand.suspended', { timeout: 60_000 });
    expect(await page.textContent('.stand')).toContain('配信停止中');
    expect(await page.textContent('.came table')).toContain('5.1.1 userunknown');
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    expect(wide).toBe(false);
    expect(errors).toEqual([]);
    if (process.env.KEEP_PICTURES) {
      await page.screenshot({ path: join(process.env.KEEP_PICTURES, 'reports-360.png') });
      await page.setViewportSize({ width: 1280, height: 800 });
      await page.screenshot({ path: join(process.env.KEEP_PICTURES, 'reports-1280.png') });
    }
    await page.close();
  });
});

describe('a complaint that a provider sends to abuse@ or postmaster@', () => {
  /** As the provider of the reader writes it; the return path stands in the report or in the mail it returns. */
  const complain = (p: { to: string; named?: string; returned?: string }) =>
    refusalOf(hub.smtpPort, {
      from: 'feedback@reader.example.org',
      to: p.to,
      raw: [
        'From: feedback@reader.example.org',
        `To: ${p.to}`,
        'Subject: FW: oshirase',
        'MIME-Version: 1.0',
        'Content-Type: multipart/report; report-type=feedback-report; boundary=b',
        '',
        '--b\r\nContent-Type: text/plain\r\n\r\nThis is an email abuse report.\r\n',
        '--b\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\nUser-Agent: Loop/1\r\nVersion: 1',
        ...(p.named ? [`Original-Mail-From: <${p.named}>`] : []),
        '',
        '--b\r\nContent-Type: message/rfc822\r\n',
        ...(p.returned ? [`Return-Path: <${p.returned}>`] : []),
        'From: no-reply@example.jp\r\nSubject: oshirase\r\n\r\nx',
        '--b--',
        '',
      ].join('\r\n'),
    });
  /** An automatic answer goes to the return path, which the mailbox tells then. */
  const returnPathOf = async (name: string): Promise<string> =>
    ((await (await report(mailOf(name).id, 'away')).json()) as { to: string }).to;

  test.each(['named', 'enclosed'])('ends the subscription (its return path is %s)', async (name) => {
    const path = await returnPathOf(name);
    const domain = path.slice(path.indexOf('@') + 1);
    const to = name === 'named' ? `abuse@${domain}` : `postmaster@${domain}`;
    expect(await complain(name === 'named' ? { to, named: path } : { to, returned: path })).toBeNull();
    const { reports } = await lookUntil(
      name,
      () => cameBack(mailOf(name).id),
      (seen) => seen.reader.state === 'left',
    );
    expect(reports[0]).toMatchObject({ class: 'complaint', reason: 'spamreport' });
  });

  test('changes nothing when its return path is not signed by us', async () => {
    const path = await returnPathOf('forged');
    const [local = '', domain] = path.split('@');
    const at = local.length - 10;
    const forged = `${local.slice(0, at)}${local[at] === 'a' ? 'b' : 'a'}${local.slice(at + 1)}@${domain}`;
    expect(await complain({ to: `abuse@${domain}`, named: forged, returned: forged })).toBeNull();
    const { reports, reader } = await cameBack(mailOf('forged').id);
    expect(reports.map((one) => one.class)).toEqual(['auto-reply']);
    expect(reader).toMatchObject({ state: 'active', reason: null });
  });
});

describe('the command line', () => {
  test('lists who is suspended, lifts with a reason, and never for a carrier that assigns addresses anew', async () => {
    await report(mails.get(CARRIER)!.id, 'hard');
    await lookUntil(
      'carrier',
      () => cameBack(mails.get(CARRIER)!.id),
      (s) => s.reader.state === 'suspended',
    );
    type Line = { id: string; masked: string; reason: string };
    const list = (await json('suspensions', 'list')) as Line[];
    expect(list.map((r) => r.masked).sort()).toEqual([
      'h***@reader.example.org',
      'p***@reader.example.org',
      's***@docomo.ne.jp',
    ]);
    const hard = list.find((r) => r.masked.startsWith('h'))!;
    expect(await json('suspensions', 'lift', hard.id, '--reason', 'by phone')).toMatchObject({
      id: hard.id,
      lifted: true,
    });
    expect((await cameBack(mailOf('hard').id)).reader).toMatchObject({ state: 'active', reason: null });
    const carrier = list.find((r) => r.masked.includes('docomo'))!;
    const refused = await hub.hub('suspensions', 'lift', carrier.id, '--reason', 'by phone');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/docomo\.ne\.jp assigns addresses anew.*its owner confirms by mail/);
  });

  test('shows and changes limits, tells of lanes and processes, and has nothing to do', async () => {
    const docomo = async () =>
      ((await json('limits', 'list')) as { id: string }[]).find((limit) => limit.id === 'docomo:usual');
    expect(await docomo()).toMatchObject({ connections: 4, ratePerSecond: 10 });
    await json('limits', 'set', 'docomo', '--connections', '8', '--rate', 'none', '--reason', 'agreed');
    expect(await docomo()).toMatchObject({ connections: 8, ratePerSecond: null, changedBy: 'cli' });
    await json('limits', 'reset', 'docomo');
    expect(await docomo()).toMatchObject({ connections: 4, ratePerSecond: 10, changedBy: null });
    expect(
      (await hub.hub('limits', 'set', 'docomo', '--connections', 'many', '--rate', '1', '--reason', 'x')).code,
    ).toBe(2);
    const board = await json('delivery', 'board');
    expect(board.lanes.length).toBeGreaterThan(3);
    expect(board.workers.filter((w: { alive: boolean }) => w.alive).length).toBeGreaterThan(0);
    // What was written to us in between waits for somebody, nothing else does.
    const kinds = ((await json('tasks', 'list')) as { kind: string }[]).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind !== 'letters-arrived')).toEqual([]);
    expect((await hub.hub('tasks', 'done', 'nobody', '--note', 'x')).code).toBe(1);
  });
});
