/** Console: bulletins, their texts and what may be done with them. */
import { type Language, languages } from '../../../contract/codes.ts';
import { bulletinRoutes } from '../../../contract/console/bulletins.ts';
import type { Audience } from '../../../domain/audience/audience.ts';
import { type Approval, readWhole } from '../../../domain/bulletins/approval.ts';
import type { Bulletins } from '../../../domain/bulletins/bulletins.ts';
import type { BulletinTexts } from '../../../domain/bulletins/draft.ts';
import type { Previews } from '../../../domain/bulletins/preview.ts';
import type { Release } from '../../../domain/bulletins/release.ts';
import { knownTo, resolvedTexts } from '../../../domain/bulletins/sentTexts.ts';
import type { Shelf } from '../../../domain/bulletins/shelf.ts';
import type { TestSend } from '../../../domain/bulletins/testSend.ts';
import type { Watch } from '../../../domain/bulletins/watching.ts';
import type { Actor, Policy } from '../../../domain/policy/policy.ts';
import { countOpenComments } from '../../../store/bulletinComments.ts';
import type { Db } from '../../../store/db.ts';
import { listTopicNames } from '../../../store/topicNames.ts';
import { type ConsoleRoute, route } from './mount.ts';

export type BulletinParts = {
  db: Db;
  bulletins: Bulletins;
  previews: Previews;
  testSend: TestSend;
  audience: Audience;
  approval: Approval;
  watch: Watch;
  release: Release;
  policy: Policy;
  shelf: Shelf;
};

type Shown = Awaited<ReturnType<Bulletins['show']>>;

type Names = ReadonlyMap<string, string>;
const line = async (p: Pick<BulletinParts, 'bulletins' | 'watch'>, { row, texts, topics }: Shown, names: Names) => {
  const written = languages.filter((l) => texts[l]);
  const { id: _, state: __, reason: ___, complete, ...figures } = await p.bulletins.status(row.public_id);
  return {
    complete,
    id: row.public_id,
    kind: row.kind,
    state: row.state,
    standstill: await p.watch.standstill(row),
    title: texts[written[0] as Language]?.subject ?? '',
    languages: written,
    topics,
    createdAt: row.created_at,
    changedAt: row.changed_at,
    plannedAt: row.planned_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    approvalDue: row.approval_due === 1,
    author: names.get(row.actor) ?? null,
    shelved: row.shelved_at !== null,
    figures,
  };
};

/** The whole bulletin as the person who asks sees it. */
export const fullBulletin =
  (p: Pick<BulletinParts, 'db' | 'bulletins' | 'watch' | 'policy' | 'approval'>) => async (id: string, who: Actor) => {
    const shown = await p.bulletins.show(id);
    const { authors } = await readWhole(p.db, id);
    return {
      ...(await line(p, shown, await p.policy.names())),
      revision: shown.row.revision,
      texts: shown.texts,
      exclude: shown.audience.exclude?.bulletin ?? null,
      only: shown.audience.only ?? null,
      waveSize: shown.row.wave_size,
      keptOut: shown.row.kept_out === 1,
      urgent: shown.urgent,
      openComments: await countOpenComments(p.db, shown.row.id),
      own: authors.includes(who.actor) && (await p.policy.house()).fourEyes,
      mayApproveAfterwards: await p.approval.mayApproveAfterwards(who, id),
    };
  };

const draftOf = <T extends { texts: object }>(input: T) => ({ ...input, texts: input.texts as BulletinTexts });

const reading = (p: BulletinParts, full: ReturnType<typeof fullBulletin>): ConsoleRoute[] => [
  route(bulletinRoutes.list, async ({ input }) => {
    const { cursor, limit, ...query } = input;
    const rows = await p.shelf.search(query, { limit: limit + 1, ...(cursor ? { before: Number(cursor) } : {}) });
    const page = rows.slice(0, limit);
    const names = await p.policy.names();
    const data = await Promise.all(page.map(async (row) => line(p, await p.bulletins.show(row.public_id), names)));
    return { data, next: rows.length > limit ? String(page.at(-1)!.id) : null };
  }),
  route(bulletinRoutes.show, ({ id, who }) => full(id, who)),
  route(bulletinRoutes.preview, async ({ input }) => {
    const known = await knownTo(p.db);
    const texts = input.texts as BulletinTexts;
    return {
      previews: p.previews.previews(resolvedTexts(texts, known.blocks), input.kind, {
        names: await listTopicNames(p.db, input.topics ?? []),
        ...(input.keptOut ? { keptOut: true } : {}),
      }),
      findings: p.previews.findings(texts, known),
    };
  }),
  route(bulletinRoutes.audience, async ({ input }) => ({
    ...(await p.audience.reach({
      topics: input.topics,
      ...(input.exclude ? { exclude: { bulletin: input.exclude } } : {}),
    })),
    leaves: input.plannedAt ? p.release.leavesAt(input.plannedAt, input.urgent ?? input.kind === 'emergency') : null,
  })),
  route(bulletinRoutes.sample, async ({ input, id, who }) => {
    const { audience, readable, texts, row } = await readWhole(p.db, id);
    const reader = await p.audience.sample(who.actor, { bulletin: id, audience, readable }, input);
    const about = { names: await listTopicNames(p.db, audience.topics), keptOut: row.kept_out === 1, id };
    return { reader, mail: (reader && p.previews.previews(texts, row.kind, about)[reader.language]) ?? null };
  }),
  route(bulletinRoutes.why, async ({ input, id, who }) => {
    const { audience, readable, answered } = await readWhole(p.db, id);
    const about = { bulletin: id, audience, readable, answered };
    return p.audience.why(who.actor, input.email, about);
  }),
];

export const bulletinConsole = (p: BulletinParts): ConsoleRoute[] => {
  const full = fullBulletin(p);
  const act = (name: 'pause' | 'resume' | 'cancel' | 'discard', verb: typeof name | 'goOn' = name) =>
    route(bulletinRoutes[name], async ({ id, who }) => {
      await p.approval.demandBulletin(who, verb === 'discard' ? 'bulletin.write' : 'bulletin.control', id);
      await p.bulletins[verb](who.actor, id);
      return full(id, who);
    });
  return [
    ...reading(p, full),
    route(bulletinRoutes.create, async ({ input, who }) => {
      await p.approval.demandTopics(who, input.topics);
      return full((await p.bulletins.create(who.actor, draftOf(input))).id, who);
    }),
    route(bulletinRoutes.revise, async ({ input, who, id }) => {
      const { revision, ...draft } = input;
      await p.bulletins.revise(who, id, revision, draftOf(draft));
      return full(id, who);
    }),
    route(bulletinRoutes.test, async ({ input, who, id }) => {
      await p.testSend.send(who.actor, id, { language: input.language, to: who.email });
      return { to: who.email };
    }),
    act('pause'),
    act('resume', 'goOn'),
    act('cancel'),
    act('discard'),
    ...(['shelve', 'unshelve'] as const).map((verb) =>
      route(bulletinRoutes[verb], async ({ id, who }) => {
        await p.shelf[verb](who.actor, id);
        return full(id, who);
      }),
    ),
  ];
};
