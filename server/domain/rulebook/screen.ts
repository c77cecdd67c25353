/** The rulebook as a screen or another program reads it: every event with its fields, letters, timing, follow-ups and stops. */
import { z } from 'zod';
import { type EventShape, eventShapes } from '../../contract/events.ts';
import { findMailType } from '../../letters/catalogue.ts';
import { rulebookRevision, rulebooks } from './index.ts';
import { reasonSentences } from './reasons.ts';
import type { EventRule, FollowUpRule, LetterRule, Rulebook, Test } from './shape.ts';

const testWords = (test: Test): string => {
  if ('is' in test) return `${test.path} is ${test.is.join(' or ')}`;
  if ('isNot' in test) return `${test.path} is not ${test.isNot.join(' or ')}`;
  if ('begins' in test) return `${test.path} begins with ${test.begins}`;
  if ('has' in test) return `${test.path} has ${test.has.join(' or ')}`;
  return `${test.path} is ${test.given ? 'given' : 'absent'}`;
};

const timingWords = (letter: LetterRule): string =>
  letter.timing.at === 'once' ? 'at once' : `next day 09:00 JST after ${letter.timing.after}`;

const letterScreen = (book: Rulebook, letter: LetterRule) => ({
  type: letter.type,
  to: letter.to,
  timing: timingWords(letter),
  after: letter.after ?? null,
  thread: letter.thread ?? null,
  condition: letter.condition?.tests.map(testWords).join(' and ') ?? null,
  otherwise: letter.condition?.otherwise ?? null,
  switch: letter.switch ? { name: letter.switch, on: book.settings.letters[letter.switch] !== false } : null,
  sensitive: findMailType(letter.type)?.sensitive ?? null,
  kept_with_case: letter.keep === 'case',
  sent_again_on_correction: letter.sendAgain === true,
  on_bounce: letter.onBounce ? { type: letter.onBounce.type, to: letter.onBounce.to } : null,
});

const scheduleWords = ({ schedule }: FollowUpRule): string => {
  if (schedule.from === 'date')
    return `${schedule.before.map((b) => ('days' in b ? `${b.days} days` : `${b.months} months`)).join(' and ')} before ${schedule.date}`;
  const times = schedule.times === 1 ? 'once' : 'again and again';
  const until = schedule.until ? ` until ${schedule.until.months} civil months after ${schedule.until.after}` : '';
  return `${times}, ${schedule.everyDays} days after sending${schedule.times === 1 ? '' : ` and every ${schedule.everyDays} days`}${until}`;
};

const followUpScreen = (book: Rulebook, rule: FollowUpRule) => ({
  type: rule.type,
  to: rule.to,
  after: rule.afterLetter ?? null,
  schedule: scheduleWords(rule),
  condition: rule.condition?.tests.map(testWords).join(' and ') ?? null,
  switch: rule.switch ? { name: rule.switch, on: book.settings.letters[rule.switch] !== false } : null,
  stops: [
    ...rule.stop.map((s) => (s.tests ? `${s.event} when ${s.tests.map(testWords).join(' and ')}` : s.event)),
    'hard bounce',
    'case closed',
  ],
});

const fieldScreen = (shape: EventShape | undefined) =>
  Object.entries(shape?.data ?? {}).map(([name, schema]) => ({
    name,
    required: !z.safeParse(schema, undefined).success,
  }));

const eventScreen = (book: Rulebook, rule: EventRule) => {
  const shape = eventShapes[rule.type];
  return {
    type: rule.type,
    says: rule.says,
    recipients: { needs: shape?.needs ?? [], takes: shape?.takes ?? [] },
    fields: fieldScreen(shape),
    each: rule.each ?? null,
    effect: rule.effect ?? null,
    letters: rule.letters.map((letter) => letterScreen(book, letter)),
    follow_ups: (rule.followUps ?? []).map((f) => followUpScreen(book, f)),
    none: rule.none ?? null,
  };
};

/** Ready for a screen: no functions, no schemas. */
export const rulebookScreen = () => ({
  revision: rulebookRevision,
  reasons: reasonSentences,
  systems: rulebooks.map((book) => ({
    system: book.system,
    reported_by_keys: book.reports,
    settings: book.settings,
    events: book.events.map((rule) => eventScreen(book, rule)),
  })),
});
export type RulebookScreen = ReturnType<typeof rulebookScreen>;
