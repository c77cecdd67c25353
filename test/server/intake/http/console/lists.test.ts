/** Lists of readers and letters by the console's door: filters, pages to the last, nothing twice, nobody by name. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MINUTE } from '../../../../../server/lib/clock.ts';
import { type Newsroom, newsroom } from '../../../../support/newsroom.ts';
import { personWith, type Staff } from '../../../../support/staff.ts';

let room: Newsroom;
let desk: Staff;
let topic: string;
let other: string;
beforeAll(async () => {
  room = await newsroom();
  desk = await personWith(room, ['operator']);
  [topic, other] = room.topics.map((t) => t.code) as [string, string];
  const readers = await room.readers(topic, 30);
  await room.readers(other, 12, { language: 'en', domain: 'docomo.ne.jp' });
  await room.db.write(async (trx) =>
    trx
      .knex('reader')
      .whereIn('id', readers.slice(0, 5))
      .update({ state: 'suspended', suspended_reason: 'hard-bounce', suspended_at: room.clock.now() }),
  );
});
afterAll(() => room.stop());

type Line = { id: string; masked: string; state: string; language: string };
/** All pages of a list, one after the other. */
const walk = async <T extends { id: string }>(path: string): Promise<T[]> => {
  const found: T[] = [];
  for (let cursor = ''; ; ) {
    const { status, body } = await desk.get(`${path}${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`);
    expect(status).toBe(200);
    found.push(...(body.data as T[]));
    if (body.next === null) return found;
    cursor = String(body.next);
  }
};

describe('the list of readers', () => {
  it('goes page by page to the last one, each once, newest first, and shows no address', async () => {
    const all = await walk<Line>('/readers?limit=7');
    expect(all).toHaveLength(42);
    expect(new Set(all.map((r) => r.id)).size).toBe(42);
    expect(all.every((r) => r.masked.includes('***'))).toBe(true);
  });

  it.each([
    ['state=suspended', 5],
    ['state=suspended&reason=hard-bounce', 5],
    ['state=suspended&language=en', 0],
    ['language=en', 12],
    ['domain=docomo.ne.jp', 12],
    ['domain=docomo.ne.jp&state=active', 12],
    ['joinedTo=1970-01-01', 42],
    ['joinedFrom=2026-01-01', 0],
    ['cause=import', 0],
  ])('with %s has %i', async (filter, n) => {
    expect(await walk<Line>(`/readers?limit=4&${filter}`)).toHaveLength(n);
  });

  it('of a topic, with another filter, is walked by the topic', async () => {
    expect(await walk<Line>(`/readers?limit=4&topic=${topic}`)).toHaveLength(30);
    expect(await walk<Line>(`/readers?limit=4&topic=${topic}&state=suspended`)).toHaveLength(5);
    expect((await desk.get('/readers?topic=nothing')).status).toBe(404);
    expect((await desk.get('/readers?joinedFrom=yesterday')).status).toBe(422);
  });

  it('leaves a line in the audit log that names the filters and no person', async () => {
    await desk.get('/readers?language=en');
    const line = await room.db.knex('audit').where({ action: 'reader.list' }).orderBy('seq', 'desc').first();
    expect(JSON.parse(line.after)).toEqual({ language: 'en', shown: 12 });
  });
});

describe('the list of letters', () => {
  type Letter = { id: string; state: string; to: string; type: string };
  beforeAll(async () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    for (const [i, name] of names.entries()) {
      await room.ground.db.write((trx) =>
        room.ground.outbox.post(trx, {
          type: i < 2 ? 'staff-task' : 'nl-unsubscribe-complete',
          system: i < 2 ? 'staff' : 'nl',
          languages: ['ja'],
          role: 'reader',
          to: `${name}@${i === 4 ? 'softbank.ne.jp' : 'example.jp'}`,
          variables: {
            task: '見本',
            opened_at: room.clock.now(),
            console_url: 'https://mail.example.jp/console',
            entry_url: 'https://mail.example.jp/m/',
          },
          lane: 'transactional',
          dedupeKey: `list:${name}`,
          actor: 'test',
          cause: 'test',
        }),
      );
      room.clock.advance(MINUTE);
    }
    await room.db.write(async (trx) =>
      trx.knex('letter').where({ dedupe_key: 'list:c' }).update({ state: 'bounced', reason: 'userunknown' }),
    );
  });
  const today = () => new Date(room.clock.now() + 9 * 3_600_000).toISOString().slice(0, 10);

  it('answers "what failed today?", and every other filter, to the last page', async () => {
    const lost = await walk<Letter>(`/letters?limit=1&group=lost&day=${today()}`);
    expect(lost.map((l) => [l.state, l.type, l.to.includes('***')])).toEqual([
      ['bounced', 'nl-unsubscribe-complete', true],
    ]);
    for (const [filter, n] of [
      ['system=staff&type=staff-task', 2],
      ['type=nl-unsubscribe-complete', 3],
      ['type=nl-unsubscribe-complete&group=open', 2],
      ['domain=softbank.ne.jp', 1],
      ['reason=userunknown', 1],
      ['day=2020-01-01', 0],
    ] as const)
      expect([filter, (await walk<Letter>(`/letters?limit=2&${filter}`)).length]).toEqual([filter, n]);
    const all = await walk<Letter>('/letters?limit=2');
    const stored = (await room.letters()).length;
    expect([all.length, new Set(all.map((l) => l.id)).size]).toEqual([stored, stored]);
  });

  it('is for who may find letters', async () => {
    const author = await personWith(room, ['author']);
    expect((await author.get('/letters')).body).toMatchObject({ code: 'right.missing' });
    expect((await author.get('/readers')).body).toMatchObject({ code: 'right.missing' });
  });
});
