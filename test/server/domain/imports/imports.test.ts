/** Imports by the console's door: what Excel of a Japanese office writes is found, tried, stored, mended and taken back (cases C14 to C17). */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImportForm, ImportShown } from '../../../../server/contract/console/imports.ts';
import { recordsOf } from '../../../../server/domain/imports/records.ts';
import { type Newsroom, newsroom, sampleTexts } from '../../../support/newsroom.ts';
import { personWith, type Staff } from '../../../support/staff.ts';

let room: Newsroom;
let operator: Staff;
let topic: string;
let other: string;
let name: string;
beforeAll(async () => {
  room = await newsroom();
  operator = await personWith(room, ['operator']);
  [topic, other] = room.topics.map((t) => t.code) as [string, string];
  const row = await room.db.knex('topic').where({ code: topic }).first();
  name = (JSON.parse(row.names) as { ja: string }).ja;
});
afterAll(() => room.stop());

const take = async (file: string, body: Uint8Array<ArrayBuffer>): Promise<ImportShown> => {
  const answer = await fetch(`${room.url}/console/api/imports?${new URLSearchParams({ name: file })}`, {
    method: 'POST',
    headers: { cookie: operator.cookie(), 'content-type': 'application/octet-stream' },
    body,
  });
  expect(answer.status).toBe(200);
  return (await answer.json()) as ImportShown;
};
const text = (lines: readonly string[], end = '\r\n') => new Uint8Array(Buffer.from(lines.join(end)));
const utf16 = (lines: readonly string[]) => new Uint8Array(Buffer.from(`\uFEFF${lines.join('\r\n')}`, 'utf16le'));
/** メールアドレス,言語,項目 in CP932. */
const cp932Header = [
  ...[0x83, 0x81, 0x81, 0x5b, 0x83, 0x8b, 0x83, 0x41, 0x83, 0x68, 0x83, 0x8c, 0x83, 0x58, 0x2c],
  ...[0x8c, 0xbe, 0x8c, 0xea, 0x2c, 0x8d, 0x80, 0x96, 0xda, 0x0d, 0x0a],
];

const act = async (id: string, verb: string, data: object = {}) => {
  const { status, body } = await operator.post(`/imports/${id}/${verb}`, data);
  if (status !== 200) return body;
  await room.parts.importRuns.work();
  return (await operator.get(`/imports/${id}`)).body;
};
const tried = async (id: string) => (await act(id, 'try')).tried as ImportShown['tried'];
const imported = async (shown: ImportShown) => {
  const would = await tried(shown.id);
  return (await act(shown.id, 'begin', { added: would!.added })) as unknown as ImportShown;
};
const readers = async () =>
  Number(((await room.db.knex('reader').count('* as n').first()) as { n: number | string }).n);
const change = (id: number, what: object) =>
  room.db.write(async (trx) => trx.knex('reader').where({ id }).update(what));
const languageOf = async (email: string) =>
  ((await room.parts.audience.find('test', email)) as { language: string } | null)?.language;

