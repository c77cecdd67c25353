/** The order of groups and topics as the server takes it, and one step in it. */
import type { Topic, TopicGroup } from '../../../server/contract/console/topics.ts';

export type Order = { code: string; topics: string[] }[];

export const orderOf = (groups: readonly TopicGroup[], live: readonly Topic[]): Order =>
  groups.map((g) => ({ code: g.code, topics: live.filter((t) => t.group === g.code).map((t) => t.code) }));

const step = <T>(list: readonly T[], at: number, by: number): T[] => {
  const to = at + by;
  if (at < 0 || to < 0 || to >= list.length) return [...list];
  const next = [...list];
  [next[at], next[to]] = [next[to]!, next[at]!];
  return next;
};

/** One place up (-1) or down (1): a topic in its group, or the group itself. */
export const moved = (order: Order, what: { group: string; topic?: string }, by: -1 | 1): Order => {
  const at = order.findIndex((g) => g.code === what.group);
  if (what.topic === undefined) return step(order, at, by);
  return order.map((g) =>
    g.code === what.group ? { ...g, topics: step(g.topics, g.topics.indexOf(what.topic!), by) } : g,
  );
};
