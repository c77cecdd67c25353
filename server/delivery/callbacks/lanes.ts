/**
 * A lane for each target: what one of them lets hang delays no other. Looks again while something is under way, so that what
 * arrives meanwhile need not wait for the slowest.
 */

/** How soon it is looked whether there is something new for a lane that has room, in real milliseconds. */
const LOOK = 250;

/** A target with something to tell, and how much of it may be under way at once. */
export type Lane = { id: number; most: number };

export const lanes = <Row>(p: {
  /** Lanes with something due. */
  due: () => Promise<readonly Lane[]>;
  /** Takes at most `most` of a lane, so that nobody else does. */
  claim: (id: number, most: number) => Promise<readonly Row[]>;
  /** One of them to its end. */
  carry: (row: Row) => Promise<void>;
  onError: (error: unknown) => void;
}) => {
  const underWay = new Map<number, Set<Promise<void>>>();
  /** How much of each lane may be under way, as it was last asked. */
  const wide = new Map<number, number>();
  let stopped = false;

  const begin = (id: number, row: Row): void => {
    const own = underWay.get(id) ?? new Set();
    underWay.set(id, own);
    const one: Promise<void> = p
      .carry(row)
      .catch(p.onError)
      .finally(() => {
        own.delete(one);
        if (own.size === 0) underWay.delete(id);
      });
    own.add(one);
  };

  const fill = async (): Promise<void> => {
    for (const lane of await p.due()) {
      wide.set(lane.id, lane.most);
      const room = lane.most - (underWay.get(lane.id)?.size ?? 0);
      // A lane is filled up by halves: a claim for each that ends would cost more than the telling.
      if (room < lane.most / 2 || stopped) continue;
      for (const row of await p.claim(lane.id, room)) begin(lane.id, row);
    }
  };

  const oneEnds = async (within: number): Promise<void> => {
    let timer: NodeJS.Timeout | undefined;
    const look = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, within);
    });
    await Promise.race([look, ...[...underWay.values()].flatMap((own) => [...own])]);
    clearTimeout(timer);
  };

  /** Until a lane has come to its end or has room, or something new may have arrived: asking after every one that ends costs more. */
  const worthALook = async (): Promise<void> => {
    const before = underWay.size;
    const until = performance.now() + LOOK;
    const full = () => [...underWay].every(([id, own]) => own.size > (wide.get(id) ?? 1) / 2);
    do await oneEnds(Math.max(0, until - performance.now()));
    while (performance.now() < until && underWay.size === before && full());
  };

  return {
    /** Until nothing is due and nothing is under way. */
    async run(): Promise<void> {
      while (!stopped) {
        await fill();
        if (underWay.size === 0) return;
        await worthALook();
      }
    },
    /** Nothing new begins; resolves when what is under way has ended. */
    async stop(): Promise<void> {
      stopped = true;
      await Promise.all([...underWay.values()].flatMap((own) => [...own]));
    },
  };
};
