/** Keys of the application systems: made, shown once, revoked. */
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Chip from '@mui/material/Chip';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useLocale, usePermissions, useRefresh, useTranslate } from 'react-admin';
import { type KeyType, keyTypes } from '../../../server/contract/codes.ts';
import type { Right } from '../../../server/contract/rights.ts';
import { Listed } from '../../parts/Listed.tsx';
import { moment } from '../../parts/moment.ts';
import { Page, Part } from '../../parts/Page.tsx';
import { ShownOnce } from '../../parts/ShownOnce.tsx';
import { useAct } from '../../parts/useAct.ts';
import { useCodeWords } from '../../parts/useCodeWords.ts';
import { call } from '../../providers/http.ts';
import { KeyActs } from './KeyActs.tsx';

const systems = ['ras2', 'ras1', 'ens'] as const;
const at = (text: string | null, locale: string) => (text === null ? '–' : moment(Date.parse(text), locale));

const NewKey = ({ onMade }: { onMade: (key: string) => void }) => {
  const translate = useTranslate();
  const words = useCodeWords();
  const [name, setName] = useState('');
  const [type, setType] = useState<KeyType>('test');
  const [system, setSystem] = useState<(typeof systems)[number]>('ras2');
  const { run, wrong, busy } = useAct();
  const submit = async () => {
    const made = await run(() => call('POST', '/keys', { name, type, system }));
    if (!made) return;
    setName('');
    onMade(made.key);
  };
  return (
    <Part title={translate('fb.key.create')}>
      {wrong.all && (
        <Alert severity="error" role="alert" sx={{ mb: 2 }}>
          {wrong.all} {Object.values(wrong.fields).join(' ')}
        </Alert>
      )}
      <Box sx={{ display: 'flex', gap: 1.5, flexWrap: 'wrap' }}>
        <TextField label={translate('fb.key.name')} value={name} onChange={(e) => setName(e.target.value)} />
        <TextField
          select
          label={translate('fb.key.type')}
          value={type}
          onChange={(e) => setType(e.target.value as KeyType)}
          sx={{ minWidth: 180 }}
        >
          {keyTypes.map((one) => (
            <MenuItem key={one} value={one}>
              {translate(`fb.key.types.${one}`)}
            </MenuItem>
          ))}
        </TextField>
        <TextField
          select
          label={translate('fb.case.system')}
          value={system}
          onChange={(e) => setSystem(e.target.value as (typeof systems)[number])}
          sx={{ minWidth: 140 }}
        >
          {systems.map((one) => (
            <MenuItem key={one} value={one}>
              {words.system(one)}
            </MenuItem>
          ))}
        </TextField>
        <Button variant="contained" onClick={() => void submit()} disabled={busy || name.trim() === ''}>
          {translate('fb.key.create')}
        </Button>
      </Box>
    </Part>
  );
};

const KeyList = () => {
  const translate = useTranslate();
  const words = useCodeWords();
  const locale = useLocale();
  const { permissions = [] } = usePermissions<Right[]>();
  const may = permissions.includes('key.write');
  const refresh = useRefresh();
  const [secret, setSecret] = useState<string | null>(null);
  const made = (key: string) => {
    setSecret(key);
    refresh();
  };
  return (
    <Page title={translate('resources.keys.name', { smart_count: 2 })}>
      {secret && <ShownOnce text={secret} onClose={() => setSecret(null)} />}
      {may && <NewKey onMade={made} />}
      <Listed
        path="/keys"
        perPage={100}
        label={translate('resources.keys.name', { smart_count: 2 })}
        empty={{ title: translate('fb.key.emptyTitle'), text: translate('fb.key.emptyText') }}
        columns={[
          {
            name: 'name',
            sort: true,
            label: translate('fb.key.name'),
            show: (k) => (
              <>
                {k.name}
                <Typography variant="body2" color="text.secondary" sx={{ overflowWrap: 'anywhere' }}>
                  {k.prefix}-…
                </Typography>
              </>
            ),
          },
          { name: 'system', label: translate('fb.case.system'), show: (k) => words.system(k.system), sort: true },
          { name: 'type', label: translate('fb.key.type'), show: (k) => translate(`fb.key.types.${k.type}`) },
          {
            name: 'made',
            label: translate('fb.keyAct.made'),
            show: (k) => (
              <>
                {at(k.created_at, locale)}
                <Typography variant="body2" color="text.secondary">
                  {translate(`fb.audited.actor.${k.by}`, { _: k.by })}
                </Typography>
              </>
            ),
          },
          {
            name: 'guests',
            label: translate('fb.keyAct.guestList'),
            show: (k) => k.guests.join(' · ') || '–',
          },
          {
            name: 'until',
            label: translate('fb.keyAct.until'),
            show: (k) => (k.revoked_at ? '–' : at(k.expires_at, locale)),
          },
          {
            name: 'last_used_at',
            sort: true,
            label: translate('fb.key.lastUsed'),
            show: (k) => at(k.last_used_at, locale),
          },
          {
            name: 'act',
            label: translate('fb.common.actions'),
            show: (k) =>
              k.revoked_at ? (
                <Chip size="small" variant="outlined" label={translate('fb.key.revoked')} />
              ) : may ? (
                <KeyActs own={k} again={refresh} onMade={made} />
              ) : (
                '–'
              ),
          },
        ]}
      />
    </Page>
  );
};
export default KeyList;
