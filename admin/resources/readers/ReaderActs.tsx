/** What staff do for one reader who asks for it: each act with a reason; an address only after its mailbox has confirmed. */
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useGetList, useLocale, useNotify, usePermissions, useTranslate } from 'react-admin';
import { useNavigate } from 'react-router-dom';
import { type Language, languages } from '../../../server/contract/codes.ts';
import type { ReaderShown } from '../../../server/contract/console/readers.ts';
import type { Topic } from '../../../server/contract/console/topics.ts';
import type { Right } from '../../../server/contract/rights.ts';
import { moment } from '../../parts/moment.ts';
import { type Asking, ReasonDialog } from '../../parts/ReasonDialog.tsx';
import { saveFile } from '../../parts/saveFile.ts';
import { call } from '../../providers/http.ts';

type Choices = { language: Language; topics: readonly string[] };

const ChoiceFields = (p: { value: Choices; set: (value: Choices) => void; wrong: Record<string, string> }) => {
  const translate = useTranslate();
  const locale = useLocale() === 'en' ? 'en' : 'ja';
  const { data: topics = [] } = useGetList<Topic>('topics', { pagination: { page: 1, perPage: 500 } });
  const { value, set } = p;
  const flip = (code: string, on: boolean) =>
    set({ ...value, topics: on ? [...value.topics, code] : value.topics.filter((one) => one !== code) });
  return (
    <>
      <TextField
        select
        label={translate('fb.reader.language')}
        value={value.language}
        onChange={(e) => set({ ...value, language: e.target.value as Language })}
      >
        {languages.map((language) => (
          <MenuItem key={language} value={language}>
            {translate(`fb.language.${language}`)}
          </MenuItem>
        ))}
      </TextField>
      <Box component="fieldset" sx={{ border: 1, borderColor: 'divider', borderRadius: 2, m: 0, display: 'grid' }}>
        <Typography component="legend" variant="body2">
          {translate('fb.reader.topics')}
        </Typography>
        {topics.map((topic) => (
          <FormControlLabel
            key={topic.code}
            label={topic.names[locale] ?? topic.code}
            control={
              <Checkbox checked={value.topics.includes(topic.code)} onChange={(_e, on) => flip(topic.code, on)} />
            }
          />
        ))}
        {(p.wrong.topics ?? p.wrong.stay) && (
          <Typography color="error" role="alert">
            {p.wrong.topics ?? p.wrong.stay}
          </Typography>
        )}
      </Box>
    </>
  );
};

/** Today in Japan, as a date field takes it. */
const today = (): string => new Date(Date.now() + 9 * 3_600_000).toISOString().slice(0, 10);

