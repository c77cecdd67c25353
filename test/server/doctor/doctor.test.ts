/** The doctor finds each fault there is to find, against real servers: names, relays, databases, Redis. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { startRedis } from '../../../scripts/services.mjs';
import { openBackends } from '../../../server/backends.ts';
import { readConfig } from '../../../server/config.ts';
import { createDkimKey, readDkimKey } from '../../../server/delivery/dkim.ts';
import { hostId } from '../../../server/delivery/undertaker.ts';
import { parseRelays } from '../../../server/delivery/wire/relay.ts';
import { lookAtDns, lookAtSenders } from '../../../server/doctor/dns.ts';
import { type DoctorSettings, examine } from '../../../server/doctor/doctor.ts';
import type { Area, Finding } from '../../../server/doctor/finding.ts';
import { lookAtJobs, lookAtWorkers } from '../../../server/doctor/surroundings.ts';
import { sentences, type WordCode, words } from '../../../server/doctor/words.ts';
import { openLog } from '../../../server/lib/log.ts';
import { newMasterKey, openKeyRing } from '../../../server/lib/seal.ts';
import { claimJob, finishJob } from '../../../server/store/jobs.ts';
import { beat } from '../../../server/store/workers.ts';
import { engine, testDb } from '../../support/database.ts';
import { startNameServer, type Zone } from '../../support/nameServer.ts';
import { scriptedRelay } from '../delivery/scriptedRelay.ts';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const one of undo.splice(0).reverse()) await one();
});
const later = <T>(value: T, end: (value: T) => unknown): T => {
  undo.push(() => end(value));
  return value;
};

const rsa = createDkimKey({ domain: 'office.example.jp', selector: 's1', algorithm: 'rsa' });
const ed = createDkimKey({ domain: 'office.example.jp', selector: 's2', algorithm: 'ed25519' });
const other = createDkimKey({ domain: 'office.example.jp', selector: 's1', algorithm: 'rsa' });
const keyOf = (selector: string, made: { privateKey: string }, domain = 'office.example.jp') =>
  readDkimKey({ domain, selector, privateKey: made.privateKey });

const goodZone: Zone = {
  'TXT office.example.jp': ['v=spf1 ip4:192.0.2.25 -all', 'some-proof=1'],
  'TXT s1._domainkey.office.example.jp': [rsa.value],
  'TXT s2._domainkey.office.example.jp': [ed.value],
  'TXT _dmarc.example.jp': ['v=DMARC1; p=reject; rua=mailto:dmarc@example.jp'],
  'MX office.example.jp': ['10 mx.office.example.jp'],
  'A mx.office.example.jp': ['192.0.2.10'],
  'A relay.example.jp': ['192.0.2.25'],
  'PTR 25.2.0.192.in-addr.arpa': ['relay.example.jp'],
};

const dns = async (change: Zone, over: Partial<Parameters<typeof lookAtDns>[0]> = {}, broken = false) => {
  const zone = Object.fromEntries(Object.entries({ ...goodZone, ...change }).filter(([, v]) => v.length > 0));
  const names = later(await startNameServer(zone), (n) => n.close());
  names.state.broken = broken;
  return lookAtDns({
    mailDomain: 'office.example.jp',
    entryDomain: 'office.example.jp',
    fromDomain: 'office.example.jp',
    dkim: [keyOf('s1', rsa), keyOf('s2', ed)],
    dkimFolder: '/data/dkim',
    relays: parseRelays('smtp://relay.example.jp'),
    servers: [names.server],
    ...over,
  });
};
/** The tests' own PostgreSQL writes without fsync (scripts/services.mjs), which the doctor rightly names: see the test of it. */
const meant = (f: Finding) => !(engine === 'postgres' && f.code === 'database.unsafe' && f.facts.setting === 'fsync');
const bad = (found: Finding[]) => found.filter((f) => f.level !== 'ok' && meant(f)).map((f) => `${f.level} ${f.code}`);
const good = (found: Finding[]) => found.filter((f) => f.level === 'ok').map((f) => f.code);

