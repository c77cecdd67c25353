/** Another kind of transport is one value like this file's own, and one entry in the list: nothing else of delivery knows it. */
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { expandBulletins } from '../../../server/delivery/expand.ts';
import { openTransport, transportKinds } from '../../../server/delivery/transports/kinds.ts';
import type { Outgoing, TransportKind, Way } from '../../../server/delivery/transports/transport.ts';
import { leaseLost } from '../../../server/delivery/wire/mail.ts';
import { openLog } from '../../../server/lib/log.ts';
import { readTotals } from '../../../server/store/bulletinCounts.ts';
import { setHold } from '../../../server/store/holds.ts';
import { listAttempts } from '../../../server/store/outcomes.ts';
import { addBulletin, addReaders, testTopic } from '../../support/audience.ts';
import { type DeliveryGround, deliveryGround, until } from '../../support/delivery.ts';
import { scriptedRelay } from './scriptedRelay.ts';

/** Writes each mail into a folder, for another program to fetch. */
const folderTransport: TransportKind = {
  name: 'folder',
  takes: (url) => url.startsWith('folder:'),
  open({ smtpUrl }) {
    const folder = smtpUrl.slice('folder:'.length);
    const way: Way = {
      waitsSince: null,
      send: async ({ stands, envelope, content }: Outgoing) => {
        if (stands && !stands()) return leaseLost;
        writeFileSync(join(folder, `${randomUUID()}.eml`), `RCPT ${envelope.to}\r\n${content}`);
        return { kind: 'accepted', relay: 'folder', reply: '250 kept' };
      },
      close: async () => {},
    };
    return { depth: 1, letters: () => way, bulletins: () => way, hold: (names) => names.includes('folder') };
  },
};
const kinds = [folderTransport, ...transportKinds];

let g: DeliveryGround;
beforeEach(async () => {
  g = await deliveryGround();
});
afterEach(() => g.end());

const written = () =>
  readdirSync(g.folder)
    .filter((name) => name.endsWith('.eml'))
    .map((name) => readFileSync(join(g.folder, name), 'utf8'));
const accepted = (id: string) => until(async () => (await g.letter(id)).state === 'accepted');

it('letters and bulletins go where the new kind takes them; letters of test keys still end in the mailbox', async () => {
  const topic = await testTopic(g.db);
  const readers = Array.from({ length: 5 }, (_, n) => ({ email: `reader${n}@example.jp` }));
  await addReaders(g, topic, readers);
  const bulletin = await addBulletin(g.db, { topic, now: g.clock.now(), revision: g.bundle.revision });
  await expandBulletins(g);
  const { mailbox } = await g.deliver({ smtpUrl: `folder:${g.folder}`, kinds });
  const live = await g.post('live@example.jp');
  const test = await g.post('test@example.jp', { keyType: 'test' });
  expect([await accepted(live), await accepted(test)]).toEqual([true, true]);
  expect(await until(async () => (await readTotals(g.db, bulletin)).accepted === 5)).toBe(true);
  expect(
    written()
      .map((text) => /^RCPT <?([^>\r]+)/.exec(text)?.[1])
      .sort(),
  ).toEqual(['live@example.jp', ...readers.map(({ email }) => email)]);
  expect(written().every((text) => text.includes('\r\nMessage-ID: '))).toBe(true);
  expect((await mailbox?.list({ limit: 10 }))?.map((mail) => mail.to)).toEqual(['test@example.jp']);
  expect(await listAttempts(g.db, (await g.letter(live)).id)).toMatchObject([{ relay: 'folder', result: 'accepted' }]);
});

it('a switch of a relay holds it like any other', async () => {
  await g.db.write((trx) =>
    setHold(trx, { kind: 'relay', target: 'folder', reason: 'test', actor: 'test', held_at: 1 }),
  );
  const { looked } = await g.deliver({ smtpUrl: `folder:${g.folder}`, kinds });
  const id = await g.post('live@example.jp');
  await looked();
  expect([(await g.letter(id)).state, written()]).toEqual(['waiting', []]);
});

it('is chosen by SMTP_URL alone, and one that no kind takes is refused with what there is', () => {
  const open = (smtpUrl: string, list?: readonly TransportKind[]) =>
    openTransport({ smtpUrl, demo: false, log: openLog('silent', 'test'), postbox: null, tell: () => {} }, list);
  expect([open('').depth, open('smtp://127.0.0.1:1').depth, open('folder:/tmp', kinds).depth]).toEqual([50, 3, 1]);
  expect(() => open('folder:/tmp', [])).toThrow('no transport takes this SMTP_URL');
});

it('a relay that is logged in to in a way of nodemailer alone gets its letters all the same, each once', async () => {
  const relay = await scriptedRelay({
    offers: ['PIPELINING', 'AUTH CRAM-MD5'],
    answer: ({ line, verb }) => {
      if (line === 'AUTH CRAM-MD5') return '334 PDEyMzQ1QG1haWwuZXhhbXBsZT4=';
      return verb === 'AUTH' || /^[A-Za-z0-9+/]{20,}=*$/.test(line) ? '235 2.7.0 ok' : undefined;
    },
  });
  const smtpUrl = `smtp://hub:secret@127.0.0.1:${relay.port}?tls=none`;
  const way = openTransport({
    smtpUrl,
    log: openLog('silent', 'test'),
    postbox: null,
    tell: () => {},
    demo: false,
  }).letters();
  const send = (n: number) =>
    way.send({
      envelope: { from: 'bounce@mail.example.jp', to: `reader${n}@example.jp` },
      content: 'Subject: x\r\n\r\nhello\r\n',
      kept: () => {
        throw new Error('nothing is kept');
      },
    });
  try {
    expect([(await send(1)).kind, (await send(2)).kind]).toEqual(['accepted', 'accepted']);
    expect(relay.mails.map((mail) => mail.to)).toEqual(['reader1@example.jp', 'reader2@example.jp']);
  } finally {
    await way.close();
    await relay.close();
  }
});
