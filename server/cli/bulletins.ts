/** `hub bulletins …` */
import { readFile } from 'node:fs/promises';
import { openParts } from '../app.ts';
import { isLanguage, languages } from '../contract/codes.ts';
import { openBulletins } from '../domain/bulletins/bulletins.ts';
import type { BulletinTexts } from '../domain/bulletins/draft.ts';
import { readBulletinSource } from '../domain/bulletins/source.ts';
import type { Ground } from '../ground.ts';
import { type Command, need, UsageError, type Words } from './command.ts';
import { anyLanguage, languageOptions, languageOptionsSay } from './languages.ts';

const open = (g: Ground) => openBulletins({ ...g, revision: () => g.bundle.revision });

const readTexts = async (words: Words): Promise<BulletinTexts> => {
  const texts: BulletinTexts = {};
  for (const language of languages) {
    const file = words.values[language];
    if (typeof file === 'string')
      texts[language] = readBulletinSource(await readFile(file, 'utf8'), `texts.${language}`);
  }
  return texts;
};

/** The verbs that only move a bulletin on. */
const simple = (verb: 'send' | 'pause' | 'resume' | 'cancel', says: string): Command => ({
  name: `bulletins ${verb}`,
  takes: 'ID',
  says,
  options: {},
  needs: 1,
  async run(words, ground, out) {
    const bulletins = open(await ground());
    await bulletins[verb]('cli', words.rest[0]!);
    const status = await bulletins.status(words.rest[0]!);
    out.line(`${status.id}: ${status.state}`);
    out.answer(status);
  },
});

export const bulletinCommands: Command[] = [
  {
    name: 'bulletins create',
    takes: '',
    says: 'a draft from files; each begins with a line `Subject: …`, then a blank line, then the text',
    options: { topics: { type: 'string' }, ...languageOptions },
    optionSays: {
      topics: 'codes of topics, joined by commas',
      ...languageOptionsSay((name) => `file with the ${name} text`),
    },
    needs: 0,
    async run(words, ground, out) {
      const topics = need(words, 'topics')
        .split(',')
        .map((t) => t.trim())
        .filter(Boolean);
      const texts = await readTexts(words);
      if (Object.keys(texts).length === 0) throw new UsageError(`give at least one of --${languages.join(', --')}`);
      const { id } = await open(await ground()).create('cli', { topics, texts }, 'cli');
      out.line(`${id} is a draft. Send it with: npm run hub -- bulletins send ${id}`);
      out.answer({ id });
    },
  },
  {
    name: 'bulletins test',
    takes: 'ID',
    says: 'sends one copy marked 【テスト1】 to an address of yours; never counted',
    options: { to: { type: 'string' }, language: { type: 'string' } },
    optionSays: { to: 'address', language: `as a reader of ${anyLanguage} would get it` },
    needs: 1,
    async run(words, ground, out) {
      const language = need(words, 'language');
      if (!isLanguage(language)) throw new UsageError(`--language is ${anyLanguage}`);
      const sent = await openParts(await ground()).testSend.send('cli', words.rest[0]!, {
        language,
        to: need(words, 'to'),
      });
      out.line(`Test ${sent.number} is on its way.`);
      out.answer(sent);
    },
  },
  simple('send', 'starts at once: no approval, no hold, no quiet hours; written to the audit log'),
  simple('pause', 'stops between two batches'),
  simple('resume', 'goes on where it stopped'),
  simple('cancel', 'ends it for good; what is not sent never will be'),
  {
    name: 'bulletins status',
    takes: 'ID',
    says: 'state and figures',
    options: {},
    needs: 1,
    async run(words, ground, out) {
      const s = await open(await ground()).status(words.rest[0]!);
      out.line(
        `${s.id}: ${s.state}${s.reason ? ` (${s.reason})` : ''}, ${s.accepted} of ${s.total}${s.complete ? '' : '+'} accepted`,
      );
      out.line(
        `  failed ${s.failed}, withdrawn ${s.withdrawn}, cancelled ${s.cancelled}, unknown ${s.unknown}, waiting ${s.waiting}, for a digest ${s.digest}`,
      );
      out.answer(s);
    },
  },
  {
    name: 'bulletins list',
    takes: '',
    says: 'the newest bulletins, or those with these words, of this topic, or put away',
    options: { text: { type: 'string' }, topic: { type: 'string' }, shelved: { type: 'boolean' } },
    needs: 0,
    async run({ values: { text, topic, shelved } }, ground, out) {
      const { shelf } = openParts(await ground());
      const query = {
        text: text?.toString(),
        topic: topic?.toString(),
        shelved: shelved ? ('yes' as const) : undefined,
      };
      const rows = await shelf.search(query, { limit: 50 });
      for (const row of rows)
        out.line(`${row.public_id}  ${row.state.padEnd(10)} ${new Date(row.created_at).toISOString()}`);
      if (rows.length === 0)
        out.line(
          text || topic || shelved
            ? 'No bulletin is like that.'
            : 'There are no bulletins yet. Make one with: npm run hub -- bulletins create',
        );
      out.answer(rows.map((r) => ({ id: r.public_id, state: r.state, kind: r.kind })));
    },
  },
];
