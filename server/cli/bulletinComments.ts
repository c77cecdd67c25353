/** `hub bulletins comments …`: what staff said at a bulletin's text, and saying, answering and closing it. */
import { openParts } from '../app.ts';
import { isLanguage } from '../contract/codes.ts';
import { plainLines } from '../contract/quotes.ts';
import type { CommentShown, Comments } from '../domain/bulletins/comments.ts';
import type { Ground } from '../ground.ts';
import { type Command, need, type Output, text, UsageError, type Words, when } from './command.ts';
import { anyLanguage } from './languages.ts';

const placeOf = ({ language, field, place, quote }: CommentShown): string => {
  if (quote === '') return `${language}, the whole text`;
  const at = place ? `${field} ${place.line}:${place.column}` : `${field}, words that are gone`;
  return `${language} ${at} "${quote}"`;
};

const print = (out: Output, one: CommentShown) => {
  const state = one.closed ? `closed ${when(one.closed.at)} ${one.closed.by}` : 'open';
  out.line(`${one.id}  ${state}  ${placeOf(one)}`);
  out.line(`    ${when(one.at)}  ${one.by}: ${one.words}`);
  for (const answer of one.answers) out.line(`    ${when(answer.at)}  ${answer.by}: ${answer.words}`);
};

/** The line that is meant, as the quote: the whole of it. No --line: the whole text. */
const quoteOf = (words: Words, body: string): { line: number; column: number; quote: string } => {
  if (words.values.line === undefined) return { line: 1, column: 1, quote: '' };
  const line = Number(words.values.line);
  const quote = plainLines(body).split('\n')[line - 1];
  if (!Number.isInteger(line) || !quote?.trim()) throw new UsageError('--line takes the number of a line with words');
  return { line, column: 1, quote: quote.slice(0, 300) };
};

const acting = (
  verb: string,
  says: string,
  more: Partial<Command>,
  work: (c: Comments, id: string, words: Words) => Promise<void>,
): Command => ({
  name: `bulletins ${verb}`,
  takes: 'ID',
  says,
  needs: 1,
  options: { comment: text },
  optionSays: { comment: 'the comment, as the list names it' },
  ...more,
  async run(words, ground: () => Promise<Ground>, out) {
    const { comments } = openParts(await ground());
    const id = words.rest[0]!;
    await work(comments, id, words);
    const list = await comments.list(id);
    out.line(`${id}: ${list.open} open`);
    out.answer(list);
  },
});

export const commentCommands: Command[] = [
  {
    name: 'bulletins comments',
    takes: 'ID',
    says: 'what staff said at the text, with answers: the open ones, or all',
    options: { all: { type: 'boolean' } },
    optionSays: { all: 'closed ones, too' },
    needs: 1,
    async run(words, ground, out) {
      const list = await openParts(await ground()).comments.list(words.rest[0]!);
      const shown = words.values.all === true ? list.data : list.data.filter((one) => one.closed === null);
      for (const one of shown) print(out, one);
      if (shown.length === 0) out.line('Nothing is said.');
      out.answer({ ...list, data: shown });
    },
  },
  {
    name: 'bulletins comment',
    takes: 'ID',
    says: 'says something at a line of the text, or about the whole text',
    options: { language: text, line: text, words: text },
    optionSays: {
      language: anyLanguage,
      line: 'number of the line of the body; without it the whole text is meant',
      words: 'what is said',
    },
    needs: 1,
    async run(words, ground, out) {
      const language = need(words, 'language');
      if (!isLanguage(language)) throw new UsageError(`--language takes ${anyLanguage}`);
      const { comments, bulletins } = openParts(await ground());
      const id = words.rest[0]!;
      const place = quoteOf(words, (await bulletins.show(id)).texts[language]?.body ?? '');
      await comments.add('cli', id, { language, field: 'body', ...place, words: need(words, 'words') });
      const list = await comments.list(id);
      out.line(`${id}: ${list.open} open`);
      out.answer(list);
    },
  },
  acting(
    'answer-comment',
    'answers a comment',
    {
      options: { comment: text, words: text },
      optionSays: { comment: 'the comment, as the list names it', words: 'the answer' },
    },
    (comments, id, words) =>
      comments.answer('cli', id, { comment: need(words, 'comment'), words: need(words, 'words') }),
  ),
  acting('close-comment', 'a comment is done with; it stays to be read', {}, (comments, id, words) =>
    comments.close('cli', id, need(words, 'comment')),
  ),
  acting('reopen-comment', 'a closed comment is open again', {}, (comments, id, words) =>
    comments.reopen('cli', id, need(words, 'comment')),
  ),
];
