/** The agency's words: how staff read what a dictionary reads otherwise. They hold everywhere from the next question on. */

import type { OwnReadings } from '../../letters/readings.ts';
import { fitReading, hasKanji } from '../../letters/ruby/align.ts';
import type { AgencyWord } from '../../letters/ruby/lay.ts';
import { approvedBy } from '../../letters/said/pljaCheck.ts';
import type { Clock } from '../../lib/clock.ts';
import { type FieldError, invalid, notFound } from '../../lib/errors.ts';
import { publicId } from '../../lib/token.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Db, Source } from '../../store/db.ts';
import { findPljaWord, listPljaWords, type PljaWordRow, removePljaWord, setPljaWord } from '../../store/plja.ts';

export type WordView = AgencyWord & { id: string; actor: string; changedAt: number };

/** Longest word, reading and so on, in signs. */
const MOST = { word: 40, reading: 80, context: 100, note: 200 } as const;

const view = (row: PljaWordRow): WordView => ({
  id: row.public_id,
  word: row.word,
  reading: row.reading,
  context: row.context,
  note: row.note,
  actor: row.actor,
  changedAt: row.changed_at,
});

const tidy = (given: AgencyWord): AgencyWord => ({
  word: given.word.normalize('NFC').trim(),
  reading: given.reading.normalize('NFC').trim(),
  context: given.context
    .normalize('NFC')
    .trim()
    .split(/[\s\u3000、,]+/)
    .filter(Boolean)
    .join(' '),
  note: given.note.normalize('NFC').trim(),
});

/** Every mistake at once. */
const check = (given: AgencyWord): void => {
  const errors: FieldError[] = [];
  const no = (field: keyof AgencyWord, code: string, details?: FieldError['details']) =>
    errors.push({ field, code, ...(details ? { details } : {}) });
  for (const field of ['word', 'reading', 'context', 'note'] as const)
    if (given[field].length > MOST[field]) no(field, 'field.too-long', { limit: MOST[field] });
  if (!hasKanji(given.word)) no('word', 'plja.word-kanji');
  else if (/[\s\u3000()（）]/.test(given.word)) no('word', 'plja.word-signs');
  if (!/^[ぁ-ゖー]+$/.test(given.reading)) no('reading', 'plja.reading-kana');
  else if (hasKanji(given.word) && !fitReading(given.word, given.reading)) no('reading', 'plja.reading-fit');
  if (errors.length > 0) throw invalid(errors);
};

/** The readings that the agency's words approve of. */
export const approvedWords = async (source: Source): Promise<OwnReadings> => approvedBy(await listPljaWords(source));

export const openPljaWords = (p: { db: Db; clock: Clock }) => ({
  list: async (): Promise<WordView[]> => (await listPljaWords(p.db)).map(view),

  /** Adds a word, or writes over the one with the same context. Throws `input.invalid` with every wrong field. */
  async set(actor: string, given: AgencyWord): Promise<WordView> {
    const word = tidy(given);
    check(word);
    const now = p.clock.now();
    await p.db.write(async (trx) => {
      const before = await findPljaWord(trx, { word: word.word, context: word.context });
      await setPljaWord(trx, { ...word, public_id: before?.public_id ?? publicId(), actor, changed_at: now });
      await appendAudit(trx, {
        at: now,
        actor,
        action: 'plja.word',
        object: `plja:${word.word}`,
        ...(before ? { before: { reading: before.reading, note: before.note } } : {}),
        after: { reading: word.reading, context: word.context, note: word.note },
      });
    });
    return view((await findPljaWord(p.db, { word: word.word, context: word.context }))!);
  },

  /** Throws `not.found`. The removed word is answered, so that it can be put back. */
  async remove(actor: string, id: string): Promise<WordView> {
    const now = p.clock.now();
    return p.db.write(async (trx) => {
      const row = await findPljaWord(trx, { public_id: id });
      if (!row) throw notFound('plja_word');
      await removePljaWord(trx, id);
      const before = { reading: row.reading, context: row.context, note: row.note };
      await appendAudit(trx, { at: now, actor, action: 'plja.word-removed', object: `plja:${row.word}`, before });
      return view(row);
    });
  },
});
export type PljaWords = ReturnType<typeof openPljaWords>;
