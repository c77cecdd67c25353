/** News that can be found again: the page that a mail links, the archive with its search, the feeds, and what staff keep out or withdraw. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BulletinDraft } from '../../../../../server/domain/bulletins/draft.ts';
import { snippets } from '../../../../../server/intake/http/public/snippet.ts';
import { dayNumber } from '../../../../../server/lib/clock.ts';
import { makeLink } from '../../../../../server/lib/token.ts';
import { findReader } from '../../../../../server/store/readers.ts';
import { type Newsroom, newsroom, sampleTexts } from '../../../../support/newsroom.ts';
import { type Seen, visitor } from '../../../../support/visitor.ts';

let room: Newsroom;
beforeAll(async () => {
  room = await newsroom();
});
afterAll(() => room.stop());

const send = async (draft: Partial<BulletinDraft> = {}): Promise<string> => {
  room.clock.advance(60_000);
  const { id } = await room.parts.bulletins.create('cli', { topics: ['permanent'], texts: sampleTexts, ...draft });
  await room.parts.bulletins.send('cli', id);
  return id;
};
const open = (path: string): Promise<Seen> => visitor(room.url).open(path);
const cli = { actor: 'cli', roles: ['operator' as const], bureaus: [] };

describe('The page of a bulletin', () => {
  it('stands from the first mail on, in each language, with what other sites show of it', async () => {
    const { id } = await room.parts.bulletins.create('cli', { topics: ['permanent'], texts: sampleTexts });
    expect((await open(`/m/en/news/${id}`)).status).toBe(404);
    await room.parts.bulletins.send('cli', id);
    const page = await open(`/m/en/news/${id}`);
    expect(page.status).toBe(200);
    expect(page.text).toContain('The counter opens at 9:00 a.m.');
    expect(page.html).toContain('<html lang="en"');
    expect(page.html).toContain('<meta property="og:title" content="Counter hours">');
    expect(page.html).toContain(`<link rel="canonical" href="${room.ground.publicUrl()}/m/en/news/${id}">`);
    expect(page.html).not.toContain('noindex');
    expect(page.html).not.toMatch(/m\/(?:unsubscribe|one-click|change)/);
    const plain = await open(`/m/plja/news/${id}`);
    expect(plain.html).toContain('<ruby>窓口<rp>(</rp><rt>まどぐち</rt>');
    // What a mail program or a sentence hangs behind the link.
    expect((await open(`/m/ja/news/${id}。`)).status).toBe(200);
  });

  it('in a language without a text shows another one and says so', async () => {
    const id = await send({ texts: { ja: { subject: '日本語だけ', body: '本文です。' } } });
    const page = await open(`/m/en/news/${id}`);
    expect(page.text).toContain('There is no English text');
    expect(page.html).toContain('<div lang="ja" class="news-text"><p>本文です。</p></div>');
    expect((await open('/m/en/news')).text).not.toContain('日本語だけ');
    expect((await open('/m/ja/news')).text).toContain('日本語だけ');
  });

  it('keeps what an author typed as text', async () => {
    const body = '# 見出し\n<script>alert(1)</script> [案内](https://www.moj.go.jp/isa/)\n\n- 一\n- 二';
    const id = await send({ texts: { ja: { subject: '<b>&', body } } });
    const page = await open(`/m/ja/news/${id}`);
    expect(page.html).not.toContain('<script>alert');
    expect(page.text).toContain('<script>alert(1)</script>');
    expect(page.html).toContain('<a href="https://www.moj.go.jp/isa/" rel="noreferrer">案内</a>');
    expect(page.html).toContain('<ul><li>一</li><li>二</li></ul>');
    expect(page.html).not.toContain('style=');
  });

  it('is none for a drill, for one that was kept out, and for a draft', async () => {
    const drill = await send({ kind: 'drill', texts: { ja: { subject: '避難の訓練', body: '訓練です。' } } });
    const kept = await send({ keptOut: true, texts: { ja: { subject: '載せない案内', body: '本文です。' } } });
    for (const id of [drill, kept, 'nosuchbulletinatallx', 'x'])
      expect((await open(`/m/ja/news/${id}`)).status).toBe(404);
    const list = await open('/m/ja/news');
    expect(list.text).not.toContain('避難の訓練');
    expect(list.text).not.toContain('載せない案内');
  });

  it('shows its corrections, and each correction what it corrects', async () => {
    const id = await send();
    const { id: next } = await room.parts.sequels.begin(
      { actor: 'operator:x', roles: ['author'], bureaus: [] },
      id,
      'correction',
    );
    await room.parts.bulletins.send('cli', next);
    const first = await open(`/m/ja/news/${id}`);
    expect(first.text).toContain('このお知らせには訂正があります');
    expect(first.html).toContain(`href="/m/ja/news/${next}"`);
    const second = await open(`/m/ja/news/${next}`);
    expect(second.text).toContain('【訂正】窓口の案内');
    expect(second.html).toContain(`href="/m/ja/news/${id}"`);
  });

  it('is withdrawn with a note by staff, by cancelling without one, and comes back', async () => {
    const id = await send({ texts: { ja: { subject: '取り下げる案内', body: '秘密の本文です。' } } });
    await expect(room.parts.news.withdraw(cli, id, {})).rejects.toMatchObject({ code: 'input.invalid' });
    await room.parts.news.withdraw(cli, id, { ja: '日付に誤りがありました。' });
    const gone = await open(`/m/ja/news/${id}`);
    expect(gone.status).toBe(410);
    expect(gone.text).toContain('日付に誤りがありました。');
    expect(gone.text).not.toContain('秘密の本文');
    for (const path of ['/m/ja/news', '/m/ja/news?words=秘密', '/m/ja/news.atom', '/m/ja/news.json'])
      expect((await open(path)).html).not.toContain('取り下げる案内');
    await expect(room.parts.news.withdraw(cli, id, { ja: 'また' })).rejects.toMatchObject({
      code: 'news.not-published',
    });
    await room.parts.news.publish(cli, id);
    await room.parts.news.publish(cli, id);
    expect((await open(`/m/ja/news/${id}`)).status).toBe(200);
    expect((await open('/m/ja/news?words=秘密')).text).toContain('取り下げる案内');
    const stopped = await send();
    await room.parts.bulletins.cancel('cli', stopped);
    expect((await open(`/m/ja/news/${stopped}`)).status).toBe(410);
  });
});

describe('Leaving only the topic of a bulletin', () => {
  const other = () => room.topics.find((t) => t.code !== 'permanent')!;
  const topicsOf = async (reader: number): Promise<string[]> =>
    (
      (await room.db
        .knex('reader_topic')
        .join('topic', 'topic.id', 'reader_topic.topic_id')
        .where({ reader_id: reader })
        .orderBy('topic.code')
        .select('topic.code')) as { code: string }[]
    ).map((row) => row.code);
  const linkOf = async (reader: number) => {
    const row = (await findReader(room.db, reader))!;
    const day = dayNumber('2026-06-30');
    return `/m/unsubscribe/${makeLink(room.ground.ring, { purpose: 'unsubscribe', id: row.public_id, day }, row.link_epoch)}`;
  };
  const stateOf = async (reader: number) => (await findReader(room.db, reader))?.state;

  it('takes one press, leaves the others, and a second press does nothing more', async () => {
    const [reader] = await room.readers('permanent', 1, { first: 901 });
    await room.db.write((trx) => trx.knex('reader_topic').insert({ topic_id: other().id, reader_id: reader! }));
    const id = await send({ topics: ['permanent'] });
    const v = visitor(room.url);
    const path = `${await linkOf(reader!)}?of=${id}`;
    const asked = await v.open(path);
    expect(asked.html).toContain('value="topic:permanent"');
    expect(asked.html).not.toContain(`value="topic:${other().code}"`);
    expect(await topicsOf(reader!)).toEqual([other().code, 'permanent'].sort());
    expect((await v.press('topic:permanent')).text).toContain('をやめました');
    expect(await topicsOf(reader!)).toEqual([other().code]);
    await v.open(path);
    expect((await v.press('topic:permanent')).status).toBe(200);
    expect([await topicsOf(reader!), await stateOf(reader!)]).toEqual([[other().code], 'active']);
    expect((await v.open(path)).text).toContain('今は登録されていません');
  });

  it('ends the registration when it is the only one, and says so before', async () => {
    const [reader] = await room.readers('permanent', 1, { first: 902 });
    const id = await send({ topics: ['permanent', other().code] });
    const v = visitor(room.url);
    const asked = await v.open(`${await linkOf(reader!)}?of=${id}`);
    expect(asked.text).toContain('これだけです');
    expect(asked.html.match(/value="topic:/g)).toHaveLength(1);
    await v.press('topic:permanent');
    expect(await stateOf(reader!)).toBe('left');
  });
});

describe('A link for other sites', () => {
  it('ticks topics in advance, names them, and agrees to nothing', async () => {
    const { ja, en } = await snippets({ topics: room.parts.topics, publicUrl: room.ground.publicUrl }, [
      'permanent',
      'x"',
    ]);
    expect(ja.html).toBe(`<p lang="ja"><a href="${ja.url}" hreflang="ja">お知らせをメールで受け取る：永住許可</a></p>`);
    expect(en.url).toBe(`${room.ground.publicUrl()}/m/en_entry?topic=permanent`);
    const v = visitor(room.url);
    const terms = await v.open('/m/en_entry?topic=permanent,nosuch');
    expect(terms.html).not.toContain('type="checkbox"');
    expect((await v.press('check', { email: 'a@example.jp', topic: ['permanent'] })).status).toBe(422);
    await v.open('/m/en_entry?topic=permanent,nosuch');
    const input = await v.press('accept');
    expect(input.html).toMatch(/value="permanent"[^>]* checked/);
    expect(input.html.match(/ checked/g)).toHaveLength(1);
  });
});

describe('The archive', () => {
  const bodies = {
    ja: '在留カードの更新をｵﾝﾗｲﾝで行うことができます。\n詳しくは窓口へ。',
    plja: '在留(ざいりゅう)カードを 新(あたら)しくします。',
    en: 'Renew your Residence Card online.',
  };
  const texts = {
    ja: { subject: '更新の案内', body: bodies.ja },
    plja: { subject: '更新(こうしん)の案内(あんない)', body: bodies.plja },
    en: { subject: 'Renewal', body: bodies.en },
  };
  const found = async (language: string, words: string) =>
    (await open(`/m/${language}/news?words=${encodeURIComponent(words)}`)).html.includes(`/m/${language}/news/${id}"`);
  let id = '';
  beforeAll(async () => {
    id = await send({ topics: ['permanent'], texts });
  });

  it.each([
    ['ja', '在留カード', true],
    ['ja', '留カ', true],
    ['ja', '更', true],
    ['ja', 'オンライン', true],
    ['ja', 'おんらいん', true],
    ['ja', '更新　窓口', true],
    ['ja', 'きます。詳しく', true],
    ['ja', '更新 永住権', false],
    ['ja', '新更', false],
    ['plja', 'ざいりゅう', true],
    ['plja', '在留カード', true],
    ['en', 'residence card', true],
    ['en', 'RESIDENCE', true],
    ['en', 'esidenc', true],
    ['en', 'card residence', true],
    ['en', 'passport', false],
    ['ja', '" OR 1', false],
    ['ja', '%', false],
    ['ja', 'x* NEAR/2', false],
  ])('in %s finds %s: %s', async (language, words, expected) => {
    expect(await found(language, words)).toBe(expected);
  });

  it('is narrowed to a topic, goes on to older ones, and keeps what was asked', async () => {
    const other = room.topics.find((t) => t.code !== 'permanent')!.code;
    const there = await send({ topics: [other], texts: { ja: { subject: 'ほかの分野', body: '本文です。' } } });
    const list = await open(`/m/ja/news?topic=${other}`);
    expect(list.html).toContain(there);
    expect(list.html).not.toContain(id);
    for (let n = 0; n < 21; n++)
      await send({ topics: [other], texts: { ja: { subject: `続き${n}`, body: '本文です。' } } });
    const first = await open(`/m/ja/news?topic=${other}`);
    const next = /href="(\/m\/ja\/news\?[^"]*below=[^"]*)"/.exec(first.html)![1]!.replaceAll('&amp;', '&');
    expect(next).toContain(`topic=${other}`);
    const second = await open(next);
    expect(second.html).toContain(there);
    expect(second.text).not.toContain('続き20');
    expect((await open('/m/ja/news?below=nonsense&topic=nosuch')).text).toContain('当てはまるお知らせはありません');
  });
});

describe('A feed', () => {
  it('has the texts of a language and topic, and is answered with 304 until something changes', async () => {
    const id = await send({ texts: { ja: { subject: 'フィードの案内', body: '本文<です>。\u0007' } } });
    const url = `${room.url}/m/ja/news.json?topic=permanent`;
    const answer = await fetch(url);
    expect(answer.headers.get('content-type')).toContain('application/feed+json');
    expect(answer.headers.get('cache-control')).toBe('public, max-age=300');
    const feed = (await answer.json()) as {
      language: string;
      items: { url: string; title: string; content_html: string }[];
    };
    expect(feed.language).toBe('ja');
    const item = feed.items.find((one) => one.title === 'フィードの案内')!;
    expect(item.url).toBe(`${room.ground.publicUrl()}/m/ja/news/${id}`);
    expect(item.content_html).toContain('本文&lt;です&gt;');
    const headers = { 'if-none-match': answer.headers.get('etag')! };
    expect((await fetch(url, { headers })).status).toBe(304);
    room.clock.advance(1000);
    await room.parts.news.withdraw(cli, id, { ja: '誤りです。' });
    expect((await fetch(url, { headers })).status).toBe(200);
    const since = { 'if-modified-since': answer.headers.get('last-modified')! };
    expect((await fetch(url, { headers: since })).status).toBe(200);
  });

  it('is well-formed Atom with absolute links and its language', async () => {
    await send({ texts: { en: { subject: 'A & B <c>', body: 'Text\u000b & more' }, ja: sampleTexts.ja } });
    const answer = await fetch(`${room.url}/m/en/news.atom`);
    expect(answer.headers.get('content-type')).toContain('application/atom+xml');
    const xml = await answer.text();
    expect(xml).toContain('xml:lang="en"');
    expect(xml).toContain('<title>A &amp; B &lt;c&gt;</title>');
    expect(xml).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/);
    expect([...xml.matchAll(/<entry>/g)]).toHaveLength([...xml.matchAll(/<\/entry>/g)].length);
    expect((await open('/m/en/news')).html).toContain('type="application/atom+xml"');
  });
});

describe('What was sent before there were pages', () => {
  it('stays unpublished until staff publish it, one by one or by a filter, each within the own bureaus', async () => {
    const ids = await Promise.all(
      [1, 2, 3].map((n) => send({ texts: { ja: { subject: `昔の案内${n}`, body: '本文です。' } } })),
    );
    const { group_code } = room.topics.find((t) => t.code === 'permanent')!;
    const numbers = (await Promise.all(ids.map(room.row))).map((row) => row.id);
    await room.db.write((trx) => trx.knex('news').whereIn('bulletin_id', numbers).delete());
    expect((await open('/m/ja/news?words=昔の案内')).text).toContain('当てはまるお知らせはありません');
    expect((await open(`/m/ja/news/${ids[0]}`)).status).toBe(404);
    const stranger = { ...cli, bureaus: ['another-bureau'] };
    await expect(room.parts.news.publish(stranger, ids[0]!)).rejects.toMatchObject({ code: 'right.bureau' });
    expect(await room.parts.news.count(stranger, {})).toBe(0);
    await room.parts.news.publish({ ...cli, bureaus: [group_code] }, ids[0]!);
    expect((await open(`/m/ja/news/${ids[0]}`)).status).toBe(200);
    expect(await room.parts.news.count(cli, { topic: 'permanent' })).toBe(2);
    expect(await room.parts.news.count(cli, { before: 1 })).toBe(0);
    await expect(room.parts.news.publishAll(cli, {}, 7)).rejects.toMatchObject({ code: 'news.differs' });
    expect(await room.parts.news.publishAll(cli, { topic: 'permanent' }, 2)).toBe(2);
    for (const id of ids) expect((await open(`/m/ja/news/${id}`)).status).toBe(200);
    expect(await room.parts.news.publishAll(cli, {})).toBe(0);
  });
});
