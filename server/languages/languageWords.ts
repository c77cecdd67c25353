/** What a language says: on the program's pages, and for codes that the systems report (a code that is not here is shown by its group's word). */
import type { NoticeKind, ProcedureCode, StatusCode } from '../contract/eventCodes.ts';
import type { PageWords } from './ja/pages/pages.ts';

export type CodeWords = Readonly<{
  /** `unlisted`: a code of no list (a system that is not strict); whatever it is, this word is true. */
  procedures: Readonly<Record<ProcedureCode | 'residence' | 'unlisted', string>>;
  /** Ways to receive what was decided. */
  methods: Readonly<Record<'mail' | 'post' | 'counter', string>>;
  /** Items of a profile; what else comes is shown as given. */
  items: Readonly<Record<'phone' | 'name' | 'address' | 'department' | 'nationality', string>>;
  /** How far a case is. A letter never tells the decision (decision 5), so both ends read alike. */
  statuses: Readonly<Record<StatusCode, string>>;
  /** What a notification is about. */
  kinds: Readonly<Record<NoticeKind, string>>;
}>;
export type WordTable = keyof CodeWords;

export type LanguageWords = { codes: CodeWords; pages: PageWords };
