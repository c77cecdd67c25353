/**
 * Works of one kind that arrive while another is being written are written together: one and thirty cost nearly the same statements.
 * Nobody waits for company: a first work goes at once, and whoever cannot be written with the others is written alone.
 */

type Waiting<W, R> = { work: W; resolve: (result: R) => void; reject: (error: unknown) => void };

/**
 * `write` writes all works of a list or none, and answers in their order. `weight` is what a work counts towards `most` of one list.
 * The answer takes a work in a line by name, resolves once it is on disk, and throws what `write` throws for it alone.
 */
export const gathering = <W, R>(p: {
  write: (works: readonly W[]) => Promise<readonly R[]>;
  weight: (work: W) => number;
  most: number;
}) => {
  const lines = new Map<string, Waiting<W, R>[]>();

  const alone = async (one: Waiting<W, R>): Promise<void> => {
    try {
      const [result] = await p.write([one.work]);
      one.resolve(result!);
    } catch (error) {
      one.reject(error);
    }
  };

  const together = async (group: readonly Waiting<W, R>[]): Promise<void> => {
    let results: readonly R[];
    try {
      results = await p.write(group.map((one) => one.work));
    } catch {
      // Nothing of the group is written. One of them is at fault, and only that one shall hear of it.
      for (const one of group) await alone(one);
      return;
    }
    for (const [i, one] of group.entries()) one.resolve(results[i]!);
  };

  const take = (line: Waiting<W, R>[]): Waiting<W, R>[] => {
    const group = [line.shift()!];
    for (let weight = p.weight(group[0]!.work); line.length > 0; ) {
      weight += p.weight(line[0]!.work);
      if (weight > p.most) break;
      group.push(line.shift()!);
    }
    return group;
  };

  const drain = async (name: string, line: Waiting<W, R>[]): Promise<void> => {
    while (line.length > 0) {
      const group = take(line);
      await (group.length === 1 ? alone(group[0]!) : together(group));
    }
    lines.delete(name);
  };

  return (name: string, work: W): Promise<R> =>
    new Promise((resolve, reject) => {
      const line = lines.get(name);
      const own = line ?? [];
      own.push({ work, resolve, reject });
      if (line) return;
      lines.set(name, own);
      void drain(name, own);
    });
};
