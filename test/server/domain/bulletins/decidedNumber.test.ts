/** The decided number is the number: whatever happens while a bulletin is written out and sent, everybody stands in exactly one figure. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settleBulletins, verifyCounts } from '../../../../server/delivery/expand.ts';
import type { Actor } from '../../../../server/domain/policy/policy.ts';
import { MINUTE } from '../../../../server/lib/clock.ts';
import { expandChunk } from '../../../../server/store/expansion.ts';
import { type Newsroom, newsroom, sampleTexts } from '../../../support/newsroom.ts';

const languages = ['ja', 'plja', 'en'];
const READERS = 14;

let room: Newsroom;
let author: Actor;
let topics: string[];
beforeAll(async () => {
  room = await newsroom();
  author = await room.person(['author', 'approver']);
  topics = room.topics.map((t) => t.code);
});
afterAll(() => room.stop());

const begin = async (topic: string, over: object = {}): Promise<string> => {
  const draft = { topics: [topic], texts: sampleTexts, ...over };
  const { id } = await room.parts.bulletins.create(author.actor, draft);
  await room.parts.bulletins.send('cli', id);
  return id;
};
const status = (id: string) => room.parts.bulletins.status(id);
const rowsOf = async (id: string): Promise<{ reader_id: number; state: string; reason: string | null }[]> =>
  room.db
    .knex('bulletin_recipient')
    .where({ bulletin_id: (await room.row(id)).id })
    .orderBy('reader_id');

const partsOf = (f: Awaited<ReturnType<typeof status>>) =>
  f.accepted + f.failed + f.withdrawn + f.cancelled + f.unknown + f.waiting;

/** On each screen the same: the status, and the sums by language and by class of domains. */
const addsUp = async (id: string, total: number) => {
  const figures = await status(id);
  expect([figures.total, partsOf(figures)]).toEqual([total, total]);
  const { languages: byLanguage, domains } = await room.parts.watch.watch(id);
  for (const spread of [byLanguage, domains])
    for (const key of ['total', 'accepted', 'failed', 'withdrawn', 'cancelled', 'unknown', 'waiting'] as const)
      expect([key, spread.reduce((all, one) => all + one.figures[key], 0)]).toEqual([key, figures[key]]);
};

type Move =
  | { do: 'write'; n: number; dies: boolean }
  | { do: 'answer'; as: 'accepted' | 'refused' | 'unknown'; n: number }
  | { do: 'leave' | 'speakEnglish'; who: number }
  | { do: 'join' | 'pause' | 'resume' | 'cancel' | 'settle' };
const move: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('write' as const), n: fc.integer({ min: 1, max: 6 }), dies: fc.boolean() }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('answer' as const),
      as: fc.constantFrom('accepted' as const, 'refused' as const, 'unknown' as const),
      n: fc.integer({ min: 1, max: 5 }),
    }),
  },
  fc.record({ do: fc.constantFrom('leave' as const, 'speakEnglish' as const), who: fc.nat({ max: READERS - 1 }) }),
  fc.record({
    do: fc.constantFrom('join' as const, 'pause' as const, 'resume' as const, 'cancel' as const, 'settle' as const),
  }),
);

/** One piece of writing out, by whoever is at it: the sender, or the clock that closes a cancelled one. Half of them die before the commit. */
const write = async (id: string, n: number, dies: boolean): Promise<void> => {
  const { id: bulletinId, state } = await room.row(id);
  const ended = state === 'cancelled' ? ({ to: 'cancelled', reason: 'bulletin.cancelled' } as const) : undefined;
  const written = room.db.write(async (trx) => {
    await expandChunk(trx, { bulletinId, languages, chunk: n, now: room.clock.now(), ...(ended ? { ended } : {}) });
    if (dies) throw new Error('died');
  });
  await written.catch((error: Error) => expect(error.message).toBe('died'));
};
const answer = async (id: string, m: Extract<Move, { do: 'answer' }>): Promise<void> => {
  if ((await room.row(id)).state !== 'sending') return;
  const waiting = (await rowsOf(id)).filter((r) => r.state === 'waiting').slice(0, m.n);
  await room.answer(
    id,
    m.as,
    waiting.map((r) => r.reader_id),
  );
};
const change = (reader: number, what: object) =>
  room.db.write(async (trx) => trx.knex('reader').where({ id: reader }).update(what));

