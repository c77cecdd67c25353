/** `hub news …`: bulletins on the pages for everybody. */
import { openParts } from '../app.ts';
import { languages } from '../contract/codes.ts';
import { newsStates } from '../contract/console/news.ts';
import type { NewsItem, Publishing } from '../domain/news/news.ts';
import { atTime, isDate } from '../lib/clock.ts';
import { ACTOR, type Command, limitOf, text, UsageError, type Words, when } from './command.ts';
import { languageOptions, languageOptionsSay } from './languages.ts';

/** Whoever sits at the machine is narrowed by no bureau. */
const who = { actor: ACTOR, roles: ['operator' as const], bureaus: [] };

const dayOf = (words: Words, name: string): number | undefined => {
  const value = words.values[name];
  if (typeof value !== 'string') return undefined;
  if (!isDate(value)) throw new UsageError(`--${name} takes a day in Japan: 2026-04-01`);
  return atTime(value);
};
const filterOf = (words: Words): Publishing => {
  const { topic } = words.values;
  const [from, before] = [dayOf(words, 'from'), dayOf(words, 'before')];
  return {
    ...(typeof topic === 'string' ? { topic } : {}),
    ...(from === undefined ? {} : { from }),
    ...(before === undefined ? {} : { before }),
  };
};
const filters = { topic: text, from: text, before: text };
const filterSays = {
  topic: 'code of a topic; of an ended one too',
  from: 'sent on this day in Japan or later',
  before: 'sent before this day in Japan',
};
const lineOf = (item: NewsItem): string =>
  `${item.id}  ${item.state.padEnd(11)} ${when(item.sentAt)}  ${item.texts[0]?.subject ?? ''}`;

export const newsCommands: Command[] = [
  {
    name: 'news list',
    takes: '',
    says: 'bulletins that began, newest first: published, unpublished (sent before there were pages), keptOut or withdrawn',
    options: { ...filters, state: text, limit: text },
    optionSays: { ...filterSays, state: newsStates.join(', ') },
    needs: 0,
    async run(words, ground, out) {
      const state = newsStates.find((one) => one === words.values.state);
      if (words.values.state !== undefined && !state) throw new UsageError(`--state is ${newsStates.join(', ')}`);
      const { news } = openParts(await ground());
      const { items } = await news.all({ ...filterOf(words), ...(state ? { state } : {}), limit: limitOf(words) });
      for (const item of items) out.line(lineOf(item));
      if (items.length === 0) out.line('There is none.');
      out.answer(items.map(({ id, kind, state: now, sentAt }) => ({ id, kind, state: now, sentAt })));
    },
  },
  {
    name: 'news publish',
    takes: '[ID …]',
    says: 'puts bulletins on the pages for everybody: the ones that are named, or with --all the unpublished ones of a filter',
    options: { ...filters, all: { type: 'boolean' }, 'dry-run': { type: 'boolean' } },
    optionSays: {
      ...filterSays,
      all: 'all unpublished ones that the filter names',
      'dry-run': 'says how many, and publishes none',
    },
    needs: 0,
    async run(words, ground, out) {
      const all = words.values.all === true;
      if (all === words.rest.length > 0) throw new UsageError('name bulletins, or give --all with a filter');
      const { news } = openParts(await ground());
      if (all && words.values['dry-run'] === true) {
        const n = await news.count(who, filterOf(words));
        out.line(`${n} would be published.`);
        return out.answer({ would: n });
      }
      if (!all) for (const id of words.rest) await news.publish(who, id);
      const published = all ? await news.publishAll(who, filterOf(words)) : words.rest.length;
      out.line(`${published} published.`);
      out.answer({ published });
    },
  },
  {
    name: 'news withdraw',
    takes: 'ID',
    says: 'takes a text off the pages; its address says the note instead, of which the Japanese one is needed',
    options: languageOptions,
    optionSays: languageOptionsSay((name) => `the note in ${name}`),
    needs: 1,
    async run(words, ground, out) {
      const note = Object.fromEntries(
        languages.flatMap((l) => (typeof words.values[l] === 'string' ? [[l, words.values[l]]] : [])),
      );
      if (!note.ja) throw new UsageError('--ja is needed: what stands there instead');
      const id = words.rest[0]!;
      await openParts(await ground()).news.withdraw(who, id, note);
      out.line(`${id} is withdrawn.`);
      out.answer({ id, state: 'withdrawn' });
    },
  },
];
