/** The file form of a bulletin text: a `Subject:` line, a blank line, then the text. */
import { type FieldError, invalid } from '../../lib/errors.ts';

export type BulletinText = { subject: string; body: string };

/** Throws `input.invalid` with what is wrong in which field. `field` names the text, for example `texts.ja`. */
export const readBulletinSource = (source: string, field: string): BulletinText => {
  const lines = source
    .replace(/^\uFEFF/, '')
    .replace(/\r\n?/g, '\n')
    .split('\n');
  const subject = /^Subject:\s*(.*)$/.exec(lines[0] ?? '')?.[1]?.trim();
  if (subject === undefined) throw invalid([{ field, code: 'bulletin.no-subject-line' }]);
  const body = lines.slice(1).join('\n').replace(/^\n+/, '').trimEnd();
  const errors = checkText({ subject, body }, field);
  if (errors.length > 0) throw invalid(errors);
  return { subject, body };
};

/** What no bulletin may have, whatever its language. */
export const checkText = (text: BulletinText, field: string): FieldError[] => {
  const errors: FieldError[] = [];
  if (text.subject.trim() === '') errors.push({ field: `${field}.subject`, code: 'bulletin.subject-empty' });
  if (/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(text.subject))
    errors.push({ field: `${field}.subject`, code: 'bulletin.subject-control' });
  if (text.body.trim() === '') errors.push({ field: `${field}.body`, code: 'bulletin.body-empty' });
  if (text.body.length > 100_000)
    errors.push({ field: `${field}.body`, code: 'bulletin.body-too-long', details: { limit: 100_000 } });
  return errors;
};
