/** A real Postfix of the test's own, on loopback: it takes mail into one mailbox, relays to the hub, and bounces as real ones do. Needs root. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './ports.ts';

/** `from` and `to` are those of the envelope; `raw` is the mail as it lies in the mailbox, line ends \n. */
export type PostfixMail = { from: string; to: string; raw: string };

type Wish = {
  /** Mail for this domain goes on to that port on loopback: the hub's mail entry. */
  relay?: { domain: string; port: number };
  /** Who has a mailbox; others are taken first and come back as "User unknown". Everybody without it. */
  users?: string[];
  /** Taken first and bounced afterwards, address → enhanced status and words: `{ 'gone@reader.example.jp': '5.1.1 no such user' }`. */
  bounce?: Record<string, string>;
  /** Refused in the dialogue, address → reply: `{ 'full@reader.example.jp': '452 4.2.2 mailbox full' }`. */
  refuse?: Record<string, string>;
  /** Lines of main.cf that stand last, so they win. */
  settings?: Record<string, string>;
};

const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' };

const idOf = (flag: '-u' | '-g', user: string) => Number(execFileSync('id', [flag, user]).toString());

/** A lookup table inside main.cf. Postfix wants at least one entry. */
const table = (entries: (readonly [string, string])[]) =>
  `inline:{${[...entries, ['nobody@nowhere.invalid', 'error:5.1.1 nobody'] as const].map(([key, value]) => `{${key} = ${value}}`).join(', ')}}`;

const mainCf = (root: string, wish: Wish): Record<string, string> => {
  const bounces = Object.entries(wish.bounce ?? {}).map(([address, words]) => [address, `error:${words}`] as const);
  const relay = wish.relay ? [[wish.relay.domain, `smtp:[127.0.0.1]:${wish.relay.port}`] as const] : [];
  return {
    compatibility_level: '3.6',
    queue_directory: join(root, 'queue'),
    data_directory: join(root, 'data'),
    maillog_file: join(root, 'log'),
    maillog_file_prefixes: root,
    myhostname: 'mx.example.jp',
    mydestination: '',
    inet_interfaces: '127.0.0.1',
    inet_protocols: 'ipv4',
    mynetworks: '127.0.0.0/8',
    disable_dns_lookups: 'yes',
    smtp_tls_security_level: 'none',
    // Every address of every domain is a real one here, in one mailbox.
    virtual_mailbox_domains: 'static:all',
    virtual_mailbox_base: root,
    virtual_mailbox_maps: wish.users ? table(wish.users.map((user) => [user, 'box/'] as const)) : 'static:box/',
    virtual_uid_maps: `static:${idOf('-u', 'nobody')}`,
    virtual_gid_maps: `static:${idOf('-g', 'nobody')}`,
    transport_maps: table([...relay, ...bounces]),
    smtpd_relay_restrictions: 'permit_mynetworks, reject_unauth_destination',
    smtpd_recipient_restrictions: `check_recipient_access ${table(Object.entries(wish.refuse ?? {}))}, permit`,
    // Looked up only when the mail is on its way, so that what is unknown is taken first and bounced then.
    smtpd_reject_unlisted_recipient: 'no',
    alias_maps: '',
    recipient_delimiter: '+',
    // A second try comes at once, not in five minutes.
    minimal_backoff_time: '1s',
    maximal_backoff_time: '2s',
    queue_run_delay: '1s',
    ...wish.settings,
  };
};

/** Services that this instance needs; none is chrooted. */
const masterCf = (port: number) =>
  [
    `127.0.0.1:${port} inet n - n - - smtpd`,
    'postlog unix-dgram n - n - 1 postlogd',
    'pickup unix n - n 60 1 pickup',
    'cleanup unix n - n - 0 cleanup',
    'qmgr unix n - n 300 1 qmgr',
    'rewrite unix - - n - - trivial-rewrite',
    'bounce unix - - n - 0 bounce',
    'defer unix - - n - 0 bounce',
    'trace unix - - n - 0 bounce',
    'verify unix - - n - 1 verify',
    'flush unix n - n 1000? 0 flush',
    'proxymap unix - - n - - proxymap',
    'proxywrite unix - - n - 1 proxymap',
    'smtp unix - - n - - smtp',
    'relay unix - - n - - smtp',
    'showq unix n - n - - showq',
    'error unix - - n - - error',
    'retry unix - - n - - error',
    'discard unix - - n - - discard',
    'virtual unix - n n - - virtual',
    'lmtp unix - - n - - lmtp',
    'anvil unix - - n - 1 anvil',
    'scache unix - - n - 1 scache',
    '',
  ].join('\n');