describe('a file', () => {
  const rows = (sign: string, from: number) =>
    [0, 1, 2].map((i) => [`found${from + i}@example.jp`, 'ja', topic].join(sign));

  it.each([
    ['UTF-8 with a mark', 'utf-8', ',', () => text(['\uFEFFemail,language,topics', ...rows(',', 10)])],
    ['semicolons', 'utf-8', ';', () => text(['メールアドレス;言語;項目', ...rows(';', 20)])],
    [
      'UTF-16 with tabs',
      'utf-16le',
      '\t',
      () => utf16(['項目\tメールアドレス\t言語', `${topic}\tfound30@example.jp\t英語`]),
    ],
    [
      'CP932 with a Japanese header',
      'shift_jis',
      ',',
      () => new Uint8Array(Buffer.concat([Buffer.from(cp932Header), Buffer.from(rows(',', 40).join('\r\n'))])),
    ],
  ])('in %s is read as it is, and its columns are found in any order', async (_name, encoding, separator, body) => {
    const shown = await take('名簿.csv', body());
    expect(shown.form).toMatchObject({ encoding, separator, header: true });
    expect([...shown.form.columns].sort()).toEqual(['email', 'language', 'topics']);
    expect(shown.lacks).toEqual([]);
    expect(shown.first.every((row) => row.bad.length === 0)).toBe(true);
    expect((await tried(shown.id))!.bad).toBe(0);
  });

  it('of Excel is read, topics by their names, and its bad row is told', async () => {
    const body = new Uint8Array(readFileSync(new URL('../../../support/files/office.xlsx', import.meta.url)));
    const shown = await take('名簿.xlsx', body);
    expect(shown.form).toMatchObject({ encoding: 'xlsx', columns: [null, 'email', 'language', 'topics'] });
    expect(await tried(shown.id)).toMatchObject({ rows: 3, added: 2, bad: 1 });
    expect(name).toBe('在留期間の更新・在留資格の変更');
  });

  it('whose header nobody knows is mapped by hand; without a column for languages one is chosen for all', async () => {
    const shown = await take('名簿.csv', text(['れんらく先,こうもく', `mapped@example.jp,${topic}`]));
    expect(shown.form.columns).toEqual(['email', null]);
    expect(shown.lacks).toEqual(['language', 'topics']);
    expect(await act(shown.id, 'try')).toMatchObject({ code: 'import.columns' });
    const form: ImportForm = { ...shown.form, columns: ['email', 'topics'], language: 'en' };
    expect((await act(shown.id, 'form', form)).lacks).toEqual([]);
    await imported({ ...shown, form });
    expect(await languageOf('mapped@example.jp')).toBe('en');
  });

  it('that is no workbook, or empty, is refused in words', async () => {
    const broken = new Uint8Array([0x50, 0x4b, 3, 4, 1, 2, 3]);
    for (const [body, code] of [
      [broken, 'import.sheet'],
      [new Uint8Array(0), 'import.empty'],
    ] as const) {
      const answer = await fetch(`${room.url}/console/api/imports?name=x`, {
        method: 'POST',
        headers: { cookie: operator.cookie() },
        body,
      });
      expect(((await answer.json()) as { code: string }).code).toBe(code);
    }
  });

  it('with one bad quote loses that row alone, and gives it back in words', async () => {
    const good = (n: number) => `quote${n}@example.jp,ja,${topic}`;
    const lines = ['email,language,topics', good(1), `quote2@example.jp,ja,"${topic}`, ...[3, 4, 5].map(good)];
    const shown = await take('quote.csv', text(lines));
    expect(await tried(shown.id)).toMatchObject({ rows: 5, added: 4, bad: 1 });
    const { body } = await operator.post(`/imports/${shown.id}/bad`, { language: 'ja' });
    const [, bad, ...rest] = String(body.text).trim().split('\r\n');
    expect(bad).toMatch(/^3,"引用符\(""\)が閉じていません/);
    expect(rest).toEqual([]);
  });
});

describe('records', () => {
  const all = async (lines: string) => {
    const found = [];
    for await (const record of recordsOf(
      (async function* () {
        // One byte at a time: no sign and no line end is cut by where a piece ends.
        for (const byte of Buffer.from(lines)) yield new Uint8Array([byte]);
      })(),
      { encoding: 'utf-8', separator: ',' },
    ))
      found.push([record.line, record.cells]);
    return found;
  };

  it('keep line breaks inside quotes, and are numbered by their lines', async () => {
    expect(await all('a,b\r\n"一\n二",c\r\n\r\nd,"e ""f"""\r\n')).toEqual([
      [1, ['a', 'b']],
      [2, ['一\n二', 'c']],
      [5, ['d', 'e "f"']],
    ]);
  });
});

describe('a dry run', () => {
  it('says what would happen, and stores nobody', async () => {
    const known = ['known@example.jp', 'same@example.jp', 'gone@example.jp', 'rests@example.jp'];
    await imported(await take('first.csv', text(['email,language,topics', ...known.map((k) => `${k},ja,${topic}`)])));
    const row = async (email: string) => (await room.parts.audience.readerId(email))!;
    for (const [email, state] of [
      ['gone@example.jp', 'left'],
      ['rests@example.jp', 'suspended'],
    ] as const)
      await change(await row(email), { state });
    const before = await readers();
    const fresh = Array.from({ length: 450 }, (_, i) => `fresh${i}@example.jp,ja,${topic}`);
    const lines = [
      ...['email,language,topics', `known@example.jp,en,${topic}`],
      ...known.slice(1).map((k) => `${k},ja,${topic}`),
      ...[...fresh, `fresh0@example.jp,en,${other}`, 'bad,ja,x'],
    ];
    const shown = await take('second.csv', text(lines));
    expect(await tried(shown.id)).toEqual({
      ...{ rows: 456, added: 450, known: 1, differs: 1, left: 1, suspended: 1, doubled: 1, bad: 1 },
      ...{ undone: 0, kept: 0 },
    });
    expect(await readers()).toBe(before);
    expect(await act(shown.id, 'begin', { added: 3 })).toMatchObject({ code: 'import.number' });
    const done = (await act(shown.id, 'begin', { added: 450 })) as unknown as ImportShown;
    expect([done.state, done.figures]).toEqual(['done', done.tried]);
    expect(await readers()).toBe(before + 450);
    expect(await languageOf('known@example.jp')).toBe('ja');
  });
});

describe('the same address twice', () => {
  it.each([
    ['first', 2],
    ['first', 400],
    ['last', 2],
    ['last', 400],
  ] as const)('with the %s row chosen, %i rows apart', async (wins, apart) => {
    const email = `twice-${wins}-${apart}@example.jp`;
    const between = Array.from({ length: apart }, (_, i) => `between-${wins}-${apart}-${i}@example.jp,ja,${topic}`);
    const lines = ['email,language,topics', `${email},ja,${topic}`, ...between, `${email},en,${other}`];
    const shown = await take('twice.csv', text(lines, '\n'));
    await act(shown.id, 'form', { ...shown.form, wins });
    const { figures } = await imported(shown);
    expect(figures).toMatchObject({ added: apart + 1, doubled: 1 });
    expect(await languageOf(email)).toBe(wins === 'first' ? 'ja' : 'en');
  });
});

describe('an import', () => {
  const file = (n: number, word: string) =>
    text(['email,language,topics', ...Array.from({ length: n }, (_, i) => `${word}${i}@example.jp,ja,${topic}`)]);

  it('that is stopped goes on where it was, and nobody is stored twice', async () => {
    const shown = await take('stop.csv', file(500, 'stop'));
    await tried(shown.id);
    const before = await readers();
    await operator.post(`/imports/${shown.id}/begin`, { added: 500 });
    // Stopped while the clock is at it: between two pieces.
    let pieces = 0;
    await room.parts.importRuns.work(() => {
      pieces += 1;
      if (pieces === 1) void operator.post(`/imports/${shown.id}/stop`);
    });
    const stopped = (await operator.get(`/imports/${shown.id}`)).body as unknown as ImportShown;
    expect(await readers()).toBe(before + stopped.figures.added);
    const done = stopped.state === 'stopped' ? ((await act(shown.id, 'go-on')) as unknown as ImportShown) : stopped;
    expect([done.state, done.figures.rows, done.figures.added]).toEqual(['done', 500, 500]);
    expect(await readers()).toBe(before + 500);
  });

  it('is taken back for who has not changed or been mailed since; the others are listed', async () => {
    const before = await readers();
    const done = await imported(await take('undo.csv', file(20, 'undo')));
    const id = async (n: number) => (await room.parts.audience.readerId(`undo${n}@example.jp`))!;
    const changed = await id(0);
    await room.db.write(async (trx) =>
      trx
        .knex('reader')
        .where({ id: changed })
        .update({ language: 'en', changed_at: room.clock.now() + 1 }),
    );
    const draft = { topics: [topic], texts: sampleTexts };
    const bulletin = await room.parts.bulletins.create('test', draft);
    await room.parts.bulletins.send('cli', bulletin.id);
    await room.tick();
    await room.answer(bulletin.id, 'accepted', [await id(1), await id(2)]);
    const undone = (await act(done.id, 'undo', { reason: '別の名簿でした' })) as unknown as ImportShown;
    expect([undone.state, undone.figures.undone, undone.figures.kept]).toEqual(['undone', 17, 3]);
    expect(await readers()).toBe(before + 3);
    const { body } = await operator.get(`/imports/${done.id}/kept`);
    expect((body.data as { why: string; masked: string }[]).map((k) => [k.why, k.masked.includes('***')])).toEqual([
      ['changed', true],
      ['mailed', true],
      ['mailed', true],
    ]);
    const audit = await room.db
      .knex('audit')
      .where({ action: 'import.undo', object: `import:${done.id}` })
      .first();
    expect(audit).toMatchObject({ reason: '別の名簿でした' });
  });
});
