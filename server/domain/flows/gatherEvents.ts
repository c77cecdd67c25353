/**
 * Single events of one key that arrive while another is being written are written together: one event and thirty cost nearly the same
 * statements. Nobody waits for company: a first event goes at once, and whoever cannot be written with the others is written alone.
 */
import { acceptEvents, type Taken, type Taking } from './acceptEvents.ts';
import type { Acting, FlowParts } from './parts.ts';

const TOGETHER = 50;

type Waiting = { taking: Taking; resolve: (taken: Taken) => void; reject: (error: unknown) => void };
type Line = { waiting: Waiting[]; running: boolean };

export const gatherEvents = (p: FlowParts) => {
  const lines = new Map<string, Line>();

  const alone = async (acting: Acting, one: Waiting): Promise<void> => {
    try {
      const [taken] = await acceptEvents(p, acting, [one.taking], { dryRun: false });
      one.resolve(taken!);
    } catch (error) {
      one.reject(error);
    }
  };

  const together = async (acting: Acting, group: readonly Waiting[]): Promise<void> => {
    const takings = group.map(({ taking }, row) => ({ ...taking, row }));
    let taken: Taken[];
    try {
      taken = await acceptEvents(p, acting, takings, { dryRun: false });
    } catch {
      // Nothing of the group is written. One of them is at fault, and only that one shall hear of it.
      for (const one of group) await alone(acting, one);
      return;
    }
    for (const one of taken) {
      const { taking, resolve } = group[one.row]!;
      resolve({ ...one, row: taking.row });
    }
  };

  const drain = async (acting: Acting, name: string, line: Line): Promise<void> => {
    line.running = true;
    while (line.waiting.length > 0) {
      const group = line.waiting.splice(0, TOGETHER);
      await (group.length === 1 ? alone(acting, group[0]!) : together(acting, group));
    }
    line.running = false;
    lines.delete(name);
  };

  /** Like `acceptEvents` for one event: resolves once it is on disk, throws the same. */
  return (acting: Acting, taking: Taking): Promise<Taken> =>
    new Promise((resolve, reject) => {
      const name = `${acting.system}|${acting.keyType}|${acting.actor}`;
      const line = lines.get(name) ?? { waiting: [], running: false };
      lines.set(name, line);
      line.waiting.push({ taking, resolve, reject });
      if (!line.running) void drain(acting, name, line);
    });
};