let numbers = 100_000;
/** Addresses that nobody has. */
const fresh = (n: number): { first: number } => {
  numbers += n;
  return { first: numbers - n };
};
const play = async (m: Move, id: string, readers: readonly number[], topic: string): Promise<void> => {
  if (m.do === 'write') return write(id, m.n, m.dies);
  if (m.do === 'answer') return answer(id, m);
  if (m.do === 'leave') return void (await change(readers[m.who]!, { state: 'left' }));
  if (m.do === 'speakEnglish') return void (await change(readers[m.who]!, { language: 'en' }));
  if (m.do === 'join') return void (await room.readers(topic, 1, fresh(1)));
  if (m.do === 'settle') return settleBulletins(room.ground);
  // Whatever is refused in this state is refused, and changes no figure.
  await room.parts.bulletins[m.do]('cli', id).catch((error: { code?: string }) =>
    expect(error.code).toBe('bulletin.wrong-state'),
  );
};

describe('a bulletin that is stopped, cancelled or killed at any moment', () => {
  it('has everybody in exactly one figure at every moment, and the second sending reaches all that were not reached', async () => {
    let round = 0;
    const property = fc.asyncProperty(
      fc.array(move, { maxLength: 14 }),
      fc.constantFrom(0, 5),
      async (moves, waveSize) => {
        round += 1;
        const topic = topics[round % topics.length]!;
        await room.db.write(async (trx) => trx.knex('reader').update({ state: 'left' }));
        const readers = [
          ...(await room.readers(topic, READERS - 4, fresh(READERS))),
          ...(await room.readers(topic, 4, { ...fresh(4), language: 'en', domain: 'docomo.ne.jp' })),
        ];
        const id = await begin(topic, { waveSize });
        await addsUp(id, READERS);
        for (const one of moves) {
          await play(one, id, readers, topic);
          await addsUp(id, READERS);
        }
        await play({ do: 'cancel' }, id, readers, topic);
        await addsUp(id, READERS);
        await settleBulletins(room.ground);
        await addsUp(id, READERS);
        expect((await status(id)).waiting).toBe(0);
        const active: { id: number }[] = await room.db.knex('reader').where({ state: 'active' }).whereIn('id', readers);
        const reached = (await rowsOf(id)).filter((r) => ['accepted', 'unknown'].includes(r.state));
        const missed = active.map((r) => r.id).filter((one) => !reached.some((r) => r.reader_id === one));
        if ((await room.row(id)).state !== 'cancelled') return;
        const again = await room.parts.sequels.begin(author, id, 'redelivery');
        expect((await room.parts.release.lastPage(again.id)).reach.total).toBe(missed.length);
        await room.parts.bulletins.send('cli', again.id);
        await room.tick();
        expect((await rowsOf(again.id)).map((r) => r.reader_id)).toEqual([...missed].sort((a, b) => a - b));
      },
    );
    await fc.assert(property, { numRuns: 25 });
    expect(await verifyCounts(room.db)).toEqual([]);
  });

  it('cancelled before a single row was written closes all of them by name', async () => {
    const topic = topics[1]!;
    await room.db.write(async (trx) => trx.knex('reader').update({ state: 'left' }));
    const readers = await room.readers(topic, 40, fresh(40));
    const id = await begin(topic);
    await room.parts.bulletins.cancel('cli', id);
    expect(await status(id)).toMatchObject({ total: 40, cancelled: 40, waiting: 0 });
    const again = await room.parts.sequels.begin(author, id, 'redelivery');
    await expect(room.parts.bulletins.send('cli', again.id)).rejects.toMatchObject({ code: 'audience.closing' });
    await room.tick();
    expect((await rowsOf(id)).map((r) => [r.reader_id, r.state, r.reason])).toEqual(
      readers.map((reader) => [reader, 'cancelled', 'bulletin.cancelled']),
    );
    await room.parts.bulletins.send('cli', again.id);
    await room.tick();
    expect(await status(again.id)).toMatchObject({ total: 40, waiting: 40 });
  });

  it('whose deadline passes while its first wave waits is expired for everybody', async () => {
    const topic = topics[2]!;
    await room.db.write(async (trx) => trx.knex('reader').update({ state: 'left' }));
    await room.readers(topic, 9, fresh(9));
    const id = await begin(topic, { waveSize: 3 });
    await room.tick();
    expect(await status(id)).toMatchObject({ total: 9, waiting: 9 });
    await room.parts.bulletins.pause('cli', id);
    await room.tick(73 * 60 * MINUTE);
    expect(await status(id)).toMatchObject({ total: 9, failed: 9, waiting: 0 });
  });
});
