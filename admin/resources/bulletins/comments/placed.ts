/** Where comments stand in the texts as they are being written. */
import type { BulletinComment } from '../../../../server/contract/console/bulletinComments.ts';
import { findQuote } from '../../../../server/contract/quotes.ts';
import type { Texts } from '../usePreview.ts';

export const placed = (comment: BulletinComment, texts: Texts): BulletinComment => {
  const text = texts[comment.language]?.[comment.field];
  return { ...comment, place: text === undefined ? null : findQuote(text, comment.quote, comment.stood) };
};
