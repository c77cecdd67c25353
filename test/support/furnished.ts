/** A hub in which every screen of the console has something to show: bulletins in every state, letters, a case, a task, holds, keys, people. */
import type { BulletinState } from '../../server/contract/codes.ts';
import { type StaffRole, staffRoles } from '../../server/contract/rights.ts';
import { DAY, MINUTE } from '../../server/lib/clock.ts';
import { publicId } from '../../server/lib/token.ts';
import { setHold } from '../../server/store/holds.ts';
import { blockQueue, ensureQueue } from '../../server/store/queues.ts';
import { closeTaskOf, openTask } from '../../server/store/tasks.ts';
import { type Newsroom, newsroom, sampleTexts } from './newsroom.ts';
import { firstPerson, personWith, type Staff } from './staff.ts';
import { event, people, systemOf } from './systems.ts';

type Person = Awaited<ReturnType<typeof personWith>>;

/** A bulletin in each state, made by the console's own routes. */
const bulletinsOf = async (room: Newsroom, author: Staff, approver: Staff) => {
  const topic = room.topics[0]!.code;
  await room.readers(topic, 12);
  await room.readers(topic, 3, { language: 'en', domain: 'docomo.ne.jp' });
  const ids = {} as Record<BulletinState, string>;
  const must = async (work: ReturnType<Staff['post']>) => {
    const { status, body } = await work;
    if (status >= 300) throw new Error(JSON.stringify(body));
    return body;
  };
  const write = async (state: BulletinState, over: object = {}) => {
    const subject = `窓口の案内(${state})`;
    const texts = { ...sampleTexts, ja: { ...sampleTexts.ja, subject } };
    ids[state] = String((await must(author.post('/bulletins', { topics: [topic], texts, ...over }))).id);
    return ids[state];
  };
  const submit = async (id: string) => {
    const { revision } = (await author.get(`/bulletins/${id}`)).body;
    await must(author.post(`/bulletins/${id}/submit`, { revision, warningsTicked: true }));
    return (await must(approver.get(`/bulletins/${id}/last-page`))) as {
      hash: string;
      reach: { total: number };
    };
  };
  const approve = async (id: string) => {
    const page = await submit(id);
    await must(approver.post(`/bulletins/${id}/approve`, { hash: page.hash }));
    return page;
  };
  const release = async (id: string) => {
    const page = await approve(id);
    await must(approver.post(`/bulletins/${id}/release`, { hash: page.hash, people: page.reach.total }));
  };
  const send = async (id: string) => {
    await release(id);
    await room.tick();
    await room.tick(2 * MINUTE);
  };
  await send(await write('finished'));
  await room.answer(
    ids.finished,
    'accepted',
    (await room.db.knex('bulletin_recipient').pluck('reader_id')).slice(0, 10),
  );
  await room.answer(ids.finished, 'refused');
  await room.tick();
  await send(await write('cancelled'));
  await must(approver.post(`/bulletins/${ids.cancelled}/cancel`));
  await send(await write('paused'));
  await must(approver.post(`/bulletins/${ids.paused}/pause`));
  await send(await write('sending'));
  await release(await write('scheduled', { plannedAt: room.clock.now() + DAY }));
  await approve(await write('approved'));
  await submit(await write('submitted'));
  await submit(await write('returned'));
  await must(approver.post(`/bulletins/${ids.returned}/return`, { comment: '終わりの時間も書いてください' }));
  await write('draft');
  await release(await write('held'));
  await room.tick();
  return ids;
};

/** One application of an application system: a case, its letters and follow-ups. */
const applyFor = async (room: Newsroom, desk: Staff) => {
  const at = new Date(room.clock.now()).toISOString();
  const system = await systemOf(room);
  const answer = await system.report(event('ras2.application.submitted', { time: at, data: { submitted_at: at } }));
  if (answer.status >= 300) throw new Error(JSON.stringify(answer.body));
  const found = (await desk.post('/find', { text: people.filer!.email })).body;
  const letter = (found.letters as { id: string }[])[0]!.id;
  const { caseId } = (await desk.get(`/letters/${letter}`)).body as { caseId: string };
  return { letter, caseId };
};

const troublesOf = async (room: Newsroom, letter: string, paused: string) => {
  const now = room.clock.now();
  const facts = {
    bounced: { system: 'ras2', type: 'app-provisional-number', role: 'filer', reason: 'userunknown' },
    paused: { reason: 'delivery.refused', refused: 41, of: 200, last: 'ratelimited' },
  };
  const task = { now, again: true };
  const object = 'relay:relay.example.jp:25';
  await room.db.write(async (trx) => {
    await setHold(trx, { kind: 'lane', target: 'bulletin', reason: '点検のため', actor: 'test', held_at: now });
    await openTask(trx, {
      ...task,
      publicId: publicId(),
      kind: 'letter-bounced',
      object: `letter:${letter}`,
      facts: JSON.stringify(facts.bounced),
    });
    await openTask(trx, {
      ...task,
      publicId: publicId(),
      kind: 'bulletin-paused',
      object: `bulletin:${paused}`,
      facts: JSON.stringify(facts.paused),
    });
    const why = JSON.stringify({ why: 'connect ECONNREFUSED' });
    await openTask(trx, { ...task, publicId: publicId(), kind: 'relay-unreached', object, facts: why });
    await closeTaskOf(trx, { now, kind: 'relay-unreached', object, by: 'delivery', reason: 'reached again' });
    const queue = await ensureQueue(trx, { lane: 'bulletin', domainClass: 'softbank', now });
    await blockQueue(trx, queue, now + 10 * MINUTE, 'userunknown');
  });
};

