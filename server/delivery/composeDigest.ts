/**
 * A digest's mails: readers with the same items share a compiled text, whoever else is in the digest. Which items a reader gets is asked as
 * the mail is made, so what was cancelled or corrected meanwhile is not in it.
 */
import type { Language } from '../contract/codes.ts';
import { paths } from '../contract/paths.ts';
import { textLanguage } from '../languages/languages.ts';
import { type DigestItem, digestBody } from '../letters/digest.ts';
import { word } from '../letters/words.ts';
import { HubError } from '../lib/errors.ts';
import { listSentTexts } from '../store/bulletins.ts';
import type { Db } from '../store/db.ts';
import { listItemsOf } from '../store/digests.ts';
import { findBulletinRow } from '../store/expansion.ts';
import { findNewsPage } from '../store/news.ts';
import type { ComposeParts } from './compose.ts';

/** Compiled texts of one digest: as many as there are sets of items in use at a time. */
const KEEP = 256;
/** Digests under way whose kind is remembered. */
const KINDS = 64;

const itemOf = async (p: ComposeParts, id: number, language: Language): Promise<DigestItem> => {
  const row = await findBulletinRow(p.db, id);
  if (!row?.template_revision) throw new HubError('bulletin.not_started', { id });
  const texts = await listSentTexts(p.db, row.id, row.revision);
  const written = textLanguage(
    language,
    texts.map((t) => t.language),
  );
  // Who has changed the language since gets what there is.
  const text = texts.find((t) => t.language === written) ?? texts[0];
  if (!text) throw new HubError('bulletin.text_missing', { language });
  const page = await findNewsPage(p.db, row);
  const bundle = await p.bundles(row.template_revision);
  const before = row.kind === 'correction' ? word(bundle, text.language, 'bulletin.correction') : '';
  return {
    subject: before + text.subject,
    body: text.body,
    url: page && p.publicUrl + paths.newsPage(language, page),
    note: text.language === language ? null : word(bundle, language, `bulletin.fallback_${language}`),
  };
};

/** Body and titles of a digest for everybody who gets these bulletins. */
export const digestText = async (
  p: ComposeParts,
  bulletins: readonly number[],
  language: Language,
): Promise<{ file: string; body: string; issues: string[] }> => {
  const items = await Promise.all(bulletins.map((id) => itemOf(p, id, language)));
  return { file: 'nl-digest', body: digestBody(language, items), issues: items.map((item) => item.subject) };
};

type Make<R> = (digestId: number, language: Language, items: readonly number[]) => Promise<R>;

/** Answers the compiled text for a reader of a digest; `other` where the bulletin is none. Throws `digest.empty`. */
export const digestShelf = <R>(db: Db, make: Make<R>) => {
  const kinds = new Map<number, Promise<boolean>>();
  const shelf = new Map<string, Promise<R>>();
  const isDigest = (id: number): Promise<boolean> => {
    const known = kinds.get(id);
    if (known) return known;
    const asked = findBulletinRow(db, id)
      .then((row) => row?.kind === 'digest')
      .catch((error: Error) => {
        kinds.delete(id);
        throw error;
      });
    kinds.set(id, asked);
    if (kinds.size > KINDS) kinds.delete(kinds.keys().next().value!);
    return asked;
  };
  const compiled = (digestId: number, language: Language, items: readonly number[]): Promise<R> => {
    const name = `${digestId}|${language}|${items.join()}`;
    const known = shelf.get(name);
    if (known) return known;
    const ready = make(digestId, language, items).catch((error: Error) => {
      shelf.delete(name);
      throw error;
    });
    shelf.set(name, ready);
    if (shelf.size > KEEP) shelf.delete(shelf.keys().next().value!);
    return ready;
  };
  return async (digestId: number, language: Language, readerId: number, other: () => Promise<R>): Promise<R> => {
    if (!(await isDigest(digestId))) return other();
    const items = await listItemsOf(db, digestId, readerId);
    if (items.length === 0) throw new HubError('digest.empty', { digest: digestId });
    return compiled(digestId, language, items);
  };
};