describe('names', () => {
  it('that are all in order give nothing to mend', async () => {
    const found = await dns({});
    expect(bad(found)).toEqual([]);
    expect(good(found)).toEqual(['spf.ok', 'dkim.ok', 'dkim.ok', 'dmarc.ok', 'mx.ok', 'ptr.ok']);
  });

  const cases: [string, Zone, string[]][] = [
    ['no SPF', { 'TXT office.example.jp': ['some-proof=1'] }, ['fail spf.missing']],
    ['two SPF', { 'TXT office.example.jp': ['v=spf1 -all', 'v=spf1 mx -all'] }, ['fail spf.several']],
    ['SPF that refuses nobody', { 'TXT office.example.jp': ['v=spf1 ip4:192.0.2.25 ?all'] }, ['warn spf.open']],
    [
      'a relay that SPF does not know',
      { 'TXT office.example.jp': ['v=spf1 ip4:198.51.100.1 -all'] },
      ['warn spf.relay'],
    ],
    ['an unpublished DKIM key', { 'TXT s2._domainkey.office.example.jp': [] }, ['fail dkim.missing']],
    ['a foreign DKIM key', { 'TXT s1._domainkey.office.example.jp': [other.value] }, ['fail dkim.differs']],
    ['a revoked DKIM key', { 'TXT s1._domainkey.office.example.jp': ['v=DKIM1; p='] }, ['fail dkim.revoked']],
    ['no DMARC', { 'TXT _dmarc.example.jp': [] }, ['fail dmarc.missing']],
    ['DMARC that stops nothing', { 'TXT _dmarc.example.jp': ['v=DMARC1; p=none'] }, ['warn dmarc.none']],
    [
      'DMARC without a policy',
      { 'TXT _dmarc.example.jp': ['v=DMARC1; rua=mailto:a@example.jp'] },
      ['fail dmarc.broken'],
    ],
    ['no MX', { 'MX office.example.jp': [] }, ['fail mx.missing']],
    ['a null MX', { 'MX office.example.jp': ['0 .'] }, ['fail mx.null']],
    ['an MX without address', { 'A mx.office.example.jp': [] }, ['fail mx.nowhere']],
    ['no reverse name', { 'PTR 25.2.0.192.in-addr.arpa': [] }, ['warn ptr.missing']],
    [
      'a reverse name that leads elsewhere',
      { 'PTR 25.2.0.192.in-addr.arpa': ['mx.office.example.jp'] },
      ['warn ptr.differs'],
    ],
  ];
  it.each(cases)('%s', async (_name, change, expected) => {
    const found = await dns(change);
    expect(bad(found)).toEqual(expected);
    for (const f of found.filter((one) => one.level !== 'ok')) {
      expect(sentences(f.code, f.facts, 'en').mend).toBeTruthy();
      expect(sentences(f.code, f.facts, 'ja').says).not.toMatch(/\{\w+\}/);
    }
  });

  it('no key, a key for somebody else, and keys of the domain above', async () => {
    expect(bad(await dns({}, { dkim: [] }))).toEqual(['fail dkim.none']);
    const foreign = await dns(
      { 'TXT s1._domainkey.example.com': [rsa.value] },
      { dkim: [keyOf('s1', rsa, 'example.com')] },
    );
    expect(bad(foreign)).toEqual(['fail dkim.foreign']);
    const above = await dns(
      { 'TXT s1._domainkey.example.jp': [rsa.value] },
      { dkim: [keyOf('s1', rsa, 'example.jp')] },
    );
    expect(bad(above)).toEqual([]);
  });

  it('that do not answer are told once for each thing that could not be seen', async () => {
    const found = await dns({}, {}, true);
    expect(new Set(bad(found))).toEqual(new Set(['fail dns.unreachable']));
    expect(good(found)).toEqual([]);
  });
});

