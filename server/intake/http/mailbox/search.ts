/** Search words of the mailbox: to: from: subject: case: type: lang: is: before: after:, quotes, and - to leave out. */
import { atTime, isDate } from '../../../lib/clock.ts';
import type { MailboxTerm } from '../../../store/mailbox.ts';

const fields = ['to', 'from', 'subject', 'case', 'type', 'lang', 'is', 'before', 'after'] as const;
type Field = (typeof fields)[number];

/** A minus, a field, a value in quotes or without blanks. */
const word = /(-)?(?:(\w+):)?(?:"([^"]*)"?|(\S+))/g;

const dated = (field: Field) => field === 'before' || field === 'after';

/** Terms that all must fit. Words that make no sense as a field ('http://…') are searched as they stand. */
export const readSearch = (text: string): MailboxTerm[] => {
  const terms: MailboxTerm[] = [];
  for (const [, minus, name, quoted, bare] of text.matchAll(word)) {
    const value = quoted ?? bare ?? '';
    const field = fields.find((f) => f === name?.toLowerCase());
    const not = minus === '-';
    if (field && dated(field)) {
      if (isDate(value)) terms.push({ field, value: atTime(value), not });
    } else if (field && value !== '') terms.push({ field, value, not });
    else {
      const plain = name ? `${name}:${value}` : value;
      if (plain !== '') terms.push({ field: 'any', value: plain, not });
    }
  }
  return terms;
};
