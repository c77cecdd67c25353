/**
 * The newsletter's lines of test/catalogue.csv: each event happens through its real door, in every language, and the letters that come
 * of it are compared with the line. What application systems report stands in catalogue.test.ts.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import nodemailer from 'nodemailer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { workKinds } from '../../server/app.ts';
import type { Language } from '../../server/contract/codes.ts';
import { openRunner } from '../../server/domain/works/runner.ts';
import { addDays, HOUR, jstDate } from '../../server/lib/clock.ts';
import { openLog } from '../../server/lib/log.ts';
import type { ReaderRow } from '../../server/store/readers.ts';
import type { SeenLetter, TestApp } from '../support/app.ts';
import { type Newsroom, newsroom, sampleTexts } from '../support/newsroom.ts';
import { personWith } from '../support/staff.ts';
import { pathOf, register, visitor } from '../support/visitor.ts';

type Line = { event: string; system: string; condition: string; letter: string; role: string; timing: string };
const lines = (parse(readFileSync(new URL('../catalogue.csv', import.meta.url)), { columns: true }) as Line[]).filter(
  (line) => line.system === 'nl',
);

const settings = { LIMIT_FORMS_NETWORK_HOUR: '0', LIMIT_MAILS_HOUR: '0', ROLES: 'web,intake' };
let room: Newsroom;
let double: Newsroom;
let silent: Newsroom;
beforeAll(async () => {
  room = await newsroom(settings);
  double = await newsroom({ ...settings, NEWSLETTER_OPT_IN: 'double' });
  silent = await newsroom({ ...settings, UNSUBSCRIBE_MAIL: 'false' });
}, 120_000);
afterAll(async () => {
  for (const one of [room, double, silent]) await one.stop();
});

let people = 0;
type Act = (language: string) => Promise<{ app: TestApp; before: number }>;

const now = async (app: TestApp) => ({ app, before: (await app.letters()).length });
/** A reader who has just registered on the pages. */
const reader = async (app: TestApp, language: string, topics = ['permanent']) => {
  const email = `reader-${++people}@example.jp`;
  await register(app.url, { email, language, topics });
  await app.settle();
  const [letter] = (await app.letters()).filter((l) => l.to === email);
  const link = (name: string) => pathOf(letter!.variables[name]);
  return { email, change: link('change_url'), unsubscribe: link('unsubscribe_url') };
};
/** Opens a page and presses its button. */
const press = async (app: TestApp, path: string, go: string, fields: Record<string, string | string[]> = {}) => {
  const v = visitor(app.url);
  await v.open(path);
  expect((await v.press(go, fields)).status).toBe(200);
  await app.settle();
};
const reissue = async (language: string, email: string) => {
  const before = await now(room);
  await press(room, `/m/reissue/${language}`, 'reissue', { email });
  return before;
};
const leave =
  (of: () => TestApp): Act =>
  async (language) => {
    const app = of();
    const { unsubscribe } = await reader(app, language);
    const before = await now(app);
    await press(app, unsubscribe, 'unsubscribe');
    return before;
  };

