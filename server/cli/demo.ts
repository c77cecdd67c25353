/** `hub demo …`: an empty hub filled with a made-up agency, the doors to its people, and emptied again. */
import { openParts } from '../app.ts';
import { type Command, UsageError, type Words } from './command.ts';
import { fillDemo, usualSize } from './demo/fill.ts';

const numberOf = (words: Words, name: string, usual: number, most: number): number => {
  const n = Number(words.values[name] ?? usual);
  if (!Number.isInteger(n) || n < 1 || n > most) throw new UsageError(`--${name} takes a number from 1 to ${most}`);
  return n;
};

export const demoCommands: Command[] = [
  {
    name: 'demo fill',
    takes: '',
    says: 'fills an empty hub with a made-up agency and a year of its mail; nothing of it ever leaves',
    options: { readers: { type: 'string' }, days: { type: 'string' }, seed: { type: 'string' } },
    optionSays: {
      readers: 'how many, 10000 unless told',
      days: 'how far back its story begins, 365 unless told',
      seed: 'another number, another story',
    },
    needs: 0,
    async run(words, ground, out) {
      const size = {
        ...usualSize,
        readers: numberOf(words, 'readers', usualSize.readers, 200_000),
        days: numberOf(words, 'days', usualSize.days, 1000),
        seed: numberOf(words, 'seed', usualSize.seed, 1_000_000),
      };
      const began = performance.now();
      const made = await fillDemo(await ground(), size, (done, all) => {
        out.progress(`A year of the made-up agency: ${Math.round((100 * done) / all)} %`);
      });
      out.line(
        `Made in ${Math.round((performance.now() - began) / 1000)} s: ${Object.entries(made)
          .map(([what, n]) => `${what} ${n}`)
          .join(', ')}.`,
      );
      out.line('Now: npm start. It prints a sign-in link for each role. To empty it again: npm run hub -- demo clear');
      out.answer(made);
    },
  },
  {
    name: 'demo links',
    takes: '',
    says: 'a sign-in link for each role of the demo; they work on this machine only',
    options: {},
    needs: 0,
    async run(_, ground, out) {
      const g = await ground();
      const links = (await openParts(g).operators.demoDoor.links()).map(({ role, name, token }) => ({
        role,
        name,
        link: `${g.publicUrl()}/console/#/demo/${token}`,
      }));
      for (const { role, link } of links) out.line(`  ${role.padEnd(14)} ${link}`);
      if (links.length === 0) out.line('This is no demo.');
      out.answer(links);
    },
  },
  {
    name: 'demo clear',
    takes: '',
    says: 'empties a demo hub, so that your own can begin; refused once something of your own was added',
    options: {},
    needs: 0,
    async run(_, ground, out) {
      await openParts(await ground()).demo.clear();
      out.line('Empty. The next start prints the link that makes the first administrator.');
      out.answer({ cleared: true });
    },
  },
];
