/** How often, on a running hub: chosen on a page, the clock turned to Thursday and Friday 18:00, and the mails read from the mailbox. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Hub, startHub } from '../support/hub.ts';
import { sampleTexts } from '../support/newsroom.ts';
import { PASSWORD, staff } from '../support/staff.ts';
import { lookUntil } from '../support/until.ts';
import { register, visitor } from '../support/visitor.ts';

const rhythms = ['atOnce', 'daily', 'weekly'] as const;
type Rhythm = (typeof rhythms)[number];
const TOPIC = 'permanent';
let hub: Hub;
const address = (rhythm: Rhythm) => `${rhythm.toLowerCase()}@reader.example.org`;

const json = async (...args: string[]) => {
  const { code, stdout, stderr } = await hub.hub(...args, '--json');
  if (code !== 0) throw new Error(`hub ${args.join(' ')}: ${stdout}${stderr}`);
  return JSON.parse(stdout);
};
/** Somebody who may write, send at once and stop. */
const person = async () => {
  const roles = ['author', 'approver', 'operator'].join(',');
  const { link } = await json('operators', 'invite', 'duty@example.jp', '--name', '見本 当番', '--roles', roles);
  const one = staff(hub);
  const given = { token: link.split('/').at(-1), password: PASSWORD, language: 'ja' };
  expect((await one.post('/invitation/accept', given)).status).toBe(200);
  return one;
};
const choose = async (rhythm: Rhythm) => {
  await register(hub.url, { email: address(rhythm), language: 'en', topics: [TOPIC] });
  const [welcome] = await hub.mails(address(rhythm));
  // So it is without a choice.
  if (rhythm === 'atOnce') return;
  const v = visitor(hub.url);
  await v.open(new URL(/https?:\S+\/m\/change\/\S+/.exec(welcome!.text)![0]).pathname);
  expect((await v.press('save', { rhythm, language: 'en', topic: TOPIC })).status).toBe(200);
};
/** What came of bulletins, alone or in a digest, oldest first: the mails about the registration itself name none. */
const came = async (rhythm: Rhythm) =>
  (await hub.mailbox(address(rhythm)))
    .filter(({ subject, text }) => /Alpha|Beta|Gamma|Delta/.test(subject + text))
    .map(({ subject, text }) => ({ subject, text }))
    .reverse();
const textsOf = (subject: string) => ({ ...sampleTexts, en: { subject, body: `This is about ${subject}.` } });

beforeAll(async () => {
  hub = await startHub({
    settings: { LIMIT_FORMS_NETWORK_HOUR: '0', LIMIT_MAILS_ADDRESS_DAY: '0', SECOND_FACTOR: 'off' },
    at: '2026-04-02T10:00:00+09:00',
  });
}, 120_000);
afterAll(() => hub.stop());

it('each reader gets each item once, at the chosen time; an emergency at once, what was cancelled never', async () => {
  for (const rhythm of rhythms) await choose(rhythm);
  const duty = await person();
  const make = async (subject: string, kind = 'normal') =>
    String((await duty.post('/bulletins', { topics: [TOPIC], texts: textsOf(subject), kind })).body.id);
  const ended = (id: string) =>
    lookUntil(
      `the end of ${id}`,
      () => json('bulletins', 'status', id),
      ({ state }) => state === 'finished',
    );
  const send = async (id: string) => {
    await json('bulletins', 'send', id);
    expect(await ended(id)).toMatchObject({ total: 3, accepted: 1 });
  };
  // Written on the first day: nobody's session lasts over the night.
  const [first, cancelled, next] = [await make('Alpha'), await make('Beta'), await make('Delta')];
  await send(first);
  await send(cancelled);
  expect((await duty.post(`/bulletins/${cancelled}/cancel`)).status).toBe(200);
  const alarm = await make('Gamma', 'emergency');
  const { reach } = (await duty.get(`/bulletins/${alarm}/last-page`)).body as { reach: { total: number } };
  const wish = { revision: 1, people: reach.total, reason: '津波警報' };
  expect((await duty.post(`/bulletins/${alarm}/break-glass`, wish)).status).toBe(200);
  await ended(alarm);
  const subjects = async (rhythm: Rhythm) => (await came(rhythm)).map(({ subject }) => subject);
  expect((await subjects('atOnce')).map((s) => /Alpha|Beta|Gamma/.exec(s)?.[0])).toEqual(['Alpha', 'Beta', 'Gamma']);
  for (const rhythm of ['daily', 'weekly'] as const)
    expect(await subjects(rhythm)).toEqual([expect.stringContaining('Gamma')]);

  hub.turn('2026-04-02T18:00:05+09:00');
  const day = await lookUntil(
    'the day’s mail',
    () => came('daily'),
    (all) => all.length === 2,
  );
  expect(day[1]!.text).toContain('Alpha');
  expect(day[1]!.text).not.toMatch(/Beta|Gamma/);
  expect(await came('weekly')).toHaveLength(1);

  hub.turn('2026-04-03T10:00:00+09:00');
  await send(next);
  hub.turn('2026-04-03T18:00:05+09:00');
  const week = await lookUntil(
    'the week’s mail',
    () => came('weekly'),
    (all) => all.length === 2,
  );
  expect(week[1]!.text).toContain('Alpha');
  expect(week[1]!.text).toContain('Delta');
  expect(week[1]!.text).not.toMatch(/Beta|Gamma/);
  const nextDay = await lookUntil(
    'the next day’s mail',
    () => came('daily'),
    (all) => all.length === 3,
  );
  expect(nextDay[2]!.text).toContain('Delta');
  expect(nextDay[2]!.text).not.toContain('Alpha');
  const list = (await json('digests', 'list')) as { day: string; total: number; accepted: number }[];
  expect(list.map(({ day: on, total, accepted }) => [on, total, accepted])).toEqual([
    ['2026-04-03', 2, 2],
    ['2026-04-02', 1, 1],
  ]);
  expect((await subjects('atOnce')).filter((s) => /Alpha|Delta/.test(s))).toHaveLength(2);
}, 180_000);
