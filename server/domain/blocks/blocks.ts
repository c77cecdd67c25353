/**
 * Blocks that staff keep in three languages (office hours, contacts, how to book) and name in bulletins. A draft shows what its blocks say now;
 * what was handed in keeps the words it was handed in with.
 */
import { type BulletinState, inEvery, type Language, languages } from '../../contract/codes.ts';
import type { Bundle } from '../../letters/bundle.ts';
import { checkBulletin } from '../../letters/checkText.ts';
import { type Finding, finding } from '../../letters/findings.ts';
import { inJapan } from '../../letters/formatters.ts';
import { blocksIn, isBlockName, withBlocks } from '../../letters/keptBlocks.ts';
import type { OwnReadings } from '../../letters/readings.ts';
import { type FindingLine, findingLine } from '../../letters/said/findingLine.ts';
import { senderOf } from '../../letters/sender.ts';
import type { Clock } from '../../lib/clock.ts';
import { type FieldError, invalid, notFound, refused } from '../../lib/errors.ts';
import { publicId } from '../../lib/token.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Db, Source, Trx } from '../../store/db.ts';
import {
  changeKeptBlock,
  findKeptBlock,
  insertKeptBlock,
  type KeptBlockRow,
  listKeptBlocks,
  listTextsWithBlocks,
} from '../../store/keptBlocks.ts';
import { approvedWords } from '../plja/words.ts';

export type BlockTexts = Record<Language, string>;
export type BlockInput = { name: string; note: string; texts: BlockTexts };
export type BlockView = BlockInput & {
  id: string;
  revision: number;
  actor: string;
  changedAt: number;
  retired: boolean;
  /** Drafts that name it: they change with it. */
  drafts: number;
  findings: Partial<Record<Language, FindingLine[]>>;
};
/** What checkers know of blocks: those of a name, and what is wrong in their words. */
export type KnownBlocks = ReadonlyMap<string, Pick<KeptBlockRow, 'texts' | 'retired_at'>>;

const MOST = { note: 200, text: 5000 } as const;
const drafts: readonly BulletinState[] = ['draft', 'returned'];

export const knownBlocks = async (source: Source): Promise<KnownBlocks> =>
  new Map((await listKeptBlocks(source)).map((row) => [row.name, row]));

/** The text as it would leave now. */
export const resolved = (body: string, language: Language, blocks: KnownBlocks): string =>
  withBlocks(body, (name) => blocks.get(name)?.texts[language]);

type Checker = { bundle: Bundle; publicUrl: () => string; clock: Clock };

/** What the checkers say of the words of a block, by itself. */
const findingsIn = (p: Checker, language: Language, body: string, own: OwnReadings): Finding[] =>
  checkBulletin({
    sender: senderOf(p.bundle),
    ...{ language, subject: '-', body, publicUrl: p.publicUrl(), today: inJapan(p.clock.now()), own },
  }).filter((f) => f.file === 'body');

/** Why this line would leave as it is written; null when the block has words. */
const wordless = (name: string, language: Language, blocks: KnownBlocks) => {
  const block = blocks.get(name);
  if (!block) return 'block.unknown';
  if (block.retired_at !== null) return 'block.retired';
  return block.texts[language] ? null : 'block.language';
};

/** For what leaves without the checkers: every block that has no words for it. `field`: of the text, for the errors. */
export const wordlessBlocks = (body: string, language: Language, blocks: KnownBlocks, field: string): FieldError[] =>
  blocksIn(body).flatMap(({ name, line }) => {
    const code = wordless(name, language, blocks);
    return code ? [{ field, code, details: { block: name, line } }] : [];
  });

/** What is wrong with the blocks that a text names, at their lines. */
export const openBlockFindings =
  (p: Checker) =>
  (language: Language, body: string, known: { own: OwnReadings; blocks: KnownBlocks }): Finding[] =>
    blocksIn(body).flatMap(({ name, line }) => {
      const at = { file: 'body', line };
      const why = wordless(name, language, known.blocks);
      if (why) return [finding(why, at, name)];
      const wrong = findingsIn(p, language, known.blocks.get(name)?.texts[language] ?? '', known.own).filter(
        ({ level }) => level === 'error',
      );
      return wrong.length > 0 ? [finding('block.wrong', at, `${name} (${wrong.length})`)] : [];
    });

const tidy = ({ name, note, texts }: BlockInput): BlockInput => ({
  name: name.normalize('NFC').trim(),
  note: note.normalize('NFC').trim(),
  texts: Object.fromEntries(
    languages.map((l) => [l, texts[l].replace(/\r\n?/g, '\n').replace(/^\n+|\s+$/g, '')]),
  ) as BlockTexts,
});

/** Every mistake at once. */
const check = ({ name, note, texts }: BlockInput): void => {
  const errors: FieldError[] = [];
  if (!isBlockName(name)) errors.push({ field: 'name', code: 'block.name' });
  if (note.length > MOST.note) errors.push({ field: 'note', code: 'field.too-long', details: { limit: MOST.note } });
  if (languages.every((l) => texts[l] === '')) errors.push({ field: 'texts', code: 'block.empty' });
  for (const language of languages) {
    const field = `texts.${language}`;
    if (texts[language].length > MOST.text)
      errors.push({ field, code: 'field.too-long', details: { limit: MOST.text } });
    if (texts[language].includes('\u0000') || !texts[language].isWellFormed())
      errors.push({ field, code: 'bulletin.body-sign' });
    if (blocksIn(texts[language]).length > 0) errors.push({ field, code: 'block.nested' });
  }
  if (errors.length > 0) throw invalid(errors);
};

