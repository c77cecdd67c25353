/** `hub blocks …`: the blocks that staff keep, which bulletins name as [[name]]. */
import { openParts } from '../app.ts';
import { languages } from '../contract/codes.ts';
import type { Command } from './command.ts';

export const blockCommands: Command[] = [
  {
    name: 'blocks list',
    takes: '',
    says: 'blocks that bulletins can name, with their languages, how many drafts name them, and how many mistakes are in them',
    options: {},
    needs: 0,
    async run(_words, ground, out) {
      const found = await openParts(await ground()).blocks.list();
      for (const b of found) {
        const written = languages.filter((l) => b.texts[l]).join(',');
        const wrong = Object.values(b.findings)
          .flat()
          .filter(({ level }) => level === 'error').length;
        const rest = `${b.drafts} drafts  ${wrong} mistakes  ${b.retired ? 'not used any more' : b.note}`;
        out.line(`[[${b.name}]]  ${written}  ${rest}`);
      }
      if (found.length === 0) out.line('There are no blocks yet.');
      out.answer(found);
    },
  },
  {
    name: 'blocks show',
    takes: 'NAME',
    says: 'what a block says in each language, and what the checkers say of it',
    options: {},
    needs: 1,
    async run(words, ground, out) {
      const block = await openParts(await ground()).blocks.named(words.rest[0]!);
      for (const language of languages) {
        out.line(`--- ${language}`);
        out.line(block.texts[language] || '(nothing)');
        for (const f of block.findings[language] ?? []) out.line(`  line ${f.line}: ${f.level} ${f.rule} ${f.en}`);
      }
      out.answer(block);
    },
  },
];
