/** Test copies 【テスト1】 to the sender's own address: real mails by the same renderer, never counted. */
import { type Language, languages } from '../../contract/codes.ts';
import { paths } from '../../contract/paths.ts';
import { languageOf, textLanguage } from '../../languages/languages.ts';
import { type Clock, HOUR } from '../../lib/clock.ts';
import { notFound } from '../../lib/errors.ts';
import { nameIn } from '../../lib/names.ts';
import type { Outbox } from '../../outbox/outbox.ts';
import { appendAudit } from '../../store/audit.ts';
import { findBulletin } from '../../store/bulletins.ts';
import type { Db } from '../../store/db.ts';
import { countLettersByCause } from '../../store/letters.ts';
import { findNewsPage, listNewsTopics } from '../../store/news.ts';
import { sentTextsOf } from './sentTexts.ts';

export const openTestSend = (p: { db: Db; clock: Clock; outbox: Outbox; publicUrl: () => string }) => ({
  /** Sends the newest revision as a reader of `language` would get it. Throws `not.found` when no text serves that language. */
  async send(who: string, id: string, wanted: { language: Language; to: string }): Promise<{ number: number }> {
    return p.db.write(async (trx) => {
      const row = await findBulletin(trx, id);
      const texts = row ? await sentTextsOf(trx, row) : {};
      const language = textLanguage(
        wanted.language,
        languages.filter((l) => texts[l]),
      );
      const text = language && texts[language];
      if (!row || !text || !language) throw notFound('bulletin');
      const cause = `test:${id}`;
      const page = await findNewsPage(trx, row);
      const number = (await countLettersByCause(trx, cause)) + 1;
      await p.outbox.post(trx, {
        type: 'nl-issue',
        system: 'nl',
        languages: [language],
        role: 'operator',
        to: wanted.to,
        variables: {
          subject: languageOf(language).testMark(number) + text.subject,
          body: text.body,
          reissue_url: p.publicUrl() + paths.reissue(language),
          unsubscribe_url: p.publicUrl() + paths.unsubscribe('x'.repeat(40)),
          topics: (await listNewsTopics(trx, [row.id])).map((topic) => nameIn(topic.names, language)),
          ...(page ? { news_url: p.publicUrl() + paths.newsPage(wanted.language, page) } : {}),
          _leave_by: id,
          // So that the copy says what readers will be told: a drill, a correction, or another language than theirs.
          _kind: row.kind,
          _for: wanted.language,
        },
        lane: 'confirmation',
        dedupeKey: `${cause}:${number}`,
        actor: who,
        cause,
        purgeAfter: p.clock.now() + 24 * HOUR,
      });
      await appendAudit(trx, {
        at: p.clock.now(),
        actor: who,
        action: 'bulletin.test',
        object: `bulletin:${id}`,
        after: { number, language },
      });
      return { number };
    });
  },
});
export type TestSend = ReturnType<typeof openTestSend>;
