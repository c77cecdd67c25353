/** What a line of the audit log changed: only what differs, in words, each with what stood before and what stands now; then the reason. */
import Typography from '@mui/material/Typography';
import { useLocale, useTranslate } from 'react-admin';
import type { AuditLine } from '../../../server/contract/console/audit.ts';
import { figure, moment } from '../../parts/moment.ts';
import { useTopicNames } from '../bulletins/useTopicNames.ts';

type Fields = Record<string, unknown>;
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const none = (value: unknown) => value === null || value === undefined || value === '';

/** Keys whose values are times. */
const time = /(^|[a-z])(At|Until|until)$/;
/** What only a program can compare; the export keeps it. */
const forPrograms = new Set(['hash', 'from']);

/** `{limit: {rate: 5}}` becomes `rate: 5`, so that every value stands under a word. */
const flat = (value: unknown): Fields => {
  if (!isFields(value)) return none(value) ? {} : { value };
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, one]) => (isFields(one) ? Object.entries(flat(one)) : [[key, one]])),
  );
};

/** Words for keys and for the codes that stand under them; what has no word stays what it is. */
const useWords = () => {
  const translate = useTranslate();
  const locale = useLocale();
  const topicNames = useTopicNames();
  const codes: Readonly<Record<string, (code: string) => string>> = {
    language: (code) => translate(`fb.language.${code}`, { _: code }),
    roles: (code) => translate(`fb.role.${code}`, { _: code }),
    state: (code) => translate(`fb.state.${code}`, { _: translate(`fb.readerState.${code}`, { _: code }) }),
    system: (code) => translate(`fb.code.system.${code}`, { _: code }),
    topics: (code) => topicNames([code]),
    kind: (code) => translate(`fb.bulletins.kind.${code}`, { _: code }),
    code: (code) => translate(`problem.${code}`, { _: code }),
  };
  const same: Readonly<Record<string, string>> = { languages: 'language', topic: 'topics', into: 'topics' };
  const said = (key: string, value: unknown): string => {
    if (none(value)) return '–';
    if (typeof value === 'boolean') return translate(value ? 'fb.audited.yes' : 'fb.audited.no');
    if (typeof value === 'number') return time.test(key) ? moment(value, locale) : figure(value, locale);
    if (Array.isArray(value)) return value.map((one) => said(key, one)).join(', ') || '–';
    if (isFields(value)) return Object.values(flat(value)).map(String).join(', ');
    return codes[same[key] ?? key]?.(String(value)) ?? String(value);
  };
  return {
    said,
    field: (key: string) => translate(`fb.audited.field.${key}`, { _: translate(`fb.language.${key}`, { _: key }) }),
  };
};

export const AuditChange = ({ line }: { line: AuditLine }) => {
  const { said, field } = useWords();
  const [was, is] = [flat(line.before), flat(line.after)];
  const lines = [...new Set([...Object.keys(was), ...Object.keys(is)])]
    .filter((key) => !forPrograms.has(key) && JSON.stringify(was[key]) !== JSON.stringify(is[key]))
    .map((key) => {
      // A line of one side only carries no arrow: there was nothing before, or the log kept nothing of it.
      const before = none(line.before) ? '' : `${said(key, was[key])} → `;
      return `${field(key)}: ${before}${said(key, is[key])}`;
    });
  return (
    <>
      {line.reason && <Typography variant="body2">{line.reason}</Typography>}
      {lines.map((text) => (
        <Typography key={text} variant="body2" color="text.secondary" sx={{ overflowWrap: 'anywhere' }}>
          {text}
        </Typography>
      ))}
    </>
  );
};