/** Lays the folders of one instance. PostgreSQL and Postfix give up root, so their way in must be open. */
const lay = (port: number, wish: Wish): string => {
  const root = mkdtempSync(join(tmpdir(), 'fumibako-postfix-'));
  chmodSync(root, 0o755);
  for (const name of ['etc', 'queue', 'data', 'box']) mkdirSync(join(root, name));
  chownSync(join(root, 'data'), idOf('-u', 'postfix'), idOf('-g', 'postfix'));
  chownSync(join(root, 'box'), idOf('-u', 'nobody'), idOf('-g', 'nobody'));
  const lines = Object.entries(mainCf(root, wish)).map(([name, value]) => `${name} = ${value}`);
  writeFileSync(join(root, 'etc', 'main.cf'), `${lines.join('\n')}\n`);
  writeFileSync(join(root, 'etc', 'master.cf'), masterCf(port));
  return root;
};

const greets = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = createConnection(port, '127.0.0.1');
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('data', (data) => end(data.toString().startsWith('220')));
    socket.once('error', () => end(false));
    socket.setTimeout(2000, () => end(false));
  });

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const readMail = (path: string): PostfixMail => {
  const raw = readFileSync(path, 'utf8');
  const head = (name: string) => new RegExp(`^${name}: <?(.*?)>?$`, 'm').exec(raw)?.[1] ?? '';
  return { from: head('Return-Path'), to: head('Delivered-To'), raw };
};

export const startPostfix = async (wish: Wish = {}) => {
  if (process.getuid?.() !== 0) throw new Error('Postfix can only be started by root');
  const port = await freePort();
  const root = lay(port, wish);
  const log = () => (existsSync(join(root, 'log')) ? readFileSync(join(root, 'log'), 'utf8') : '');
  // Makes the folders of the queue; then the master itself is our child and ends with its id (`postfix start-fg` would stand between).
  execFileSync('/usr/sbin/postfix', ['-c', join(root, 'etc'), 'check'], { env, stdio: 'ignore' });
  const child: ChildProcess = spawn('/usr/lib/postfix/sbin/master', ['-c', join(root, 'etc'), '-s'], {
    env,
    stdio: 'ignore',
  });
  // A test file that ends without stopping it must not leave it behind.
  const abandon = () => child.kill('SIGTERM');
  process.once('exit', abandon);
  const stop = async () => {
    process.removeListener('exit', abandon);
    if (child.exitCode === null && child.signalCode === null) {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await gone;
    }
    rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };
  for (const until = Date.now() + 60_000; !(await greets(port)); await pause(50)) {
    if (child.exitCode === null && Date.now() < until) continue;
    const told = log();
    await stop();
    throw new Error(`Postfix did not start:\n${told}`);
  }
  const box = join(root, 'box', 'new');
  /** What has arrived, oldest first. */
  const mails = (): PostfixMail[] =>
    (existsSync(box) ? readdirSync(box).sort() : []).map((name) => readMail(join(box, name)));
  return {
    port,
    url: `smtp://127.0.0.1:${port}`,
    mails,
    log,
    /** Waits for that many mails, for one address or for all. */
    async arrived(count: number, to?: string, ms = 60_000): Promise<PostfixMail[]> {
      for (const until = Date.now() + ms; ; await pause(50)) {
        const found = mails().filter((mail) => !to || mail.to === to);
        if (found.length >= count) return found;
        if (Date.now() > until) throw new Error(`${found.length} of ${count} mails arrived in ${ms} ms\n${log()}`);
      }
    },
    stop,
  };
};
export type Postfix = Awaited<ReturnType<typeof startPostfix>>;