const textsOf = (row: Pick<KeptBlockRow, 'texts'>): BlockTexts => inEvery((language) => row.texts[language] ?? '');

/** For the audit log: what differs, and what it said before. */
const difference = (before: KeptBlockRow, after: BlockInput) => {
  const now = { name: after.name, note: after.note, ...after.texts };
  const was: typeof now = { name: before.name, note: before.note, ...textsOf(before) };
  const keys = (Object.keys(now) as (keyof typeof now)[]).filter((key) => now[key] !== was[key]);
  const only = (from: typeof now) => Object.fromEntries(keys.map((key) => [key, from[key]]));
  return keys.length === 0 ? null : { before: only(was), after: only(now) };
};

export const openBlocks = (p: Checker & { db: Db }) => {
  const usedIn = async (source: Source): Promise<Map<string, Set<number>>> => {
    const used = new Map<string, Set<number>>();
    for (const { bulletin_id, body } of await listTextsWithBlocks(source, drafts))
      for (const { name } of blocksIn(body)) used.set(name, (used.get(name) ?? new Set()).add(bulletin_id));
    return used;
  };
  const viewer = async (source: Source) => {
    const [used, own] = [await usedIn(source), await approvedWords(source)];
    return (row: KeptBlockRow): BlockView => ({
      id: row.public_id,
      name: row.name,
      note: row.note,
      texts: textsOf(row),
      revision: row.revision,
      actor: row.actor,
      changedAt: Number(row.changed_at),
      retired: row.retired_at !== null,
      drafts: used.get(row.name)?.size ?? 0,
      findings: Object.fromEntries(
        languages.flatMap((l) => {
          const text = row.texts[l];
          return text ? [[l, findingsIn(p, l, text, own).map(findingLine)]] : [];
        }),
      ),
    });
  };
  const mustFind = async (source: Source, id: string): Promise<KeptBlockRow> => {
    const row = await findKeptBlock(source, { public_id: id });
    if (!row) throw notFound('block');
    return row;
  };
  const show = async (id: string): Promise<BlockView> => (await viewer(p.db))(await mustFind(p.db, id));

  const create = async (actor: string, given: BlockInput): Promise<BlockView> => {
    const block = tidy(given);
    check(block);
    const [public_id, at] = [publicId(), p.clock.now()];
    await p.db.write(async (trx) => {
      const { name, note, texts } = block;
      const row = { public_id, name, note, texts, revision: 1, actor, changed_at: at, retired_at: null };
      if (!(await insertKeptBlock(trx, row))) throw invalid([{ field: 'name', code: 'block.name-taken' }]);
      await appendAudit(trx, {
        ...{ at, actor, action: 'block.create', object: `block:${name}` },
        after: { note, ...texts },
      });
    });
    return show(public_id);
  };

  const change = async (actor: string, id: string, expected: number, given: BlockInput): Promise<BlockView> => {
    const block = tidy(given);
    check(block);
    await p.db.write(async (trx) => {
      const row = await mustFind(trx, id);
      // Texts name it: another name would be another block.
      if (block.name !== row.name) throw invalid([{ field: 'name', code: 'block.name-stays' }]);
      const differs = difference(row, block);
      if (row.revision !== expected) throw refused('block.revised-meanwhile', { expected, now: row.revision });
      if (!differs) return;
      const at = p.clock.now();
      await changeKeptBlock(trx, row.id, expected, { note: block.note, texts: block.texts, actor, changed_at: at });
      await appendAudit(trx, { at, actor, action: 'block.change', object: `block:${row.name}`, ...differs });
    });
    return show(id);
  };

  /** Pressed twice, it is done once. */
  const retire = async (actor: string, id: string, on: boolean): Promise<BlockView> => {
    await p.db.write(async (trx: Trx) => {
      const row = await mustFind(trx, id);
      if ((row.retired_at !== null) === on) return;
      const at = p.clock.now();
      await changeKeptBlock(trx, row.id, row.revision, { retired_at: on ? at : null, actor, changed_at: at });
      await appendAudit(trx, {
        ...{ at, actor, action: on ? 'block.retire' : 'block.bring-back', object: `block:${row.name}` },
        after: { retired: on },
      });
    });
    return show(id);
  };

  return {
    list: async (): Promise<BlockView[]> => (await listKeptBlocks(p.db)).map(await viewer(p.db)),
    /** By its name, for the command line. Throws `not.found`. */
    async named(name: string): Promise<BlockView> {
      const row = await findKeptBlock(p.db, { name: name.normalize('NFC') });
      if (!row) throw notFound('block');
      return (await viewer(p.db))(row);
    },
    /** Throws `input.invalid` with every mistake at once. */
    create,
    /** Throws also `not.found` and `block.revised-meanwhile`. */
    change,
    /** No text may name it from now on; what was handed in keeps its words. Throws `not.found`. */
    retire: (actor: string, id: string) => retire(actor, id, true),
    bringBack: (actor: string, id: string) => retire(actor, id, false),
  };
};
export type Blocks = ReturnType<typeof openBlocks>;