describe('domains of the application systems', () => {
  const key = createDkimKey({ domain: 'visa.example.org', selector: 'v1', algorithm: 'rsa' });
  const visaZone: Zone = {
    'TXT visa.example.org': ['v=spf1 ip4:192.0.2.25 -all'],
    'TXT v1._domainkey.visa.example.org': [key.value],
    'TXT _dmarc.visa.example.org': ['v=DMARC1; p=reject'],
    'MX visa.example.org': ['10 mx.office.example.jp'],
  };
  const senders = async (change: Zone, dkim = [keyOf('v1', key, 'visa.example.org')]) => {
    const zone = { ...goodZone, ...visaZone, ...change };
    const names = later(
      await startNameServer(Object.fromEntries(Object.entries(zone).filter(([, v]) => v.length > 0))),
      (n) => n.close(),
    );
    return lookAtSenders({
      mailDomain: 'office.example.jp',
      dkim,
      relays: parseRelays('smtp://relay.example.jp'),
      servers: [names.server],
      senders: [{ domain: 'visa.example.org', systems: ['ras2'] }],
    });
  };

  it('are aligned when key, SPF, DMARC and MX are there', async () => {
    const found = await senders({});
    expect([bad(found), good(found)]).toEqual([[], ['dkim.ok', 'spf.ok', 'mx.ok', 'sender.ok', 'dmarc.ok']]);
  });

  it.each<[string, Zone, string[]]>([
    ['no SPF', { 'TXT visa.example.org': [] }, ['fail spf.missing']],
    ['an unpublished key', { 'TXT v1._domainkey.visa.example.org': [] }, ['fail dkim.missing']],
    ['no DMARC', { 'TXT _dmarc.visa.example.org': [] }, ['fail dmarc.missing']],
    ['no MX, so that returns would be lost', { 'MX visa.example.org': [] }, ['fail mx.missing']],
  ])('%s', async (_says, change, expected) => {
    expect(bad(await senders(change))).toEqual(expected);
  });

  it('without a key leave unsigned, and SPF speaks for another domain', async () => {
    const found = await senders({}, []);
    expect(bad(found)).toEqual(['fail sender.unsigned', 'warn sender.apart']);
    for (const f of found.filter((one) => one.level !== 'ok'))
      for (const language of ['ja', 'en'] as const)
        expect(sentences(f.code, f.facts, language).mend).toContain('visa.example.org');
  });
});

/** A whole house that is well, apart from what the test changes. */
const house = async (
  over: Record<string, string> = {},
  only?: readonly Area[],
  room = 50e9,
  mailless: readonly string[] = [],
) => {
  const place = later(await testDb(), (p) => p.close());
  const config = readConfig({
    NODE_ENV: 'test',
    DATA_DIR: place.folder,
    DATABASE_URL: place.url,
    MAIL_DOMAIN: 'mail.town.lg.jp',
    PUBLIC_URL: 'https://mail.town.lg.jp',
    ARRIVALS_MAIL: 'office@town.lg.jp',
    ...over,
  });
  return examine(
    {
      settings: config as DoctorSettings,
      openDb: async () => (await openBackends({ ...config, REDIS_URL: '' }, openLog('silent', 'test'))).db,
      ring: () => (over.MASTER_KEY ? openKeyRing(over.MASTER_KEY) : place.ring),
      now: Date.now,
      room: () => ({ free: room }),
      mailless,
    },
    only,
  );
};

describe('relays', () => {
  const look = async (script: Parameters<typeof scriptedRelay>[0], query = '', user = '') => {
    const relay = later(await scriptedRelay(script), (r) => r.close());
    return house({ SMTP_URL: `smtp://${user}127.0.0.1:${relay.port}${query}` }, ['relay']);
  };

  it('one that would take our mail', async () => {
    const found = await look({}, '?tls=none');
    expect(bad(found)).toEqual([]);
    expect(found[0]).toMatchObject({ code: 'relay.ok', facts: { how: 'no TLS, PIPELINING, tls=none' } });
  });

  it('one that refuses at each step', async () => {
    expect(bad(await look({ greeting: '554 5.7.1 not you' }))).toEqual(['fail relay.greeting']);
    expect(
      bad(await look({ answer: ({ verb }) => (/^(EHLO|HELO)$/.test(verb) ? '550 5.7.1 bad name' : undefined) })),
    ).toEqual(['fail relay.ehlo']);
    expect(bad(await look({}, '?tls=required'))).toEqual(['fail relay.tls']);
    const auth = {
      offers: ['AUTH PLAIN'],
      answer: (h: { verb: string }) => (h.verb === 'AUTH' ? '535 5.7.8 wrong' : undefined),
    };
    const refused = await look(auth, '', 'hub:secret-word@');
    expect(bad(refused)).toEqual(['fail relay.auth']);
    expect(JSON.stringify(refused)).not.toContain('secret-word');
  });

  it('nobody there, an address that is none, and no relay at all', async () => {
    expect(bad(await house({ SMTP_URL: 'smtp://127.0.0.1:1' }, ['relay']))).toEqual(['fail relay.connect']);
    expect(bad(await house({ SMTP_URL: 'smtp://127.0.0.1:25?tls=sometimes' }, ['relay']))).toEqual(['fail relay.url']);
    expect(bad(await house({}, ['relay']))).toEqual(['warn relay.mailbox']);
  });
});