/** How each event comes about; the condition tells two lines of one event apart. */
const acts: Readonly<Record<string, Act>> = {
  'nl.entry.mailed': async (language) => {
    const before = await now(room);
    const transport = nodemailer.createTransport({ host: '127.0.0.1', port: room.running.smtpPort!, ignoreTLS: true });
    const to = `entry-${language}@mail.example.jp`;
    await transport.sendMail({ envelope: { from: `empty-${++people}@example.org`, to: [to] }, to, text: '' });
    transport.close();
    await room.settle();
    return before;
  },
  'nl.reader.entered': async (language) => {
    const before = await now(double);
    await register(double.url, { email: `asked-${++people}@example.jp`, language });
    await double.settle();
    return before;
  },
  'nl.reader.registered': async (language) => {
    const before = await now(room);
    await reader(room, language);
    return before;
  },
  'nl.reader.registered-again': async (language) => {
    const { email } = await reader(room, language);
    const before = await now(room);
    await register(room.url, { email, language });
    await room.settle();
    return before;
  },
  'nl.reader.changed': async (language) => {
    const { change } = await reader(room, language);
    const before = await now(room);
    await press(room, change, 'save', { topic: ['student'], language });
    return before;
  },
  'nl.topic.ended': async (language) => {
    const operator = await personWith(room, ['operator']);
    const code = `short-lived-${language}`;
    const names = { ja: '短い間', plja: '短(みじか)い間(あいだ)', en: 'For a while' };
    const group = room.topics.find((t) => t.code === 'permanent')!.group_code;
    await operator.post('/topics', { code, group, names, descriptions: names });
    await reader(room, language, [code]);
    const all = (await operator.get('/topics')).body as { data: { id: string; code: string }[] };
    const { id } = all.data.find((t) => t.code === code)!;
    const end = { into: 'permanent', scope: 'all', readers: 1, reason: '見本' };
    expect((await operator.post(`/topics/${id}/retire`, end)).status).toBe(200);
    const before = await now(room);
    const [job] = room.parts.topicEnding.jobs;
    // Its readers are moved at once and told when nobody can take it back any more.
    await job!.run();
    room.clock.advance(HOUR);
    await job!.run();
    return before;
  },
  'nl.reader.address-entered': async (language) => {
    const { change } = await reader(room, language);
    const before = await now(room);
    await press(room, change, 'address', { email: `moves-${++people}@example.jp` });
    return before;
  },
  'nl.reader.address-changed': async (language) => {
    const { change } = await reader(room, language);
    await press(room, change, 'address', { email: `moved-${++people}@example.jp` });
    const asked = (await room.letters()).at(-1)!;
    const before = await now(room);
    await press(room, pathOf(asked.variables.confirm_url), 'address');
    return before;
  },
  'nl.links.requested': async (language) => reissue('ja', (await reader(room, language)).email),
  'nl.links.requested-unknown': (language) => reissue(language, `nobody-${++people}@example.jp`),
  'nl.reader.left setting:nl-unsubscribe-complete=on': leave(() => room),
  'nl.reader.left setting:nl-unsubscribe-complete=off': leave(() => silent),
  'nl.leave.mailed-unknown': async (language) => {
    const before = await now(room);
    await room.parts.subscriptions.requestLeave(`unknown-${++people}@example.jp`, {
      languages: [language as Language],
    });
    await room.settle();
    return before;
  },
  'nl.no-reply.mailed': async (language) => {
    const before = await now(room);
    const asked = { languages: [language as Language], inReplyTo: null };
    const writes = `writes-${++people}@example.jp`;
    expect(await room.parts.subscriptions.tellSendOnly(writes, asked, '192.0.2.1')).toBe(true);
    return before;
  },
  'nl.data.requested': async (language) => {
    const r = await reader(room, language);
    const before = await now(room);
    await press(room, r.change.replace('/change/', '/mine/'), 'send');
    return before;
  },
  'nl.data.erased': async (language) => {
    const r = await reader(room, language);
    const { app, before } = await now(room);
    await press(room, r.change.replace('/change/', '/mine/'), 'erase');
    // The completion mail went with everything else.
    return { app, before: before - 1 };
  },
  'nl.stay.ends': async (language) => {
    const email = `stay-${++people}@example.jp`;
    const more = { year: '2028', month: '4', day: '30' };
    await register(room.url, { email, language, topics: ['stay-expiry'], more });
    await room.settle();
    const { public_id } = (await room.db.knex('reader').orderBy('id', 'desc').first()) as ReaderRow;
    expect(public_id).toBeTruthy();
    const before = await now(room);
    const was = room.clock.now();
    room.clock.set('2028-01-30T09:00:00+09:00');
    await room.parts.stayReminders.jobs[0]!.run();
    // Nobody else's reminder is due at the time that the others began.
    await room.db.write((trx) => trx.knex('reader').where({ public_id }).update({ stay_next_at: null }));
    room.clock.set(was);
    return before;
  },
  'nl.terms.announced': async (language) => {
    await reader(room, language);
    const { id } = (await room.db.knex('reader').orderBy('id', 'desc').first()) as ReaderRow;
    await room.db.write((trx) =>
      trx.knex('consent').where({ reader_id: id }).update({ terms_version: '000000000000' }),
    );
    const before = await now(room);
    await room.parts.terms.announce('test', addDays(jstDate(room.clock.now()), 30));
    const { db, clock, parts } = room;
    const runner = { db, clock, log: openLog('silent', 'test'), works: parts.works, worker: randomUUID() };
    await openRunner(runner, workKinds(parts)).run();
    return before;
  },
};

