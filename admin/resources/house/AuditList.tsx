/** The audit log: who, what, before and after, why; and whether the chain is whole. */
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useLocale, useTranslate } from 'react-admin';
import { useSearchParams } from 'react-router-dom';
import type { AuditLine } from '../../../server/contract/console/operations.ts';
import { moment } from '../../parts/moment.ts';
import { Page } from '../../parts/Page.tsx';
import { Rows } from '../../parts/Rows.tsx';
import { More, Told } from '../../parts/Told.tsx';
import { useAct } from '../../parts/useAct.ts';
import { usePages } from '../../parts/usePages.ts';
import { call } from '../../providers/http.ts';

type Verified = { lines: number; broken: number | null; head: string };

const Change = ({ line }: { line: AuditLine }) => {
  const translate = useTranslate();
  const text = (value: unknown) => (value === null || value === undefined ? null : JSON.stringify(value));
  const rows = [
    ['before', text(line.before)],
    ['after', text(line.after)],
  ] as const;
  return (
    <>
      {line.reason && <Typography variant="body2">{line.reason}</Typography>}
      {rows.map(
        ([name, value]) =>
          value && (
            <Typography key={name} variant="body2" color="text.secondary" sx={{ overflowWrap: 'anywhere' }}>
              {translate(`fb.audit.${name}`)}: {value}
            </Typography>
          ),
      )}
    </>
  );
};

const AuditList = () => {
  const translate = useTranslate();
  const locale = useLocale();
  const [search] = useSearchParams();
  const [filter, setFilter] = useState({ object: search.get('object') ?? '', actor: '', action: '' });
  const [verified, setVerified] = useState<Verified | null>(null);
  const { run, busy } = useAct();
  const asked = usePages<AuditLine>('/audit', filter);
  const verify = () => run(async () => setVerified(await call<Verified>('GET', '/audit/verify')));
  return (
    <Page
      title={translate('resources.audit.name', { smart_count: 2 })}
      actions={
        <Button variant="outlined" onClick={() => void verify()} disabled={busy}>
          {translate('fb.audit.verify')}
        </Button>
      }
    >
      {verified && (
        <Alert severity={verified.broken === null ? 'success' : 'error'} role="status">
          {verified.broken === null
            ? translate('fb.audit.whole', { lines: verified.lines, head: verified.head.slice(0, 16) })
            : translate('fb.audit.broken', { line: verified.broken })}
        </Alert>
      )}
      <Box sx={{ display: 'flex', gap: 1.5, flexWrap: 'wrap' }}>
        {(['action', 'actor', 'object'] as const).map((name) => (
          <TextField
            key={name}
            size="small"
            label={translate(`fb.audit.${name}`)}
            value={filter[name]}
            onChange={(e) => setFilter({ ...filter, [name]: e.target.value })}
            sx={{ minWidth: 200, flexGrow: 1 }}
          />
        ))}
      </Box>
      <Told asked={asked}>
        <Rows
          label={translate('resources.audit.name', { smart_count: 2 })}
          rows={asked.rows}
          keyOf={(l) => String(l.id)}
          columns={[
            { name: 'id', label: '#', show: (l) => l.id },
            { name: 'at', label: translate('fb.common.at'), show: (l) => moment(l.at, locale) },
            { name: 'action', label: translate('fb.audit.action'), show: (l) => l.action },
            { name: 'actor', label: translate('fb.audit.actor'), show: (l) => l.actor },
            { name: 'object', label: translate('fb.audit.object'), show: (l) => l.object },
            { name: 'change', label: translate('fb.audit.change'), show: (l) => <Change line={l} /> },
          ]}
        />
        <More more={asked.more} />
      </Told>
    </Page>
  );
};
export default AuditList;
