/** Where outcomes are told: targets, their log, telling again. */
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import { useState } from 'react';
import { useLocale, useNotify, usePermissions, useRefresh, useTranslate } from 'react-admin';
import type { Callback } from '../../../server/contract/console/callbacks.ts';
import type { Right } from '../../../server/contract/rights.ts';
import { Figure } from '../../parts/Figure.tsx';
import { useKept } from '../../parts/kept.ts';
import { Listed } from '../../parts/Listed.tsx';
import { figure, moment } from '../../parts/moment.ts';
import { Page, Part } from '../../parts/Page.tsx';
import { type Asking, ReasonDialog } from '../../parts/ReasonDialog.tsx';
import { Rows } from '../../parts/Rows.tsx';
import { ShownOnce } from '../../parts/ShownOnce.tsx';
import { Told } from '../../parts/Told.tsx';
import { useAct } from '../../parts/useAct.ts';
import { useAsked } from '../../parts/useAsked.ts';
import { useCodeWords } from '../../parts/useCodeWords.ts';
import { call } from '../../providers/http.ts';
import { fromField, toField } from '../bulletins/times.ts';
import { Payload } from './Payload.tsx';

const systems = ['ras2', 'ras1', 'ens'] as const;

const Log = ({ target, may }: { target: Callback; may: boolean }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const notify = useNotify();
  const refresh = useRefresh();
  const { run, wrong } = useAct();
  const [since, setSince] = useState<number | null>(null);
  const [opened, setOpened] = useState<string | null>(null);
  const replay = (which: { delivery?: string; since?: number } = {}) =>
    run(async () => {
      const { count } = await call('POST', `/callbacks/${target.id}/replay`, which);
      notify('fb.callback.replayed', { type: 'success', messageArgs: { smart_count: count } });
      refresh();
    });
  return (
    <Part
      title={translate('fb.callback.log', { url: target.url })}
      actions={
        may && (
          <Box sx={{ display: 'flex', gap: 1, flexWrap: 'wrap', alignItems: 'center' }}>
            <TextField
              type="datetime-local"
              label={translate('fb.callback.replaySince')}
              value={toField(since)}
              onChange={(e) => setSince(fromField(e.target.value))}
              slotProps={{ inputLabel: { shrink: true } }}
            />
            <Button
              variant="outlined"
              disabled={since === null}
              onClick={() => void replay(since === null ? {} : { since })}
            >
              {translate('fb.callback.replaySinceGo')}
            </Button>
            <Button variant="outlined" onClick={() => void replay()}>
              {translate('fb.callback.replayAll')}
            </Button>
          </Box>
        )
      }
    >
      {wrong.all && <Alert severity="error">{wrong.all}</Alert>}
      <Listed
        path={`/callbacks/${target.id}/deliveries`}
        label={translate('fb.callback.log', { url: target.url })}
        empty={{ title: translate('fb.callback.noLog'), text: translate('fb.callback.noLogText') }}
        columns={[
          { name: 'at', label: translate('fb.common.at'), show: (d) => moment(Date.parse(d.created_at), locale) },
          {
            name: 'state',
            label: translate('fb.letter.state'),
            show: (d) => translate(`fb.callback.states.${d.state}`, { _: d.state }),
          },
          { name: 'tries', label: translate('fb.letter.tries'), show: (d) => d.attempts, right: true },
          { name: 'last', label: translate('fb.letter.reply'), show: (d) => d.last_error ?? d.last_status ?? '–' },
          {
            name: 'act',
            label: translate('fb.common.actions'),
            show: (d) =>
              may ? (
                <Box sx={{ display: 'flex', gap: 1, flexWrap: 'wrap' }}>
                  <Button variant="outlined" onClick={() => setOpened(d.id)}>
                    {translate('fb.callbackPayload.open')}
                  </Button>
                  <Button variant="outlined" onClick={() => void replay({ delivery: d.id })}>
                    {translate('fb.callback.replay')}
                  </Button>
                </Box>
              ) : (
                '–'
              ),
          },
        ]}
      />
      {opened && <Payload key={opened} delivery={opened} />}
    </Part>
  );
};