const happened = async (act: Act, language: string): Promise<SeenLetter[]> => {
  const { app, before } = await act(language);
  return (await app.letters()).slice(before);
};
const key = (line: Line) => (line.event in acts ? line.event : `${line.event} ${line.condition}`);
/** These are bulletins: rows of recipients, no letters. */
const bulletins = ['nl.bulletin.sent', 'nl.digest.due'];
const events = [...new Set(lines.map(key))].filter((name) => !bulletins.includes(name.trim()));

describe.each(['ja', 'plja', 'en'])('What the newsletter writes, in %s', (language) => {
  it.each(events)('%s', async (name) => {
    const wanted = lines.filter((line) => key(line) === name && line.letter !== '');
    const sent = await happened(acts[name]!, language);
    expect(sent.map((l) => `${l.type} to ${l.role} in ${l.languages}`).sort()).toEqual(
      wanted.map((line) => `${line.letter} to ${line.role} in ${language}`).sort(),
    );
    if (wanted.some((line) => line.timing === 'at-once')) expect(sent.map((l) => l.state)).not.toContain('planned');
  });
});

describe('A bulletin', () => {
  it('is one mail to each reader of its topic, in three languages', async () => {
    const topic = room.topics.at(-2)!.code;
    for (const language of ['ja', 'plja', 'en']) await room.readers(topic, 2, { language });
    const { id } = await room.parts.bulletins.create('test', { topics: [topic], texts: sampleTexts });
    await room.parts.bulletins.send('cli', id);
    await room.tick();
    const { id: bulletin } = await room.row(id);
    const rows = (await room.db.knex('bulletin_recipient').where({ bulletin_id: bulletin }).select('language')) as {
      language: string;
    }[];
    expect(rows.map((row) => row.language).sort()).toEqual(['en', 'en', 'ja', 'ja', 'plja', 'plja']);
  });

  it('is one mail with others to each reader who wants one a day, in three languages', async () => {
    const topic = room.topics.at(-3)!.code;
    for (const language of ['ja', 'plja', 'en']) await room.readers(topic, 1, { language });
    await room.db.write(async (trx) => trx.knex('reader').update({ rhythm: 'daily' }));
    for (const _ of [1, 2]) {
      const { id } = await room.parts.bulletins.create('test', { topics: [topic], texts: sampleTexts });
      await room.parts.bulletins.send('cli', id);
    }
    await room.tick();
    room.clock.set('2026-04-01T18:00:00+09:00');
    await room.parts.digests.jobs[0]!.run();
    await room.tick();
    const { bulletin_id } = await room.db.knex('digest').orderBy('day', 'desc').first();
    const rows: { language: string }[] = await room.db.knex('bulletin_recipient').where({ bulletin_id });
    expect(rows.map((row) => row.language).sort()).toEqual(['en', 'ja', 'plja']);
  });
});

it('no line is left out', () => {
  const done = Object.keys(acts);
  expect(events.filter((name) => !done.includes(name)).map((name) => name.trim())).toEqual([]);
  expect(done.filter((name) => !events.includes(name))).toEqual([]);
});
