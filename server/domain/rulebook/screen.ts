/** The rulebook as a screen or another program reads it: every event with its fields, letters, timing, follow-ups and stops. */
import { z } from 'zod';
import type { SystemCode } from '../../contract/codes.ts';
import { type EventShape, eventShapes } from '../../contract/events.ts';
import { findMailType } from '../../letters/catalogue.ts';
import { rulebookRevision, rulebooks } from './index.ts';
import { reasonSentences } from './reasons.ts';
import type { End, EventRule, FollowUpRule, LetterRule, Rulebook, SystemSettings, Test } from './shape.ts';
import { codesOf, procedureGroups } from './words.ts';

const testWords = (test: Test): string => {
  if ('is' in test) return `${test.path} is ${test.is.join(' or ')}`;
  if ('isNot' in test) return `${test.path} is not ${test.isNot.join(' or ')}`;
  if ('begins' in test) return `${test.path} begins with ${test.begins}`;
  if ('has' in test) return `${test.path} has ${test.has.join(' or ')}`;
  return `${test.path} is ${test.given ? 'given' : 'absent'}`;
};

type Told = { ja: string; en: string };

/** Paths stay as they are: they are the names of the fields that the systems send. */
const testTold = (test: Test): string => {
  if ('is' in test) return `${test.path} が ${test.is.join(' か ')}`;
  if ('isNot' in test) return `${test.path} が ${test.isNot.join(' でも ')} でない`;
  if ('begins' in test) return `${test.path} が ${test.begins} で始まる`;
  if ('has' in test) return `${test.path} に ${test.has.join(' か ')} がある`;
  return `${test.path} が${test.given ? 'ある' : 'ない'}`;
};
const allTold = (tests: readonly Test[]): Told => ({
  ja: tests.map(testTold).join('、かつ '),
  en: tests.map(testWords).join(' and '),
});

const timingWords = (letter: LetterRule): string =>
  letter.timing.at === 'once' ? 'at once' : `next day 09:00 JST after ${letter.timing.after}`;

const timingTold = (letter: LetterRule): Told => ({
  ja: letter.timing.at === 'once' ? 'すぐ' : `${letter.timing.after} の次の日の9:00 JST`,
  en: timingWords(letter),
});

const letterScreen = (book: Rulebook, letter: LetterRule) => ({
  type: letter.type,
  to: letter.to,
  timing: timingWords(letter),
  after: letter.after ?? null,
  thread: letter.thread ?? null,
  condition: letter.condition?.tests.map(testWords).join(' and ') ?? null,
  told: { timing: timingTold(letter), condition: letter.condition ? allTold(letter.condition.tests) : null },
  otherwise: letter.condition?.otherwise ?? null,
  ended_by: endersTold(book, letter.type),
  switch: letter.switch ? { name: letter.switch, on: book.settings.letters[letter.switch] !== false } : null,
  sensitive: findMailType(letter.type)?.sensitive ?? null,
  kept_with_case: letter.keep === 'case',
  sent_again_on_correction: letter.matters !== false,
  waits: letter.waits ?? null,
  on_bounce: letter.onBounce ? { type: letter.onBounce.type, to: letter.onBounce.to } : null,
});

const scheduleWords = ({ schedule }: FollowUpRule): string => {
  if (schedule.from === 'date')
    return `${schedule.before.map((b) => ('days' in b ? `${b.days} days` : `${b.months} months`)).join(' and ')} before ${schedule.date}`;
  const times = schedule.times === 1 ? 'once' : 'again and again';
  const until = schedule.until ? ` until ${schedule.until.months} civil months after ${schedule.until.after}` : '';
  return `${times}, ${schedule.everyDays} days after sending${schedule.times === 1 ? '' : ` and every ${schedule.everyDays} days`}${until}`;
};

const scheduleTold = (rule: FollowUpRule): Told => {
  const { schedule } = rule;
  const en = scheduleWords(rule);
  if (schedule.from === 'date') {
    const before = schedule.before.map((b) => ('days' in b ? `${b.days}日` : `${b.months}か月`)).join('前と');
    return { ja: `${schedule.date} の${before}前`, en };
  }
  if (schedule.times === 1) return { ja: `送ってから${schedule.everyDays}日後に1回`, en };
  const until = schedule.until ? `。${schedule.until.after} の${schedule.until.months}か月後まで` : '';
  return { ja: `送ってから${schedule.everyDays}日ごとに、くり返し${until}`, en };
};

