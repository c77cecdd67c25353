/** Delivery in this process against a real sink and a real database, with a clock that stands until it is turned. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type DeliveryParts, type DeliverySettings, startDelivery } from '../../server/delivery/worker.ts';
import { type Bundle, readBundle, serialiseBundle } from '../../server/letters/bundle.ts';
import { mailType } from '../../server/letters/catalogue.ts';
import { fixedClock } from '../../server/lib/clock.ts';
import { openLog } from '../../server/lib/log.ts';
import { type NewLetter, openOutbox } from '../../server/outbox/outbox.ts';
import type { LetterRow } from '../../server/store/letters.ts';
import { openMailboxStore } from '../../server/store/mailbox.ts';
import { keepText } from '../../server/store/texts.ts';
import { testDb } from './database.ts';
import { until } from './until.ts';

const templates = fileURLToPath(new URL('../../templates', import.meta.url));
let read: Promise<Bundle> | null = null;

export { until } from './until.ts';

/** A database with texts and an outbox; start as many delivery workers on it as the test wants. */
export const deliveryGround = async (at = '2026-04-01T10:00:00+09:00', place?: Parameters<typeof testDb>[0]) => {
  const base = await testDb(place);
  read ??= readBundle(templates);
  const bundle = await read;
  const clock = fixedClock(at);
  const log = openLog('silent', 'test');
  const { db, ring } = base;
  await db.write((trx) =>
    keepText(trx, { kind: 'bundle', revision: bundle.revision, body: serialiseBundle(bundle), now: clock.now() }),
  );
  const outbox = openOutbox({
    ring,
    clock,
    revision: () => bundle.revision,
    mailDomain: 'mail.example.jp',
    nudge: () => db.wake(),
  });
  const stops: (() => Promise<void>)[] = [];
  return {
    ...base,
    bundle,
    clock,
    log,
    outbox,
    /** Posts a letter of a type with its sample values. */
    async post(to: string, over: Partial<NewLetter> = {}): Promise<string> {
      const type = mailType(over.type ?? 'nl-registration-complete');
      const letter: NewLetter = {
        type: type.id,
        system: type.systems[0]!,
        languages: ['ja'],
        role: 'reader',
        to,
        variables: type.sample,
        lane: 'transactional',
        dedupeKey: randomUUID(),
        actor: 'test',
        cause: 'test',
        ...over,
      };
      return (await db.write((trx) => outbox.post(trx, letter))).publicId;
    },
    letter: async (publicId: string): Promise<LetterRow> =>
      (await db.knex('letter').where({ public_id: publicId }).first())!,
    async deliver({
      deadlines,
      kinds,
      ...settings
    }: Partial<DeliverySettings> & Pick<DeliveryParts, 'deadlines' | 'kinds'> = {}) {
      const mailbox = settings.smtpUrl && !kinds ? null : await openMailboxStore(join(base.folder, 'mailbox.db'), 1000);
      const worker = randomUUID();
      const delivery = await startDelivery({
        db,
        clock,
        log,
        ring,
        worker,
        mailbox,
        deadlines,
        kinds,
        settings: {
          connections: 4,
          dataDir: base.folder,
          mailDomain: 'mail.example.jp',
          mailFrom: 'no-reply@mail.example.jp',
          publicUrl: 'https://mail.example.jp',
          smtpUrl: '',
          ...settings,
        },
      });
      let stopped = false;
      const stop = async (ms = 2000) => {
        if (stopped) return;
        stopped = true;
        await delivery.stop(ms);
        await mailbox?.close();
      };
      stops.push(stop);
      /** When it has looked for work once more, from now on: whatever it was going to take is `sending` then. */
      const looked = async () => {
        delivery.dispatch.nudge();
        if (!(await until(() => delivery.dispatch.inHand() !== null))) throw new Error('it never ended its look');
      };
      return { worker, mailbox, stop, dispatch: delivery.dispatch, looked };
    },
    async end() {
      for (const stop of stops) await stop();
      await base.close();
    },
  };
};
export type DeliveryGround = Awaited<ReturnType<typeof deliveryGround>>;