describe('the database', () => {
  it('that is well is named with its engine and what makes it safe; one that would lose at a power cut is refused', async () => {
    const found = await house({}, ['database']);
    const good = found.filter((f) => f.level === 'ok');
    // Where one role owns everything, the log can be changed by it: said, and no fault.
    const held = engine === 'postgres' ? ['database.changeable.ok'] : [];
    expect(good.map(({ code }) => code).sort()).toEqual([...held, 'database.ok']);
    const ok = good.filter(({ code }) => code === 'database.ok');
    expect(ok).toMatchObject([{ facts: { engine } }]);
    const safe = engine === 'sqlite' ? /journal_mode=wal, synchronous=2/ : /synchronous_commit=on, fsync=(on|off)/;
    const said = safe.exec(ok[0]!.facts.facts as string);
    expect(said).not.toBeNull();
    const unsafe = { level: 'fail', code: 'database.unsafe', facts: { setting: 'fsync', value: 'off', want: 'on' } };
    expect(found.filter((f) => f.level !== 'ok')).toMatchObject(said![1] === 'off' ? [unsafe] : []);
  });

  it('with another key, a schema of another age, or not there', async () => {
    expect(bad(await house({ MASTER_KEY: newMasterKey() }, ['database']))).toEqual(['fail database.key']);
    expect(bad(await house({ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' }, ['database']))).toEqual([
      'fail database.unreachable',
    ]);
    expect(bad(await house({ DATABASE_URL: 'sqlite:/nowhere/at-all/hub.db' }, ['database']))).toEqual([
      'warn database.none',
    ]);
    const place = later(await testDb(), (p) => p.close());
    const at = { DATABASE_URL: place.url };
    await place.db.write((trx) =>
      trx.knex('knex_migrations').insert({ name: '9999_later.ts', batch: 9, migration_time: new Date() }),
    );
    expect(bad(await house(at, ['database']))).toEqual(['fail database.newer']);
    await place.db.write((trx) => trx.knex('knex_migrations').orderBy('id', 'desc').where('id', '>', 1).delete());
    expect(bad(await house(at, ['database']))).toEqual(['fail database.schema']);
  });
});

describe('Redis', () => {
  it('that keeps nothing, throws things away, or is not there', async () => {
    const redis = later(await startRedis(), (r) => r.stop());
    const over = {
      REDIS_URL: redis.url,
      ...(engine === 'sqlite' ? { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' } : {}),
    };
    const found = await house(over, ['redis', 'clock']);
    expect(bad(found).filter((one) => one.includes('redis'))).toEqual(['warn redis.volatile']);
    expect(good(found)).toContain('redis.ok');
    expect(good(found)).toContain('clock.ok');

    const { default: Bull } = await import('bull');
    const admin = new Bull('doctor-test', redis.url);
    await admin.client.config('SET', 'maxmemory-policy', 'allkeys-lru');
    await admin.client.config('SET', 'appendonly', 'yes');
    await admin.close();
    expect(bad(await house(over, ['redis']))).toEqual(['fail redis.eviction']);
    await redis.stop();
    expect(bad(await house(over, ['redis']))).toEqual(['fail redis.unreachable']);
  });
});

describe('the machine and the processes', () => {
  it('room on the disk', async () => {
    expect(bad(await house({}, ['disk']))).toEqual([]);
    expect(bad(await house({}, ['disk'], 1e9))).toEqual(['warn disk.low']);
    expect(bad(await house({}, ['disk'], 1e8))).toEqual(['fail disk.full']);
    const apart = { DATABASE_URL: 'sqlite:/nowhere/else/hub.db' };
    expect((await house(apart, ['disk'])).filter((f) => f.area === 'disk').map((f) => `${f.code} ${f.about}`)).toEqual([
      expect.stringMatching(/^disk\.ok /),
      'disk.missing /nowhere/else',
    ]);
    expect(bad(await house({ DATA_DIR: '/nowhere/at-all' }, ['disk']))).toEqual(['fail disk.missing']);
  });

  it('settings that cannot be meant', async () => {
    expect(bad(await house({}, ['settings']))).toEqual([]);
    const wrong = async (over: Record<string, string>) => bad(await house(over, ['settings']));
    expect(await wrong({ MAIL_DOMAIN: 'mail.example.jp', MAIL_FROM: 'a@mail.example.jp' })).toEqual([
      'fail settings.example',
    ]);
    expect(await wrong({ PUBLIC_URL: 'https://192.168.0.3' })).toEqual(['fail settings.local']);
    expect(await wrong({ PUBLIC_URL: '' })).toEqual(['fail settings.local']);
    expect(await wrong({ PUBLIC_URL: 'http://mail.town.lg.jp' })).toEqual(['fail settings.plain']);
    expect(await wrong({ MAIL_FROM: 'news@other.town.jp' })).toEqual(['warn settings.apart']);
    expect(await wrong({ ARRIVALS_MAIL: '' })).toEqual(['warn settings.arrivals']);
    const [desks] = await house({}, ['settings'], 50e9, ['ras2', 'ens']);
    expect(desks).toMatchObject({ code: 'settings.desk_mail', level: 'warn', facts: { systems: 'ras2, ens' } });
    // Mail to ourselves would go in circles.
    await expect(wrong({ ARRIVALS_MAIL: 'office@mail.town.lg.jp' })).rejects.toThrow('ARRIVALS_MAIL');
    const folder = later(mkdtempSync(join(tmpdir(), 'fumibako-clock-')), (f) => rmSync(f, { recursive: true }));
    writeFileSync(join(folder, 'now'), '2026-11-21T09:00:00+09:00');
    expect(await house({ CLOCK_FILE: join(folder, 'now') }, ['clock']).then(bad)).toEqual(['warn clock.turned']);
  });

  it('a key file that is no key', async () => {
    const folder = later(mkdtempSync(join(tmpdir(), 'fumibako-keys-')), (f) => rmSync(f, { recursive: true }));
    mkdirSync(join(folder, 'dkim'));
    writeFileSync(join(folder, 'dkim', 's1._domainkey.town.lg.jp.pem'), 'no key');
    const names = later(await startNameServer({}), (n) => n.close());
    const found = await house({ DATA_DIR: folder, DNS_SERVERS: names.server }, ['dns']);
    expect(bad(found)).toContain('fail dkim.key');
  });

  it('delivery and clock that live, are late, or fail', async () => {
    const { db } = later(await testDb(), (p) => p.close());
    expect(bad(await lookAtWorkers(db, hostId()))).toEqual(['warn workers.none']);
    await db.write((trx) => beat(trx, { id: 'w1', roles: 'delivery', host: 'elsewhere', pid: 1 }, Date.now()));
    expect(bad(await lookAtWorkers(db, hostId()))).toEqual(['warn workers.elsewhere']);
    await db.write((trx) => beat(trx, { id: 'w2', roles: 'delivery', host: hostId(), pid: 1 }, Date.now()));
    expect(good(await lookAtWorkers(db, hostId()))).toEqual(['workers.ok']);

    const now = Date.now();
    expect(bad(await lookAtJobs(db, now))).toEqual(['warn jobs.none']);
    const run = (name: string, error: string | null) =>
      db.write(async (trx) => {
        await claimJob(trx, { name, now, longestWait: 60_000, real: now, lease: 1000, worker: 'c1' });
        await finishJob(trx, { name, worker: 'c1', now, nextAt: now + 60_000, error });
      });
    await run('clockBeat', null);
    expect(good(await lookAtJobs(db, now))).toEqual(['jobs.ok']);
    expect(bad(await lookAtJobs(db, now + 10 * 60_000))).toEqual(['warn jobs.late']);
    expect(bad(await lookAtJobs(db, now - 65 * 60_000))).toEqual(['warn clock.back']);
    await run('applyOutcomes', 'no such table');
    expect(bad(await lookAtJobs(db, now))).toEqual(['warn jobs.failing']);
  });
});

describe('the words', () => {
  it('say what to mend for everything that may be wrong, in both languages', () => {
    const codes = Object.keys(words) as WordCode[];
    expect(codes.length).toBeGreaterThan(40);
    for (const code of codes) {
      const told = /\.ok$|redis\.none/.test(code);
      expect(sentences(code, {}, 'ja').mend !== null, code).toBe(!told);
      expect(sentences(code, {}, 'en').mend !== null, code).toBe(!told);
      expect(sentences(code, {}, 'en').says).not.toMatch(/[぀-ヿ一-鿿]/);
    }
  });
});