/** Events of the book that end letters and follow-ups of a type, each with its condition. */
const endersOf = (book: Rulebook, type: string): { rule: EventRule; when: readonly Test[] | undefined }[] =>
  book.events.flatMap((rule) => {
    const end = (rule.ends ?? []).find((one) => one.types.includes(type));
    return end ? [{ rule, when: end.when }] : [];
  });

const endersTold = (book: Rulebook, type: string): { ja: string[]; en: string[] } => {
  const told = endersOf(book, type).map(({ rule: { says }, when: tests }) => {
    const when = tests ? allTold(tests) : null;
    return { ja: when ? `${says.ja}(${when.ja}とき)` : says.ja, en: when ? `${says.en} (${when.en})` : says.en };
  });
  return { ja: told.map((t) => t.ja), en: told.map((t) => t.en) };
};

const stopsTold = (book: Rulebook, rule: FollowUpRule): { ja: string[]; en: string[] } => {
  const told = endersTold(book, rule.type);
  return {
    ja: [...told.ja, 'メールが届かなかったとき', '案件が終わったとき'],
    en: [...told.en, 'A mail bounces for good', 'The case ends'],
  };
};

const followUpScreen = (book: Rulebook, rule: FollowUpRule) => ({
  type: rule.type,
  to: rule.to,
  after: rule.afterLetter ?? null,
  schedule: scheduleWords(rule),
  told: {
    schedule: scheduleTold(rule),
    condition: rule.condition ? allTold(rule.condition.tests) : null,
    stops: stopsTold(book, rule),
  },
  condition: rule.condition?.tests.map(testWords).join(' and ') ?? null,
  switch: rule.switch ? { name: rule.switch, on: book.settings.letters[rule.switch] !== false } : null,
  stops: [
    ...endersOf(book, rule.type).map((s) =>
      s.when ? `${s.rule.type} when ${s.when.map(testWords).join(' and ')}` : s.rule.type,
    ),
    'hard bounce',
    'case closed',
  ],
});

const fieldScreen = (shape: EventShape | undefined) =>
  Object.entries(shape?.data ?? {}).map(([name, schema]) => ({
    name,
    required: !z.safeParse(schema, undefined).success,
  }));

/** What an event ends. `lasts`: also what is reported afterwards, until one of these begins anew. */
const endScreen = (end: End) => ({
  types: end.types,
  when: end.when?.map(testWords).join(' and ') ?? null,
  told: end.when ? allTold(end.when) : null,
  lasts: end.until ?? null,
  presumes: end.presumes ?? null,
});

const eventScreen = (book: Rulebook, rule: EventRule) => {
  const shape = eventShapes[rule.type];
  return {
    type: rule.type,
    says: rule.says,
    recipients: { needs: shape?.needs ?? [], takes: shape?.takes ?? [] },
    fields: fieldScreen(shape),
    each: rule.each ?? null,
    effect: rule.effect ?? null,
    ends: (rule.ends ?? []).map(endScreen),
    letters: rule.letters.map((letter) => letterScreen(book, letter)),
    follow_ups: (rule.followUps ?? []).map((f) => followUpScreen(book, f)),
    none: rule.none ?? null,
  };
};

/** Codes that events may give, with what letters call them. */
const codesScreen = () => ({
  procedure: codesOf('procedures').filter(([code]) => !procedureGroups.has(code)),
  status: codesOf('statuses'),
  kind: codesOf('kinds'),
});

/** Ready for a screen: no functions, no schemas. `inForce`: what staff changed of the settings; else the rulebook's own. */
export const rulebookScreen = (inForce: Partial<Record<SystemCode, SystemSettings>> = {}) => ({
  revision: rulebookRevision,
  reasons: reasonSentences,
  codes: codesScreen(),
  systems: rulebooks
    .map((book) => ({ ...book, settings: inForce[book.system] ?? book.settings }))
    .map((book) => ({
      system: book.system,
      reported_by_keys: book.reports,
      settings: book.settings,
      events: book.events.map((rule) => eventScreen(book, rule)),
    })),
});
export type RulebookScreen = ReturnType<typeof rulebookScreen>;
