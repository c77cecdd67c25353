/** What leaves of what was written: a draft with its blocks as they are now, what was handed in with those it was handed in with. */
import { languages } from '../../contract/codes.ts';
import { invalid } from '../../lib/errors.ts';
import { type BulletinRow, listBulletinTexts, listSentTexts } from '../../store/bulletins.ts';
import type { Source, Trx } from '../../store/db.ts';
import { setSentBody } from '../../store/keptBlocks.ts';
import { type KnownBlocks, knownBlocks, resolved, wordlessBlocks } from '../blocks/blocks.ts';
import { approvedWords } from '../plja/words.ts';
import type { BulletinTexts } from './draft.ts';
import { ownDraft } from './states.ts';

/** What the checkers are told beside the texts: readings of the agency's words, and the blocks. */
export const knownTo = async (source: Source) => ({
  own: await approvedWords(source),
  blocks: await knownBlocks(source),
});
export type Known = Awaited<ReturnType<typeof knownTo>>;

/** Texts with the words of these blocks. */
export const resolvedTexts = (texts: BulletinTexts, blocks: KnownBlocks): BulletinTexts =>
  Object.fromEntries(
    (Object.entries(texts) as [keyof BulletinTexts, { subject: string; body: string }][]).map(([language, text]) => [
      language,
      { ...text, body: resolved(text.body, language, blocks) },
    ]),
  );

export const sentTextsOf = async (
  source: Source,
  row: Pick<BulletinRow, 'id' | 'revision' | 'state'>,
): Promise<BulletinTexts> => {
  const texts: BulletinTexts = {};
  for (const t of await listSentTexts(source, row.id, row.revision))
    texts[t.language] = { subject: t.subject, body: t.body };
  const mayName = ownDraft.includes(row.state) && Object.values(texts).some(({ body }) => body.includes('[['));
  return mayName ? resolvedTexts(texts, await knownBlocks(source)) : texts;
};

/** What staff are shown, and what the checkers and comments speak of: of a draft what is written, else what leaves. */
export const shownTextsOf = async (
  source: Source,
  row: Pick<BulletinRow, 'id' | 'revision' | 'state'>,
): Promise<BulletinTexts> => {
  if (!ownDraft.includes(row.state)) return sentTextsOf(source, row);
  const texts: BulletinTexts = {};
  for (const t of await listBulletinTexts(source, row.id, row.revision))
    texts[t.language] = { subject: t.subject, body: t.body };
  return texts;
};

/** Throws `input.invalid` with every block that has no words for a draft: its readers would get the name of it. */
export const demandBlocks = async (trx: Trx, row: BulletinRow): Promise<void> => {
  if (!ownDraft.includes(row.state)) return;
  const written = await shownTextsOf(trx, row);
  const blocks = await knownBlocks(trx);
  const wrong = languages.flatMap((l) => wordlessBlocks(written[l]?.body ?? '', l, blocks, `texts.${l}.body`));
  if (wrong.length > 0) throw invalid(wrong);
};

/** Handed in: the words of its blocks are those of now, whatever becomes of the blocks. */
export const keepBlocks = async (trx: Trx, row: BulletinRow): Promise<void> => {
  const written = await listSentTexts(trx, row.id, row.revision);
  if (!written.some(({ body }) => body.includes('[['))) return;
  const blocks = await knownBlocks(trx);
  for (const { language, body } of written) {
    const words = resolved(body, language, blocks);
    if (words !== body) await setSentBody(trx, { bulletin_id: row.id, revision: row.revision, language }, words);
  }
};

/** A draft again: its blocks are those of whenever somebody looks. */
export const freeBlocks = (trx: Trx, row: BulletinRow): Promise<void> =>
  setSentBody(trx, { bulletin_id: row.id, revision: row.revision }, null);
