/**
 * `npm run demo:application [URL]`: plays the application systems against a running hub over HTTP and prints what each person's mailbox got.
 * Keys are made with `hub keys create`, beside the hub's data; KEY_RAS2, KEY_RAS1, KEY_ENS and KEY_TEST take ready ones.
 */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

type Json = Record<string, unknown>;
type Letter = { type: string; role: string; planned_at: string; language: string };
type Gone = { type: string; role: string; to: string; sent_at: string | null; outcome: string };
type Message = { to: string; subject: string; date: string };

const hub = (process.argv[2] ?? process.env.PUBLIC_URL ?? 'http://localhost:3000').replace(/\/$/, '');
const run = randomBytes(3).toString('hex');
const print = (text = '') => void process.stdout.write(`${text}\n`);
const person = (name: string, domain = 'example.jp') => `${name}-${run}@${domain}`;

/** Ends the demo with a sentence. */
class Stop extends Error {}

const newKey = async (system: string, type: string): Promise<string> => {
  const given = process.env[type === 'test' ? 'KEY_TEST' : `KEY_${system.toUpperCase()}`];
  if (given) return given;
  const cli = fileURLToPath(new URL('../server/cli.ts', import.meta.url));
  const words = ['keys', 'create', '--name', `demo ${run}`, '--type', type, '--system', system, '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, [cli, ...words], { env: process.env });
  return (JSON.parse(stdout) as { key: string }).key;
};

const call = async (key: string, path: string, body: unknown): Promise<Json> => {
  const response = await fetch(`${hub}${path}`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  const answer = (await response.json()) as Json;
  if (!response.ok) throw new Stop(`${path} answered ${response.status}: ${JSON.stringify(answer)}`);
  return answer;
};

let events = 0;
const event = (type: string, subject: string, data: Json): Json => ({
  specversion: '1.0',
  id: `demo-${run}-${++events}`,
  source: '/demo',
  type,
  subject: `${subject}-${run}`,
  time: new Date().toISOString(),
  data,
});

const letterLine = (l: Letter) => `    ${l.type} → ${l.role} (${l.language}) at ${l.planned_at}`;

const report = async (key: string, type: string, subject: string, data: Json): Promise<void> => {
  const answer = await call(key, '/api/v1/events', event(type, subject, data));
  print(`  ${type}`);
  for (const letter of answer.letters as Letter[]) print(letterLine(letter));
  if (answer.reason) print(`    no letter: ${String(answer.reason)}`);
};

const filer = { email: person('filer', 'example.co.jp'), name: '見本 花子', language: 'ja' };
const applicant = { email: person('applicant'), name: 'SAMPLE TARO', language: 'plja' };
const holder = { email: person('holder'), name: 'SAMPLE TARO', language: 'ja,en' };
const organisation = { email: person('organisation', 'example.co.jp'), name: '見本株式会社', language: 'ja' };
const link = { url: 'https://www.rasens-immi.moj.go.jp/open?t=demo', valid_hours: 24 };
const instant = () => new Date().toISOString();
const today = () => new Date(Date.now() + 9 * 3_600_000).toISOString().slice(0, 10);
const certificate = ['CERTIFICATE OF ELIGIBILITY', 'No.  : SAMPLE-26-000123', 'Name : SAMPLE TARO'].join('\n');
const coe = () => ({
  recipients: { filer },
  certificate,
  number: 'SAMPLE-26-000123',
  issued_on: today(),
  method: 'mail',
  register_url: 'https://www.rasens-immi.moj.go.jp/coe',
});

const messagesOf = async (email: string): Promise<Message[]> => {
  const response = await fetch(`${hub}/mailbox/api/messages?to=${encodeURIComponent(email)}&limit=100`);
  if (!response.ok)
    throw new Stop('This hub has no built-in mailbox (it sends to a relay), so there is nothing to show.');
  return (await response.json()) as Message[];
};

/** A letter that has not left is cancelled by the event that ends it: who wants to see it in the mailbox waits for it first. */
const arrived = async (email: string, count: number): Promise<void> => {
  for (let n = 0; n < 300; n++) {
    if ((await messagesOf(email)).length >= count) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Stop(`${count} mails to ${email} did not come within 30 seconds. Is this hub delivering (ROLES)?`);
};

const account = async (key: string) => {
  print('\nA resident registers with RASENS');
  await report(key, 'ras2.account.address-entered', 'account', { recipients: { holder }, ...link });
  await report(key, 'ras2.account.registered', 'account', { recipients: { holder }, user_id: 'R0123456789' });
};

const single = async (key: string) => {
  print('\nAn organisation files one application, which is returned once');
  const recipients = { filer, applicant };
  await report(key, 'ras2.application.submitted', 'single', {
    recipients,
    procedure: 'residence.change',
    submitted_at: instant(),
    reference: '123456789012',
    inquiry_password: 'xK7-pQ2',
  });
  await report(key, 'ras2.application.provisional-number', 'single', { number: 'K-000123' });
  await report(key, 'ras2.application.receipt-number', 'single', { number: '000123', provisional_number: 'K-000123' });
  await report(key, 'ras2.application.returned', 'single', {
    procedure: 'residence.change',
    kind: 'documents',
    items: [{ ja: '契約書の写し', plja: '契約書(けいやくしょ)のコピー', en: 'Copy of the contract' }],
  });
  await arrived(filer.email, 4);
  await report(key, 'ras2.application.resubmitted', 'single', {});
  const inTwoHours = new Date(Date.now() + 2 * 3_600_000).toISOString();
  await report(key, 'ras2.maintenance.planned', 'maintenance', { from: instant(), to: inTwoHours });
};

const bulk = async (key: string) => {
  print('\nA bulk of three');
  const applications = [1, 2, 3].map((n) => ({
    subject: `bulk-${n}-${run}`,
    applicant: { email: person(`applicant-${n}`), name: `SAMPLE ${n}`, language: 'en' },
    reference: `00000000000${n}`,
  }));
  await report(key, 'ras2.bulk.submitted', 'bulk', {
    recipients: { filer },
    bulk_number: 'B-0042',
    procedure: 'residence.extension',
    submitted_at: instant(),
    applications,
  });
  for (const n of [1, 2, 3])
    await report(key, 'ras2.application.provisional-number', `bulk-${n}`, { number: `K-00000${n}` });
  await report(key, 'ras2.bulk.finished', 'bulk', { bulk_number: 'B-0042', counts: { accepted: 3, failed: 0 } });
};

const others = async (ras1: string, ens: string) => {
  print('\nA certificate from the earlier system, and notices of an organisation');
  await report(ras1, 'ras1.coe.issued', 'coe', { ...coe(), recipients: { holder } });
  await report(ens, 'ens.account.registered', 'org', {
    recipients: { holder: organisation },
    holder_kind: 'organisation',
    expires_on: `${Number(today().slice(0, 4)) + 1}${today().slice(4)}`.replace('-02-29', '-02-28'),
  });
  const recipients = { filer: organisation };
  const kind = { ja: '所属機関に関する届出', plja: '会社(かいしゃ)の届(とど)け', en: 'Notice of an organisation' };
  await report(ens, 'ens.notice.accepted', 'notice', {
    recipients,
    number: 'E-0001234',
    filed_on: today(),
    kind,
    count: 12,
  });
  await report(ens, 'ens.notice.registered', 'notice', { recipients, number: 'E-0001234', filed_on: today() });
  await arrived(organisation.email, 2);
  await report(ens, 'ens.notice.deleted', 'notice', {});
};

/** Waits until the mailboxes stand still: what is planned for tomorrow does not come today. */
const settle = async (people: readonly string[]): Promise<void> => {
  let before = -1;
  for (let still = 0; still < 3; ) {
    await new Promise((resolve) => setTimeout(resolve, 700));
    const counts = await Promise.all(people.map(async (email) => (await messagesOf(email)).length));
    const now = counts.reduce((sum, n) => sum + n, 0);
    still = now === before && now > 0 ? still + 1 : 0;
    before = now;
  }
};

const mailboxes = async (): Promise<void> => {
  const people = [filer, applicant, holder, organisation].map((p) => p.email);
  people.push(...[1, 2, 3].map((n) => person(`applicant-${n}`)));
  await settle(people);
  print('\nWhat came today');
  for (const email of people) {
    const messages = await messagesOf(email);
    print(`  ${email} (${messages.length})`);
    for (const { subject } of [...messages].reverse()) print(`    ${subject}`);
  }
};

const months = (n: number) => {
  const at = new Date();
  at.setUTCMonth(at.getUTCMonth() + n);
  return at.toISOString();
};

const play = async (key: string, subject: string, to: string): Promise<void> => {
  const { letters } = await call(key, `/api/v1/cases/ras2/${subject}-${run}/advance`, { to });
  for (const l of letters as Gone[])
    print(`    ${l.sent_at?.slice(0, 16) ?? '–'.padEnd(16)}  ${l.type} → ${l.role} (${l.outcome})`);
};

const fast = async (key: string) => {
  print('\nThe same in fast time, with a test key: nothing leaves');
  await report(key, 'ras2.coe.issued', 'fast', coe());
  // The fourth reminder leaves at 09:00 of its day, so a day more, at whatever hour this is played.
  print('  Four weeks and a day');
  await play(key, 'fast', new Date(Date.now() + 29 * 86_400_000).toISOString());
  await report(key, 'ras2.coe.receipt-registered', 'fast', {});
  print('  To the end of the fourth month: nothing more, for the receipt was registered');
  await play(key, 'fast', months(4));
  await report(key, 'ras2.coe.issued', 'never', coe());
  print('  A certificate that nobody registers');
  await play(key, 'never', months(4));
  await report(key, 'ras2.coe.issued', 'lost', {
    ...coe(),
    recipients: { filer: { ...filer, email: 'hard-bounce@simulator.notify' } },
  });
  print('  One whose address does not exist: no reminder says "we sent it"');
  await play(key, 'lost', months(4));
};

const main = async () => {
  const alive = await fetch(`${hub}/healthz`).catch(() => null);
  if (!alive?.ok)
    throw new Stop(`No hub answers at ${hub}. Start one with: npm start   (or give its address as argument)`);
  print(`Application systems talk to ${hub} (run ${run})`);
  const [ras2, ras1, ens, test] = await Promise.all([
    newKey('ras2', 'live'),
    newKey('ras1', 'live'),
    newKey('ens', 'live'),
    newKey('ras2', 'test'),
  ]);
  await account(ras2!);
  await single(ras2!);
  await bulk(ras2!);
  await others(ras1!, ens!);
  await mailboxes();
  await fast(test!);
  print(`\nThe application numbers leave tomorrow at 09:00 (JST). All mails: ${hub}/mailbox`);
};

main().catch((error: Error) => {
  process.stderr.write(`${error instanceof Stop ? error.message : (error.stack ?? error.message)}\n`);
  process.exit(1);
});
