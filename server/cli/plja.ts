/** `hub plja …`: readings for files, and the agency's words. */
import { readFile } from 'node:fs/promises';
import { openParts } from '../app.ts';
import type { Ground } from '../ground.ts';
import { draftPlja } from '../letters/ruby/draft.ts';
import type { AgencyWord } from '../letters/ruby/lay.ts';
import { proposeReadings } from '../letters/ruby/propose.ts';
import { openTokenDesk, type TokenDesk } from '../letters/ruby/tokenDesk.ts';
import { mendOf } from '../letters/said/mends.ts';
import { checkPlja, scored } from '../letters/said/pljaCheck.ts';
import { listPljaWords } from '../store/plja.ts';
import { ACTOR, type Command, need, type Output, text, UsageError } from './command.ts';
import { NoHub } from './place.ts';

/** The agency's words of the hub that is here; without one (a checkout, CI) there are none, and that is said. */
const wordsHere = async (ground: () => Promise<Ground>, out: Output): Promise<AgencyWord[]> => {
  try {
    return await listPljaWords((await ground()).db);
  } catch (error) {
    if (!(error instanceof NoHub)) throw error;
    out.progress('There is no hub here: the words of the agency are left out.');
    return [];
  }
};

const fileText = (path: string): Promise<string> =>
  readFile(path, 'utf8').catch((error: { code?: string }) => {
    throw new UsageError(`${path} cannot be read: ${error.code}`);
  });

const withDesk = async <T>(work: (desk: TokenDesk) => Promise<T>): Promise<T> => {
  const desk = openTokenDesk();
  try {
    return await work(desk);
  } finally {
    await desk.close();
  }
};

/** Plain text of a file of ours: a template, or every sentence of a JSON file (the pages), one a line. */
const sentencesOf = (path: string, whole: string): string => {
  if (!path.endsWith('.json')) return whole;
  const walk = (value: unknown): string[] =>
    typeof value === 'string'
      ? [value.replace(/\{\w+\}/g, '{{x}}').replace(/^(?=[^。]*$)/, '■')]
      : typeof value === 'object' && value !== null
        ? Object.values(value).flatMap(walk)
        : [];
  return walk(JSON.parse(whole)).join('\n');
};

const checkCommand: Command = {
  name: 'plja check',
  takes: 'FILE…',
  says: 'what to mend in plain Japanese, with proposals, a score and the three changes that would raise it most; ends with 1 on errors',
  options: { errors: { type: 'boolean' } },
  optionSays: { errors: 'prints errors only' },
  needs: 'some',
  async run(words, ground, out) {
    const texts = await Promise.all(words.rest.map(fileText));
    const own = await wordsHere(ground, out);
    await withDesk(async (desk) => {
      const answers = [];
      for (const [i, path] of words.rest.entries()) {
        const text = sentencesOf(path, texts[i]!);
        const checked = scored(text, await checkPlja(desk, text, path, own));
        answers.push({ file: path, ...checked });
        for (const f of checked.findings) {
          if (words.values.errors === true && f.level !== 'error') continue;
          const mend = mendOf(f);
          out.line(`${path}:${f.line}:${f.column} ${f.level} ${f.rule} ${f.message}${mend ? ` (${mend.en})` : ''}`);
        }
        out.line(`${path}: ${checked.score} of 100`);
        for (const c of checked.changes) out.line(`  ${c.score} without ${c.rule} ${c.found} (${c.places})`);
        if (checked.findings.some(({ level }) => level === 'error')) out.fails();
      }
      out.answer(answers);
    });
  },
};

const draftCommand: Command = {
  name: 'plja draft',
  takes: 'FILE',
  says: 'a first draft in plain Japanese out of Japanese, each sentence beside its source; what no rule makes plain is marked',
  options: {},
  needs: 1,
  async run(words, ground, out) {
    const text = await fileText(words.rest[0]!);
    const own = await wordsHere(ground, out);
    const draft = await withDesk((desk) => draftPlja(desk, text, own));
    out.line('DRAFT. A person must read every sentence.');
    for (const { source, draft: plain, left } of draft.sentences) {
      out.line(`  ${source.trim()}`);
      out.line(`${left.length > 0 ? '! ' : '> '}${plain.trim()}`);
      for (const { rule, found } of left) out.line(`    ${rule} ${found}`);
    }
    out.answer(draft);
  },
};

export const pljaCommands: Command[] = [
  checkCommand,
  draftCommand,
  {
    name: 'plja readings',
    takes: 'FILE…',
    says: 'prints files with readings after kanji that have none; what is unsure is told on standard error, and ends with 1',
    options: {},
    needs: 'some',
    async run(words, ground, out) {
      const texts = await Promise.all(words.rest.map(fileText));
      const own = await wordsHere(ground, out);
      await withDesk(async (desk) => {
        const answers = [];
        for (const [i, path] of words.rest.entries()) {
          const proposal = await proposeReadings(desk, texts[i]!, own);
          answers.push({ file: path, ...proposal });
          out.line(proposal.text);
          for (const u of proposal.unsure)
            if (!out.json)
              process.stderr.write(
                `${path}:${u.line}:${u.column} ${u.word}: ${u.choices.join(' or ') || 'no reading is known'}\n`,
              );
          if (proposal.unsure.length > 0) out.fails();
        }
        out.answer(answers);
      });
    },
  },
  {
    name: 'plja words list',
    takes: '',
    says: 'the words of the agency: how they are read, where, and why',
    options: {},
    needs: 0,
    async run(_words, ground, out) {
      const found = await openParts(await ground()).plja.words.list();
      for (const w of found) out.line(`${w.id}  ${w.word}  ${w.reading}  ${w.context || '-'}  ${w.note}`);
      if (found.length === 0) out.line('There are no words of the agency yet.');
      out.answer(found);
    },
  },
  {
    name: 'plja words set',
    takes: 'WORD',
    says: 'how a word is read, everywhere from now on; the same word with the same context is written over',
    options: { reading: text, context: text, note: text },
    optionSays: {
      reading: 'of the whole word, in hiragana',
      context: 'only in lines that also say one of these words',
      note: 'why; for those who come later',
    },
    needs: 1,
    async run(words, ground, out) {
      const reading = need(words, 'reading');
      const said = (name: string) => (typeof words.values[name] === 'string' ? words.values[name] : '');
      const { plja } = openParts(await ground());
      const word = { word: words.rest[0]!, reading, context: said('context'), note: said('note') };
      const made = await plja.words.set(ACTOR, word);
      out.line(`${made.id}  ${made.word}  ${made.reading}`);
      out.answer(made);
    },
  },
  {
    name: 'plja words remove',
    takes: 'ID',
    says: 'the word is read as before',
    options: {},
    needs: 1,
    async run(words, ground, out) {
      const gone = await openParts(await ground()).plja.words.remove(ACTOR, words.rest[0]!);
      out.line(`Removed: ${gone.word}`);
      out.answer(gone);
    },
  },
];
