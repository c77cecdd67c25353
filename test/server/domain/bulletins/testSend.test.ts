/** Test copies: to the own address only, numbered, never counted, and word by word what the reader of that language would be told. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { composeLetter } from '../../../../server/delivery/compose.ts';
import type { LetterRow } from '../../../../server/store/letters.ts';
import { type Newsroom, newsroom, sampleTexts } from '../../../support/newsroom.ts';
import { personWith, type Staff } from '../../../support/staff.ts';

let room: Newsroom;
let author: Staff & { email: string };
beforeAll(async () => {
  room = await newsroom({ SECOND_FACTOR: 'off' });
  author = await personWith(room, ['author']);
});
afterAll(() => room.stop());

const draft = async (over: object) =>
  String((await author.post('/bulletins', { topics: [room.topics[0]!.code], texts: sampleTexts, ...over })).body.id);
/** Asks for a test copy and answers the mail that leaves. */
const copy = async (id: string, language: string) => {
  const answer = await author.post(`/bulletins/${id}/test`, { language });
  expect([answer.status, answer.body]).toEqual([200, { to: author.email }]);
  const row = (await room.db.knex('letter').where({ type: 'nl-issue' }).orderBy('id', 'desc').first()) as LetterRow;
  const mail = await composeLetter(
    {
      ...room.ground,
      bundles: async () => room.ground.bundle,
      mailDomain: 'mail.example.jp',
      mailFrom: 'news@mail.example.jp',
      publicUrl: room.url,
      dkim: [],
    },
    row,
  );
  return mail.shown();
};

it('is numbered, goes to whoever asks, and stands in no figure', async () => {
  const id = await draft({});
  expect(await copy(id, 'ja')).toMatchObject({ to: author.email, subject: '【入管庁メール】【テスト1】窓口の案内' });
  expect((await copy(id, 'en')).subject).toBe('[ISA Mail] [TEST 2] Counter hours');
  expect(await room.parts.bulletins.status(id)).toMatchObject({ total: 0, accepted: 0 });
});

it('of a drill says that it is one, as the preview does', async () => {
  const id = await draft({ kind: 'drill' });
  const mail = await copy(id, 'ja');
  expect(mail.subject).toBe('【入管庁メール】【訓練】【テスト1】窓口の案内');
  expect(mail.text).toContain('これは訓練です。');
});

it('in a language without a text of its own tells so first', async () => {
  const id = await draft({ texts: { ja: sampleTexts.ja } });
  const preview = room.parts.previews.previews({ ja: sampleTexts.ja }).en!;
  const mail = await copy(id, 'en');
  expect(mail.text.split('\n')[0]).toBe(preview.text.split('\n')[0]);
  expect(mail.text).toContain(sampleTexts.ja.body);
});

it('in a language that nobody would get anything in is refused', async () => {
  const id = await draft({ texts: { en: sampleTexts.en } });
  expect((await author.post(`/bulletins/${id}/test`, { language: 'plja' })).status).toBe(404);
});
