/** A bulletin's page comes with its first mail and goes with its cancelling, in the transaction of that. */

import type { Language } from '../../contract/codes.ts';
import { languageOf } from '../../languages/languages.ts';
import { type Inline, inlineText, type ListBlock } from '../../letters/blocks.ts';
import { parseFurigana, stripReadings } from '../../letters/furigana.ts';
import { parseMarkdown } from '../../letters/markdown.ts';
import { folded } from '../../lib/parts.ts';
import type { BulletinRow } from '../../store/bulletins.ts';
import type { Trx } from '../../store/db.ts';
import { findNews, listNewsTexts, pagedKinds, setNews } from '../../store/news.ts';

const listWords = (list: ListBlock): string[] =>
  list.items.flatMap((item) => [inlineText(item.content), ...(item.inner ? listWords(item.inner) : [])]);

/** The words of a text, line ends that were only typed taken out. */
const wordsOf = (language: Language, body: string): string =>
  parseMarkdown(body, { bold: true })
    .flatMap((block) => {
      const joined = (lines: readonly Inline[][]) => lines.map(inlineText).join(languageOf(language).gap);
      if (block.kind === 'paragraph' || block.kind === 'quote') return [joined(block.lines)];
      if (block.kind === 'heading') return [inlineText(block.content)];
      return block.kind === 'list' ? listWords(block) : [];
    })
    .join(' ');

/** What the search reads: with kanji, and in plain Japanese once more as it is read aloud. */
export const searchText = (language: Language, text: { subject: string; body: string }): string => {
  const whole = `${text.subject} ${wordsOf(language, text.body)}`;
  if (!languageOf(language).readings) return folded(whole);
  const aloud = parseFurigana(whole)
    .map((segment) => segment.reading ?? segment.text)
    .join('');
  return folded(`${stripReadings(whole)} ${aloud}`);
};

/** Publishes one that began. Answers false for what has no page of its own. */
export const putOnPage = async (
  trx: Trx,
  p: { row: Pick<BulletinRow, 'id' | 'public_id' | 'kind'>; sentAt: number; now: number; actor: string },
): Promise<boolean> => {
  if (!pagedKinds.includes(p.row.kind)) return false;
  const texts = await listNewsTexts(trx, [p.row.id]);
  await setNews(
    trx,
    {
      bulletin_id: p.row.id,
      state: 'published',
      sent_at: p.sentAt,
      changed_at: p.now,
      note: null,
      actor: p.actor,
    },
    texts.map((text) => ({ language: text.language, folded: searchText(text.language, text) })),
  );
  return true;
};

/** Withdraws one that stands on the pages; answers false when it does not. `note`: what stands there instead, by language. */
export const takeOffPage = async (
  trx: Trx,
  p: { publicId: string; now: number; actor: string; note: Partial<Record<Language, string>> | null },
): Promise<boolean> => {
  const found = await findNews(trx, p.publicId);
  if (found?.state !== 'published') return false;
  await setNews(
    trx,
    {
      bulletin_id: found.bulletin_id,
      state: 'withdrawn',
      sent_at: found.sent_at,
      changed_at: p.now,
      note: p.note && JSON.stringify(p.note),
      actor: p.actor,
    },
    [],
  );
  return true;
};
