/** A hub filled with a made-up agency: whether this is one, whose part one can take, and how it is emptied for one's own. */
import { refused } from '../../lib/errors.ts';
import type { Db } from '../../store/db.ts';
import { clearEverything, countReal, findDemo } from '../../store/demo.ts';
import type { Operators } from '../people/people.ts';

/** `again`: starts everything anew, for what processes remember is gone. Null where nobody can. */
export const openDemo = (p: { db: Db; worker: string; operators: Operators; again: () => (() => void) | null }) => ({
  /** Whether this is a demo, and the doors to its people for a browser on this machine. `run`: another after each start. */
  async show(local: boolean) {
    const demo = (await findDemo(p.db)) !== null;
    return { demo, run: p.worker, links: demo && local ? await p.operators.demoDoor.links() : [] };
  },

  /**
   * Takes everything away, so that one's own hub can begin. Errors: `demo.none`, and `demo.real {operators, readers, bulletins, keys}` when
   * somebody has added what would be missed. Answers the link that makes the first administrator, and the run that ends now (null: none does).
   */
  async clear(): Promise<{ first: string | null; ends: string | null }> {
    await p.db.write(async (trx) => {
      const mark = await findDemo(trx);
      if (!mark) throw refused('demo.none');
      const real = await countReal(trx, mark);
      if (Object.values(real).some((n) => n > 0)) throw refused('demo.real', real);
      await clearEverything(trx);
    });
    const first = await p.operators.firstLink();
    const again = p.again();
    again?.();
    return { first, ends: again && p.worker };
  },
});
export type Demo = ReturnType<typeof openDemo>;
