/** Console: landing page, tasks, delivery, keys, callbacks, settings, rulebook, mail types, audit log. */
import { languages, type SystemCode } from '../../../contract/codes.ts';
import {
  auditRoutes,
  callbackRoutes,
  deliveryRoutes,
  homeRoutes,
  houseRoutes,
  keyRoutes,
  type SettingLine,
  taskRoutes,
} from '../../../contract/console/operations.ts';
import { hasRight } from '../../../contract/rights.ts';
import type { Records } from '../../../domain/audit/audit.ts';
import type { Callbacks } from '../../../domain/callbacks/callbacks.ts';
import type { Switches } from '../../../domain/delivery/delivery.ts';
import type { Home } from '../../../domain/home/home.ts';
import type { Keys } from '../../../domain/keys/keys.ts';
import type { Who } from '../../../domain/people/people.ts';
import type { Policy } from '../../../domain/policy/policy.ts';
import type { ReaderHistory } from '../../../domain/readers/history.ts';
import { rulebookScreen } from '../../../domain/rulebook/screen.ts';
import type { Bundle } from '../../../letters/bundle.ts';
import { findMailType, mailTypes } from '../../../letters/catalogue.ts';
import { renderLetter } from '../../../letters/render.ts';
import type { MailType } from '../../../letters/types.ts';
import { notFound } from '../../../lib/errors.ts';
import type { Cursors } from './cursor.ts';
import { type ConsoleRoute, route } from './mount.ts';

export type OperationParts = {
  home: Home;
  readerHistory: ReaderHistory;
  records: Records;
  policy: Policy;
  switches: Switches;
  keys: Keys;
  callbacks: Callbacks;
  bundle: Bundle;
  cursors: Cursors;
  settings: () => SettingLine[];
};
const done = { done: true } as const;

/** Whoever has it in hand and has closed it by name; subjects of bulletins only for those who may see bulletins. */
const tasksFor =
  ({ policy }: OperationParts) =>
  async (who: Who, rows: Awaited<ReturnType<Records['tasks']>>['data']) => {
    const names = await policy.names();
    const nameOf = (actor: string | null) => (actor === null ? null : (names.get(actor) ?? null));
    return rows.map((row) => ({
      ...row,
      about: hasRight(who.roles, 'bulletin.see') ? row.about : null,
      takenByName: nameOf(row.takenBy),
      closedByName: nameOf(row.closedBy),
    }));
  };

const boardFor = async ({ switches, policy }: OperationParts) => {
  const [board, names] = await Promise.all([switches.board(), policy.names()]);
  return { ...board, holds: board.holds.map((hold) => ({ ...hold, name: names.get(hold.actor) ?? null })) };
};

const tasks = (p: OperationParts): ConsoleRoute[] => {
  const { records, cursors } = p;
  const shown = tasksFor(p);
  const one = async (who: Who, row: Promise<Parameters<typeof shown>[1][number]>) =>
    (await shown(who, [await row]))[0]!;
  return [
    route(taskRoutes.list, async ({ input, who }) => {
      const before = cursors.read<number>('tasks', input.cursor);
      const page = await records.tasks(input.state ? { state: input.state } : {}, {
        limit: input.limit,
        ...(before ? { before } : {}),
      });
      const next = cursors.next('tasks', page.last, page.data.length === input.limit);
      return { data: await shown(who, page.data), next };
    }),
    route(taskRoutes.take, ({ id, who }) => one(who, records.takeTask(who.actor, id, true))),
    route(taskRoutes.putBack, ({ id, who }) => one(who, records.takeTask(who.actor, id, false))),
    route(taskRoutes.close, ({ id, input, who }) => one(who, records.closeTask(who.actor, id, input.reason))),
  ];
};

const running = (p: OperationParts): ConsoleRoute[] => {
  const { home, readerHistory, switches } = p;
  return [
    route(homeRoutes.home, async ({ who }) => {
      const [figures, board] = await Promise.all([home(who), switches.board()]);
      return { ...figures, lanes: board.lanes, held: board.holds.length };
    }),
    route(homeRoutes.readers, ({ input }) => readerHistory.over(input.topic || undefined)),
    route(deliveryRoutes.board, () => boardFor(p)),
    route(deliveryRoutes.hold, async ({ input, who }) => {
      await switches.hold(who.actor, input, input.reason);
      return boardFor(p);
    }),
    route(deliveryRoutes.release, async ({ input, who }) => {
      await switches.release(who.actor, input);
      return boardFor(p);
    }),
  ];
};