/** A text of the own staff, sent in its first version, with a second one in the drawer. */
const templateOf = async (room: Newsroom) => {
  const text = { name: '窓口の予約', subject: '((氏名))様 予約の確認', body: '予約の日: ((日))' };
  const { templates } = room.parts;
  const given = { ...text, system: 'ras2', language: 'ja', publish: true, actor: 'test' };
  const { id } = await templates.create(given);
  await templates.edit(id, { ...text, body: '予約の日は ((日)) です。' }, 'test', 1);
  return id;
};

/** New terms that wait for approval: those of now with one more sentence. */
const termsOf = async (room: Newsroom, author: Staff): Promise<string> => {
  const { now } = (await author.get('/terms')).body as {
    now: { texts: Record<string, { title: string; text: string }> };
  };
  const more = { ja: '見本の一文です。', plja: '見本(みほん)の文(ぶん)です。', en: 'A sample sentence.' };
  const texts = Object.fromEntries(
    Object.entries(more).map(([l, line]) => [l, { ...now.texts[l], text: `${now.texts[l]?.text}\n${line}` }]),
  );
  const day = (days: number) => new Date(room.clock.now() + days * DAY).toISOString().slice(0, 10);
  const { status, body } = await author.post('/terms', { texts, from: day(2), by: day(30) });
  if (status !== 200) throw new Error(JSON.stringify(body));
  return String(body.id);
};

const furnish = async (room: Newsroom) => {
  const first = await firstPerson(room);
  const staff = {} as Record<StaffRole, Person>;
  for (const role of staffRoles) staff[role] = await personWith(room, [role]);
  const all = await personWith(room, staffRoles);
  const bulletins = await bulletinsOf(room, staff.author, staff.approver);
  const { letter, caseId } = await applyFor(room, all);
  await troublesOf(room, letter, bulletins.paused);
  const template = await templateOf(room);
  const terms = await termsOf(room, staff.author);
  const kept = { ja: '窓口は土曜日も開きます。', plja: '窓口(まどぐち)は 土曜日(どようび)も 開(あ)きます。', en: '' };
  await staff.author.post('/blocks', { name: '窓口の時間', note: '', texts: kept });
  const email = `${room.topics[0]!.code}-ja-1@example.jp`;
  const { reader } = (await staff.operator.post('/readers/find', { email })).body as { reader: { id: string } };
  await staff.operator.post(`/readers/${reader.id}/suspend`, { reason: '見本' });
  await first.post('/callbacks', { url: 'https://system.example.jp/outcomes', system: 'ras2' });
  const lines = ['メールアドレス,言語,配信項目', `import-1@example.jp,日本語,${room.topics[0]!.code}`, 'まちがい,ja,?'];
  const imported = await room.parts.importRuns.take(
    'test',
    '名簿.csv',
    (async function* () {
      yield Buffer.from(lines.join('\n'));
    })(),
  );
  await room.parts.arrivals.take({
    box: 'no-reply',
    sender: 'sample.taro@example.jp',
    subject: '窓口の時間について',
    text: '土曜日も開いていますか。\n見本 太郎',
    attachments: 1,
    machine: false,
    raw: Buffer.from('Subject: x\r\n\r\nx\r\n'),
  });
  // Its task is settled, so that the page of tasks holds what troublesOf opens and nothing else.
  const settled = {
    kind: 'letters-arrived',
    object: 'arrivals',
    by: 'test',
    reason: '見本',
    now: room.clock.now(),
  } as const;
  await room.db.write((trx) => closeTaskOf(trx, settled));
  const { data } = await room.parts.arrivals.list({ open: true }, { limit: 1 });
  return {
    arrival: data[0]!.id,
    room,
    staff,
    all,
    bulletins,
    letter,
    caseId,
    reader: reader.id,
    person: staff.author.id,
    template,
    terms,
    imported,
  };
};
export const furnished = async () => {
  const room = await newsroom({ SECOND_FACTOR: 'off' });
  return furnish(room).catch(async (error: unknown) => {
    await room.stop();
    throw error;
  });
};
export type Furnished = Awaited<ReturnType<typeof furnished>>;

/** What stands for the parameters of an address: every sample is visited. A new address with a parameter needs a line here. */
export const samplesOf = (hub: Furnished): Readonly<Record<string, readonly string[]>> => ({
  '/bulletins/:id/show': Object.values(hub.bulletins),
  '/bulletins/:id/record': [hub.bulletins.finished],
  '/bulletins/:id': [hub.bulletins.draft, hub.bulletins.returned],
  '/letters/:id': [hub.letter],
  '/cases/:id': [hub.caseId],
  '/readers/:id': [hub.reader],
  '/arrivals/:id': [hub.arrival],
  '/imports/:id': [hub.imported],
  '/people/:id': [hub.person],
  '/templates/:id': [hub.template],
  '/terms/:id': [hub.terms],
  '/mail-types/:id': ['nl-registration-complete'],
  '/first/:token': ['ended'],
  '/invitation/:token': ['ended'],
  '/reset/:token': ['ended'],
  '/demo/:token': ['ended'],
});
