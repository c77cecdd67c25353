/** Mistakes that a bad day must show, put into the program's text as it is loaded. A text that has changed is an error: then the mistake moves along. */
import { registerHooks } from 'node:module';

type Mistake = { file: string; from: string; to: string };

export const mistakes = {
  /** A process that was taken for dead goes on with what is somebody else's by now. */
  leaseNotChecked: {
    file: 'server/delivery/worker.ts',
    from: 'alive: () => lastBeat !== null && performance.now() - lastBeat < MAY_SEND_FOR,',
    to: 'alive: () => true,',
  },
  /** Who writes is answered before it is on disk. */
  commitAfterAnswer: {
    file: 'server/store/sqlite.ts',
    from: "if (!first) await trx.raw('release one');",
    to: "entry.answer(); entry.answer = () => {}; if (!first) await trx.raw('release one');",
  },
  /** An answer that never came counts as one. */
  silenceIsYes: {
    file: 'server/delivery/verdict.ts',
    from: "case 'unknown':\n",
    to: "case 'unknown':\n      return { state: 'accepted', nextAt: null, counts: true, reason: null };\n",
  },
} satisfies Record<string, Mistake>;
export type MistakeName = keyof typeof mistakes;

export const plant = (name: MistakeName): void => {
  const { file, from, to } = mistakes[name];
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context);
      if (!url.endsWith(`/${file}`)) return loaded;
      const text = String(loaded.source);
      if (!text.includes(from)) throw new Error(`${file} does not say any more: ${from}`);
      return { ...loaded, source: text.replace(from, to) };
    },
  });
};
