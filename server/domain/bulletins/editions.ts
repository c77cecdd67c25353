/** The last edition that a bulletin is compared with: what changed in the text, and in who gets it. */
import { type Language, languages } from '../../contract/codes.ts';
import { readAudience } from '../../store/audiences.ts';
import { listBulletinEvents } from '../../store/bulletinEvents.ts';
import { type BulletinRow, findBulletinById, listBulletinCounts, listStartedEditions } from '../../store/bulletins.ts';
import type { Source } from '../../store/db.ts';
import { knownBlocks } from '../blocks/blocks.ts';
import { textsOf } from './bulletins.ts';
import type { BulletinTexts } from './draft.ts';
import { resolvedTexts, sentTextsOf } from './sentTexts.ts';
import { addUp } from './status.ts';

/** How the earlier one was found: it was copied, its subject is alike, its topics overlap, or it is merely of the same kind. */
export type Likeness = 'copied' | 'subject' | 'topics' | 'kind';
export type Edition = {
  id: string;
  likeness: Likeness;
  title: string;
  startedAt: number | null;
  people: number;
  topics: string[];
  texts: BulletinTexts;
};

const LOOKED_AT = 30;
/** Share of common letter pairs from which two subjects belong to one series. */
const ALIKE = 0.4;

const pairs = (text: string) => {
  // Numbers and dates differ from edition to edition, so they say nothing.
  const plain = text.normalize('NFKC').replace(/[\d\s]/g, '');
  return new Set([...plain].slice(1).map((sign, i) => [...plain][i] + sign));
};
/** 0 to 1 (Dice's coefficient of letter pairs). */
export const likeness = (a: string, b: string): number => {
  const [first, second] = [pairs(a), pairs(b)];
  if (first.size + second.size === 0) return 0;
  return (2 * [...first].filter((pair) => second.has(pair)).length) / (first.size + second.size);
};

export const titleOf = (texts: BulletinTexts): string => {
  const written = languages.find((l: Language) => texts[l]);
  return written ? texts[written]!.subject : '';
};

const editionOf = async (source: Source, row: BulletinRow, how: Likeness): Promise<Edition> => {
  const texts = await sentTextsOf(source, row);
  return {
    id: row.public_id,
    likeness: how,
    title: titleOf(texts),
    startedAt: row.started_at,
    people: addUp(await listBulletinCounts(source, row.id)).total,
    topics: [...readAudience(row.audience).topics],
    texts,
  };
};

/** Null when nothing of its kind was ever sent, or when it goes to the readers of one bulletin anyway. */
export const lastEdition = async (source: Source, row: BulletinRow, texts: BulletinTexts): Promise<Edition | null> => {
  const audience = readAudience(row.audience);
  if (audience.only) return null;
  const parent = row.parent_id === null ? undefined : await findBulletinById(source, row.parent_id);
  if (parent?.started_at && parent.kind === row.kind) return editionOf(source, parent, 'copied');
  const earlier = await listStartedEditions(source, { kind: row.kind, before: row.id, limit: LOOKED_AT });
  const title = titleOf(texts);
  let best: { row: BulletinRow; score: number } | null = null;
  for (const one of earlier) {
    const score = likeness(title, titleOf(await textsOf(source, one)));
    if (score >= ALIKE && score > (best?.score ?? 0)) best = { row: one, score };
  }
  if (best) return editionOf(source, best.row, 'subject');
  const overlapping = earlier.find((one) =>
    readAudience(one.audience).topics.some((topic) => audience.topics.includes(topic)),
  );
  if (overlapping) return editionOf(source, overlapping, 'topics');
  return earlier[0] ? editionOf(source, earlier[0], 'kind') : null;
};

/** The texts as they were when somebody last gave them back, with the comment: what an approver asks about a second time. */
export const sinceReturned = async (
  source: Source,
  row: BulletinRow,
): Promise<{ at: number; comment: string; texts: BulletinTexts } | null> => {
  const last = (await listBulletinEvents(source, row.id)).findLast((e) => e.act === 'return');
  if (!last) return null;
  const texts = resolvedTexts(
    await textsOf(source, { id: row.id, revision: last.revision }),
    await knownBlocks(source),
  );
  return { at: last.happened_at, comment: last.comment ?? '', texts };
};