const NewTarget = ({ onMade }: { onMade: (secret: string) => void }) => {
  const translate = useTranslate();
  const words = useCodeWords();
  const [system, setSystem] = useState<(typeof systems)[number]>('ras2');
  const [url, setUrl] = useState('');
  const { run, wrong, busy } = useAct();
  const submit = async () => {
    const made = await run(() => call('POST', '/callbacks', { system, url }));
    if (!made) return;
    setUrl('');
    onMade(made.secret);
  };
  return (
    <Part title={translate('fb.callback.add')}>
      {wrong.all && (
        <Alert severity="error" role="alert" sx={{ mb: 2 }}>
          {wrong.all}
        </Alert>
      )}
      <Box sx={{ display: 'flex', gap: 1.5, flexWrap: 'wrap' }}>
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
        <TextField
          label={translate('fb.callback.url')}
          value={url}
          onChange={(e) => setUrl(e.target.value)}
          sx={{ flexGrow: 1, minWidth: 220 }}
        />
        <Button variant="contained" onClick={() => void submit()} disabled={busy || url === ''}>
          {translate('fb.callback.add')}
        </Button>
      </Box>
    </Part>
  );
};

const CallbackList = () => {
  const translate = useTranslate();
  const locale = useLocale();
  const words = useCodeWords();
  const { permissions = [] } = usePermissions<Right[]>();
  const may = permissions.includes('callback.write');
  const asked = useAsked('/callbacks');
  const [target, setTarget] = useKept('target');
  const shown = asked.data?.data.find(({ id }) => id === target);
  const [secret, setSecret] = useState<string | null>(null);
  const [asking, setAsking] = useState<Asking | null>(null);
  const remove = (target: Callback): Asking => ({
    title: translate('fb.callback.remove'),
    text: translate('fb.callback.removeAsk', { url: target.url, waiting: figure(target.waiting, locale) }),
    go: translate('fb.callback.remove'),
    danger: true,
    run: async () => {
      await call('POST', `/callbacks/${target.id}/remove`);
      asked.again();
    },
  });
  const rotate = (target: Callback): Asking => ({
    title: translate('fb.callback.rotate'),
    text: translate('fb.callback.rotateAsk', { url: target.url }),
    go: translate('fb.callback.rotate'),
    run: async () => {
      const made = await call('POST', `/callbacks/${target.id}/rotate`);
      setSecret(made.secret);
      asked.again();
    },
  });
  return (
    <Page title={translate('resources.callbacks.name', { smart_count: 2 })} intro={translate('fb.callback.intro')}>
      {secret && <ShownOnce text={secret} onClose={() => setSecret(null)} />}
      <Told asked={asked}>
        <Rows
          label={translate('resources.callbacks.name', { smart_count: 2 })}
          rows={asked.data?.data ?? []}
          keyOf={(c) => c.id}
          empty={{ title: translate('fb.callback.emptyTitle'), text: translate('fb.callback.intro') }}
          columns={[
            { name: 'url', label: translate('fb.callback.url'), show: (c) => c.url },
            { name: 'system', label: translate('fb.case.system'), show: (c) => words.system(c.system) },
            {
              name: 'waiting',
              label: translate('fb.callback.waiting'),
              show: (c) => (
                <Figure
                  n={c.waiting}
                  to={`/callbacks?target=${c.id}`}
                  right="callback.see"
                  what={translate('fb.callback.waiting')}
                />
              ),
              right: true,
            },
            {
              name: 'state',
              label: translate('fb.letter.state'),
              show: (c) => translate(`fb.callback.states.${c.state}`, { _: c.state }),
            },
            {
              name: 'act',
              label: translate('fb.common.actions'),
              show: (c) => (
                <Box sx={{ display: 'flex', gap: 1, flexWrap: 'wrap' }}>
                  <Button variant="outlined" onClick={() => setTarget(c.id)}>
                    {translate('fb.callback.show')}
                  </Button>
                  {may && c.state !== 'removed' && (
                    <Button variant="outlined" onClick={() => setAsking(rotate(c))}>
                      {translate('fb.callback.rotate')}
                    </Button>
                  )}
                  {may && c.state !== 'removed' && (
                    <Button variant="outlined" color="error" onClick={() => setAsking(remove(c))}>
                      {translate('fb.callback.remove')}
                    </Button>
                  )}
                </Box>
              ),
            },
          ]}
        />
      </Told>
      {shown && <Log key={shown.id} target={shown} may={may && shown.state !== 'removed'} />}
      {may && (
        <NewTarget
          onMade={(made) => {
            setSecret(made);
            asked.again();
          }}
        />
      )}
      <ReasonDialog asking={asking} onClose={() => setAsking(null)} />
    </Page>
  );
};
export default CallbackList;
