/** The audit log: who, what, before and after, why; and whether the chain is whole. */
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Link from '@mui/material/Link';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useLocale, usePermissions, useTranslate } from 'react-admin';
import type { AuditLine } from '../../../server/contract/console/audit.ts';
import type { Right } from '../../../server/contract/rights.ts';
import { type Filter, Filters, useFilters } from '../../parts/Filters.tsx';
import { Listed } from '../../parts/Listed.tsx';
import { figure, moment } from '../../parts/moment.ts';
import { Page } from '../../parts/Page.tsx';
import { saveFile } from '../../parts/saveFile.ts';
import { useAct } from '../../parts/useAct.ts';
import { useCodeWords } from '../../parts/useCodeWords.ts';
import { call } from '../../providers/http.ts';
import { AuditChange } from './AuditChange.tsx';

type Verified = { lines: number; broken: number | null; head: string; next: string | null };

const hasMore = ({ reason, before, after }: AuditLine): boolean => (reason ?? before ?? after ?? null) !== null;

/** The name, or the program in words; the reference below is what the log really keeps and the filter knows. */
const Actor = ({ line }: { line: AuditLine }) => {
  const translate = useTranslate();
  return (
    <>
      {line.name ?? translate(`fb.audited.actor.${line.actor}`, { _: '' })}
      <Reference text={line.actor} />
    </>
  );
};

const Reference = ({ text }: { text: string }) => (
  <Typography variant="body2" color="text.secondary" component="div" sx={{ overflowWrap: 'anywhere' }}>
    {text}
  </Typography>
);

/** The act in words; the code below is what the filter and the export know. */
const Act = ({ line }: { line: AuditLine }) => {
  const words = useCodeWords();
  return (
    <Box sx={{ minWidth: { md: 150 } }}>
      {words.act(line.action)}
      <Reference text={line.action} />
    </Box>
  );
};

/** Where the things of the log have a page; who may read the log may not open all of them. */
const pages: Readonly<Record<string, { right: Right; path: (id: string) => string }>> = {
  bulletin: { right: 'bulletin.see', path: (id) => `/bulletins/${id}/show` },
  letter: { right: 'letter.find', path: (id) => `/letters/${id}` },
  case: { right: 'case.see', path: (id) => `/cases/${id}` },
  reader: { right: 'reader.find', path: (id) => `/readers/${id}` },
  operator: { right: 'person.see', path: (id) => `/people/${id}` },
};

/** The thing in words; with a door where it has one. */
const What = ({ line }: { line: AuditLine }) => {
  const translate = useTranslate();
  const { permissions = [] } = usePermissions<Right[]>();
  const [kind = '', id = ''] = line.object.split(':');
  const page = pages[kind];
  const word = translate(`fb.audited.kind.${kind}`, { _: kind });
  const open = page && id !== '' && id !== 'none' && permissions.includes(page.right);
  return (
    <>
      {open ? <Link href={`#${page.path(id)}`}>{word}</Link> : word}
      {id !== '' && id !== 'none' && <Reference text={id} />}
    </>
  );
};

type Piece = { text: string; lines: number; next: number | null };

/** Fetches the export piece by piece, with the number of lines so far, and saves it as one file. */
const Exports = ({ filter }: { filter: Record<string, string> }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const [lines, setLines] = useState<number | null>(null);
  const { run, busy, wrong } = useAct();
  const save = (format: 'csv' | 'json') =>
    run(async () => {
      const texts: string[] = [];
      let done = 0;
      let after: number | null = null;
      do {
        const piece: Piece = await call('POST', '/audit/export', {
          ...filter,
          format,
          ...(after === null ? {} : { after }),
        });
        texts.push(piece.text);
        done += piece.lines;
        setLines(done);
        after = piece.next;
      } while (after !== null);
      const name = `audit-${new Date().toISOString().slice(0, 10)}`;
      if (format === 'csv') saveFile(`${name}.csv`, 'text/csv', texts.join(''));
      else saveFile(`${name}.jsonl`, 'application/jsonl', texts.join(''));
    });
  return (
    <Box sx={{ display: 'flex', gap: 1.5, flexWrap: 'wrap', alignItems: 'center' }}>
      {(['csv', 'json'] as const).map((format) => (
        <Button key={format} variant="outlined" onClick={() => void save(format)} disabled={busy}>
          {translate(`fb.audit.exports.${format}`)}
        </Button>
      ))}
      <Typography variant="body2" role="status">
        {lines !== null && translate('fb.audit.exported', { lines: figure(lines, locale) })}
      </Typography>
      {wrong.all && (
        <Alert severity="error" role="alert">
          {wrong.all}
        </Alert>
      )}
    </Box>
  );
};

const Verdict = ({ lines, broken, head, next }: Verified) => {
  const translate = useTranslate();
  const n = figure(lines, useLocale());
  if (broken !== null)
    return (
      <Alert severity="error" role="status">
        {translate('fb.audit.broken', { line: broken })}
      </Alert>
    );
  return (
    <Alert severity={next === null ? 'success' : 'info'} role="status">
      {translate(next === null ? 'fb.audit.whole' : 'fb.audit.verifying', { lines: n, head: head.slice(0, 16) })}
    </Alert>
  );
};

const AuditList = () => {
  const translate = useTranslate();
  const locale = useLocale();
  const filters: Filter[] = [
    ...(['action', 'actor', 'object'] as const).map((name) => ({ name, label: translate(`fb.audit.${name}`) })),
    ...(['from', 'to'] as const).map((name) => ({ name, label: translate(`fb.audit.${name}`), type: 'date' as const })),
  ];
  const filter = useFilters(filters);
  const { permissions = [] } = usePermissions<Right[]>();
  const [verified, setVerified] = useState<Verified | null>(null);
  const { run, busy, wrong } = useAct();
  /** Piece by piece, so that the number of lines is seen growing. */
  const verify = () =>
    run(async () => {
      let cursor: string | null = null;
      do {
        const piece: Verified = await call('GET', '/audit/verify', cursor === null ? {} : { cursor });
        setVerified(piece);
        cursor = piece.next;
      } while (cursor !== null);
    });
  return (
    <Page
      title={translate('resources.audit.name', { smart_count: 2 })}
      actions={
        <Button variant="outlined" onClick={() => void verify()} disabled={busy}>
          {translate('fb.audit.verify')}
        </Button>
      }
    >
      {wrong.all && <Alert severity="error">{wrong.all}</Alert>}
      {verified && <Verdict {...verified} />}
      <Filters filters={filters} />
      {permissions.includes('audit.export') && <Exports filter={filter} />}
      <Listed
        path="/audit"
        filter={filter}
        label={translate('resources.audit.name', { smart_count: 2 })}
        fold={5}
        empty={{ title: translate('fb.audit.none'), text: translate('fb.audit.noneText') }}
        columns={[
          { name: 'id', label: '#', show: (l) => l.id },
          { name: 'at', label: translate('fb.common.at'), show: (l) => moment(l.at, locale), whole: true },
          {
            name: 'action',
            label: translate('fb.audit.action'),
            show: (l) => <Act line={l} />,
          },
          { name: 'actor', label: translate('fb.audit.actor'), show: (l) => <Actor line={l} /> },
          { name: 'object', label: translate('fb.audit.object'), show: (l) => <What line={l} /> },
          {
            name: 'change',
            label: translate('fb.audit.change'),
            show: (l) => (hasMore(l) ? <AuditChange line={l} /> : null),
          },
        ]}
      />
    </Page>
  );
};
export default AuditList;