const ways = ({ keys, callbacks }: OperationParts): ConsoleRoute[] => [
  route(keyRoutes.list, async () => ({ data: await keys.list(), next: null })),
  route(keyRoutes.create, ({ input, who }) =>
    keys.create({
      name: input.name,
      type: input.type,
      system: input.system,
      actor: who.actor,
      ...(input.allow ? { allow: input.allow } : {}),
    }),
  ),
  route(keyRoutes.revoke, async ({ id, who }) => {
    await keys.revoke(id, who.actor);
    return done;
  }),
  route(callbackRoutes.list, async () => {
    const [targets, waiting] = await Promise.all([callbacks.list(), callbacks.waiting()]);
    return { data: targets.map((target) => ({ ...target, waiting: waiting.get(target.id) ?? 0 })), next: null };
  }),
  route(callbackRoutes.add, ({ input, who }) => callbacks.add({ ...input, actor: who.actor })),
  route(callbackRoutes.remove, async ({ id, who }) => {
    await callbacks.remove(id, who.actor);
    return done;
  }),
  route(callbackRoutes.deliveries, async ({ id, input }) => {
    const data = await callbacks.deliveries(id, {
      limit: input.limit,
      ...(input.cursor ? { before: input.cursor } : {}),
    });
    return { data, next: data.length === input.limit ? data.at(-1)!.id : null };
  }),
  route(callbackRoutes.replay, async ({ id, input, who }) => ({
    count: await callbacks.replay(
      id,
      {
        ...(input.delivery ? { delivery: input.delivery } : {}),
        ...(input.since === undefined ? {} : { since: input.since }),
      },
      who.actor,
    ),
  })),
  route(callbackRoutes.rotate, async ({ id, who }) => ({
    secret: (await callbacks.rotate(id, { actor: who.actor })).secret,
  })),
];

/** Types whose subject is written anew each time. */
const ownNames: Readonly<Record<string, { ja: string; en: string }>> = {
  'nl-issue': { ja: 'お知らせ', en: 'Bulletin' },
};

/** The subject of its text, which is what everybody calls it. */
const nameOf = (bundle: Bundle, language: 'ja' | 'en', id: string): string => {
  const subject = /^Subject: (.*)$/m.exec(bundle.files[`${language}/${id}.txt`] ?? '')?.[1] ?? '';
  return ownNames[id]?.[language] ?? (subject || id);
};

/** A mail type with its sample values, by the renderer that also sends. */
const previewOf = (bundle: Bundle, type: MailType, language: (typeof languages)[number]) => {
  const letter = renderLetter({
    bundle,
    type,
    system: type.systems[0] as SystemCode,
    languages: [language],
    variables: type.sample,
  });
  return {
    subject: letter.subject,
    text: letter.text,
    html: letter.html ?? '',
    from: `${letter.fromName} <${letter.from}>`,
  };
};

const house = ({ bundle, settings, records, policy, cursors }: OperationParts): ConsoleRoute[] => [
  route(houseRoutes.settings, async () => ({ data: settings(), next: null })),
  route(houseRoutes.rulebook, async () => rulebookScreen()),
  route(houseRoutes.mailTypes, async () => ({
    data: mailTypes.map((type) => ({
      id: type.id,
      systems: [...type.systems],
      category: type.category,
      sensitive: type.sensitive,
      names: { ja: nameOf(bundle, 'ja', type.id), en: nameOf(bundle, 'en', type.id) },
    })),
    next: null,
  })),
  route(houseRoutes.mailType, async ({ id }) => {
    const type = findMailType(id);
    if (!type) throw notFound('mail-type');
    return { id, previews: Object.fromEntries(languages.map((l) => [l, previewOf(bundle, type, l)])) };
  }),
  route(auditRoutes.list, async ({ input }) => {
    const { limit, cursor, ...filter } = input;
    const before = cursors.read<number>('audit', cursor);
    const given = Object.fromEntries(Object.entries(filter).filter(([, v]) => v));
    const rows = await records.audit(given, { limit, ...(before ? { before } : {}) });
    const names = await policy.names();
    const data = rows.map((row) => ({ ...row, name: names.get(row.actor) ?? null }));
    return { data, next: cursors.next('audit', rows.at(-1)?.id, rows.length === limit) };
  }),
  route(auditRoutes.export, ({ input, who }) => {
    const { format, after, ...filter } = input;
    const given = Object.fromEntries(Object.entries(filter).filter(([, v]) => v));
    return records.exportAudit(who.actor, { format, filter: given, ...(after === undefined ? {} : { after }) });
  }),
  route(auditRoutes.verify, () => records.verify()),
];

export const operationConsole = (p: OperationParts): ConsoleRoute[] => [
  ...running(p),
  ...tasks(p),
  ...ways(p),
  ...house(p),
];
