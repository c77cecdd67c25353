/** What a line of the audit log changed: only what differs, each with what stood before and what stands now; then the reason. */
import Typography from '@mui/material/Typography';
import { useLocale, useTranslate } from 'react-admin';
import type { AuditLine } from '../../../server/contract/console/audit.ts';
import { moment } from '../../parts/moment.ts';

type Fields = Record<string, unknown>;
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const none = (value: unknown) => value === null || value === undefined;

/** Keys whose values are times. */
const time = /(^|[a-z])(At|Until|until)$/;

const said = (key: string, value: unknown, locale: string): string => {
  if (none(value) || value === '') return '–';
  if (typeof value === 'number' && time.test(key)) return moment(value, locale);
  if (Array.isArray(value)) return value.map((one) => said('', one, locale)).join(', ') || '–';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};

/** Lines of one side only carry no arrow: there was nothing before, or the log kept nothing of it. */
const linesOf = (before: unknown, after: unknown, locale: string): string[] | null => {
  if (!(isFields(before) || none(before)) || !(isFields(after) || none(after))) return null;
  const [was, is] = [(before ?? {}) as Fields, (after ?? {}) as Fields];
  return [...new Set([...Object.keys(was), ...Object.keys(is)])]
    .filter((key) => JSON.stringify(was[key]) !== JSON.stringify(is[key]))
    .map((key) => {
      const [one, other] = [said(key, was[key], locale), said(key, is[key], locale)];
      return none(before) ? `${key}: ${other}` : `${key}: ${one} → ${other}`;
    });
};

export const AuditChange = ({ line }: { line: AuditLine }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const sides = (['before', 'after'] as const).filter((side) => !none(line[side]));
  const lines =
    linesOf(line.before, line.after, locale) ??
    sides.map((side) => `${translate(`fb.audit.${side}`)}: ${JSON.stringify(line[side])}`);
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