export const ReaderActs = ({ reader, again }: { reader: ReaderShown; again: () => void }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const notify = useNotify();
  const navigate = useNavigate();
  const { permissions = [] } = usePermissions<Right[]>();
  const [open, setOpen] = useState<string | null>(null);
  const [choices, setChoices] = useState<Choices>({
    language: reader.language,
    topics: reader.topics.map((topic) => topic.code),
  });
  const [email, setEmail] = useState('');
  const [asks, setAsks] = useState<'access' | 'erasure'>('access');
  const [received, setReceived] = useState(today());
  const _path = `/readers/${reader.id}`;
  const { email: address } = reader;
  const n = reader.letters.length + reader.bulletins.length;

  const act = (verb: string, run: (reason: string) => Promise<unknown>, more: Partial<Asking> = {}): Asking => ({
    title: translate(`fb.readerAct.${verb}`),
    text: translate(`fb.readerAct.${verb}Ask`, { email: address, n }),
    go: translate(`fb.readerAct.${verb}`),
    reason: true,
    ...more,
    run: async (reason) => {
      await run(reason);
      if (verb !== 'request') notify(`fb.readerAct.${verb}Done`, { type: 'success', messageArgs: { email } });
      if (verb === 'erase') navigate('/readers');
      else again();
    },
  });
  const posts = (verb: 'suspend' | 'lift' | 'erase') => (reason: string) =>
    call('POST', `/readers/${reader.id}/${verb}`, { reason });
  const danger = { danger: true as const };
  const acts: Record<string, Asking> = {
    suspend: act('suspend', posts('suspend'), danger),
    lift: act('lift', posts('lift')),
    unsubscribe: act('unsubscribe', (reason) => call('POST', `/readers/${reader.id}/unsubscribe`, { reason }), danger),
    links: act('links', (reason) => call('POST', `/readers/${reader.id}/links`, { reason })),
    choices: act('choices', (reason) => call('POST', `/readers/${reader.id}/choices`, { ...choices, reason }), {
      fields: (wrong) => <ChoiceFields value={choices} set={setChoices} wrong={wrong} />,
    }),
    address: act(
      'address',
      (reason) => call('POST', `/readers/${reader.id}/address`, { email: email.trim(), reason }),
      {
        fields: (wrong) => (
          <TextField
            type="email"
            label={translate('fb.readerAct.newAddress')}
            value={email}
            onChange={(e) => setEmail(e.target.value)}
            error={wrong.email !== undefined}
            helperText={wrong.email}
            autoFocus
          />
        ),
      },
    ),
    request: act(
      'request',
      async (reason) => {
        const made = await call('POST', `/readers/${reader.id}/request`, { asks, received, reason });
        notify('fb.readerAct.requestDone', { type: 'success', messageArgs: { at: moment(made.dueAt, locale) } });
      },
      {
        fields: (wrong) => (
          <>
            <TextField
              select
              label={translate('fb.readerAct.asks')}
              value={asks}
              onChange={(e) => setAsks(e.target.value as 'access')}
            >
              <MenuItem value="access">{translate('fb.readerAct.asksAccess')}</MenuItem>
              <MenuItem value="erasure">{translate('fb.readerAct.asksErasure')}</MenuItem>
            </TextField>
            <TextField
              type="date"
              label={translate('fb.readerAct.received')}
              value={received}
              onChange={(e) => setReceived(e.target.value)}
              error={wrong.received !== undefined}
              helperText={wrong.received}
              slotProps={{ inputLabel: { shrink: true } }}
            />
          </>
        ),
      },
    ),
    export: act('export', async (reason) => {
      const { data } = await call('POST', `/readers/${reader.id}/export`, { reason });
      saveFile(`reader-${reader.id}.json`, 'application/json', JSON.stringify(data, null, 2));
    }),
    erase: act('erase', posts('erase'), danger),
  };
  const registered = reader.state === 'active' || reader.state === 'suspended';
  const offered: readonly (readonly [string, boolean])[] = [
    ['lift', reader.state === 'suspended' && permissions.includes('reader.lift')],
    ['links', reader.state === 'active' && permissions.includes('reader.change')],
    ['choices', registered && permissions.includes('reader.change')],
    ['address', registered && permissions.includes('reader.change')],
    ['suspend', reader.state === 'active' && permissions.includes('reader.suspend')],
    ['unsubscribe', registered && permissions.includes('reader.change')],
    ['request', true],
    ['export', permissions.includes('reader.export')],
    ['erase', permissions.includes('reader.erase')],
  ];
  return (
    <Box sx={{ display: 'flex', gap: 1.5, flexWrap: 'wrap' }}>
      {offered
        .filter(([, shown]) => shown)
        .map(([verb]) => (
          <Button
            key={verb}
            variant={verb === 'lift' ? 'contained' : 'outlined'}
            color={acts[verb]?.danger ? 'error' : 'primary'}
            onClick={() => setOpen(verb)}
          >
            {translate(`fb.readerAct.${verb}`)}
          </Button>
        ))}
      <ReasonDialog asking={open === null ? null : acts[open]!} onClose={() => setOpen(null)} />
    </Box>
  );
};
