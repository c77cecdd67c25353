/** Console: a bulletin's way from the submission to the first mail, what is seen meanwhile, and what follows. */
import { type LetterState, letterStates } from '../../../contract/codes.ts';
import { bulletinWayRoutes } from '../../../contract/console/bulletinWay.ts';
import { readWhole } from '../../../domain/bulletins/approval.ts';
import { titleOf } from '../../../domain/bulletins/editions.ts';
import { mustFind } from '../../../domain/bulletins/moving.ts';
import type { Sequel, Sequels } from '../../../domain/bulletins/sequel.ts';
import { figureOf } from '../../../domain/bulletins/status.ts';
import type { Clock } from '../../../lib/clock.ts';
import { type BulletinParts, fullBulletin } from './bulletins.ts';
import { type ConsoleRoute, route } from './mount.ts';

type Parts = BulletinParts & { sequels: Sequels; clock: Clock };
/** What staff call an outcome. */
const statesOf = {
  missed: ['refused', 'bounced', 'expired', 'failed', 'cancelled', 'suppressed'],
  open: ['waiting', 'sending', 'deferred', 'digest', 'unknown'],
  reached: ['accepted'],
  withdrawn: ['withdrawn', 'suppressed'],
} as const satisfies Record<string, readonly LetterState[]>;
type Group = keyof typeof statesOf;
const isGroup = (outcome: string): outcome is Group => outcome in statesOf;
/** A group, or what one figure counts: it leads to exactly its rows. */
const wantedStates = (outcome: string): readonly LetterState[] =>
  isGroup(outcome) ? statesOf[outcome] : letterStates.filter((state) => figureOf[state] === outcome);
type Full = ReturnType<typeof fullBulletin>;

const seeing = (p: Parts, full: Full): ConsoleRoute[] => [
  route(bulletinWayRoutes.lastPage, async ({ id, who }) => {
    const { whole, samples, ...page } = await p.release.lastPage(id);
    const from = Object.values(samples)[0]?.from ?? '';
    return { ...page, samples, bulletin: { ...(await full(id, who)), texts: whole.texts }, hash: whole.hash, from };
  }),
  route(bulletinWayRoutes.watch, async ({ id }) => ({
    ...(await p.watch.watch(id)),
    rest: await p.release.rest(id),
  })),
  route(bulletinWayRoutes.history, async ({ id }) => ({ data: await p.watch.history(id) })),
  route(bulletinWayRoutes.record, async ({ id, who }) => {
    const { complete: _, standstill: __, ...shown } = await full(id, who);
    const { row, audience, texts } = await readWhole(p.db, id);
    const other = audience.only?.bulletin ?? audience.exclude?.bulletin;
    const how: 'excluded' | 'reached' | 'missed' = !audience.only
      ? 'excluded'
      : audience.only.reached
        ? 'reached'
        : 'missed';
    return {
      ...shown,
      // What left, with the words of its blocks.
      texts,
      readers: other ? { how, id: other, title: titleOf((await readWhole(p.db, other)).texts) } : null,
      audience: JSON.stringify(audience),
      hash: row.approved_hash,
      history: await p.watch.history(id),
      writtenAt: p.clock.now(),
    };
  }),
  route(bulletinWayRoutes.recipients, async ({ id, who, input }) => {
    const row = await mustFind(p.db, id);
    const wanted = { states: wantedStates(input.outcome), after: Number(input.cursor ?? 0), limit: input.limit };
    return p.audience.recipients(who.actor, row, wanted);
  }),
  route(bulletinWayRoutes.outcome, async ({ id, who, input }) => {
    const found = await p.watch.outcome(who.actor, id, input.email);
    if (!found) return { found: null };
    const { sent_at: sentAt, ...rest } = found;
    return { found: { ...rest, sentAt } };
  }),
];

const deciding = (p: Parts, full: Full): ConsoleRoute[] => [
  route(bulletinWayRoutes.submit, async ({ id, who, input }) => {
    const { reach, asked } = await p.approval.submit(who, id, input);
    return { bulletin: await full(id, who), reach, asked };
  }),
  route(bulletinWayRoutes.reopen, async ({ id, who }) => {
    await p.approval.reopen(who, id);
    return full(id, who);
  }),
  route(bulletinWayRoutes.approve, async ({ id, who, input }) => {
    await p.approval.approve(who, id, input);
    return full(id, who);
  }),
  route(bulletinWayRoutes.giveBack, async ({ id, who, input }) => {
    await p.approval.giveBack(who, id, input.comment);
    return full(id, who);
  }),
  route(bulletinWayRoutes.approveAfterwards, async ({ id, who, input }) => {
    await p.approval.approveAfterwards(who, id, input.comment);
    return full(id, who);
  }),
  route(bulletinWayRoutes.release, async ({ id, who, input }) => {
    await p.release.release(who, id, input);
    return full(id, who);
  }),
  route(bulletinWayRoutes.recall, async ({ id, who }) => {
    await p.release.recall(who, id);
    return full(id, who);
  }),
  route(bulletinWayRoutes.sendRest, async ({ id, who, input }) => {
    await p.release.sendRest(who, id, input.people);
    return full(id, who);
  }),
  route(bulletinWayRoutes.breakGlass, async ({ id, who, input }) => {
    await p.release.breakGlass(who, id, input);
    return full(id, who);
  }),
];

export const bulletinWayConsole = (p: Parts): ConsoleRoute[] => {
  const full = fullBulletin(p);
  const follow = (name: 'correct' | 'redeliver' | 'copy', sequel: Sequel) =>
    route(bulletinWayRoutes[name], async ({ id, who }) => full((await p.sequels.begin(who, id, sequel)).id, who));
  return [
    ...seeing(p, full),
    ...deciding(p, full),
    follow('correct', 'correction'),
    follow('redeliver', 'redelivery'),
    follow('copy', 'copy'),
  ];
};
