/** One key: a new one in its place while both are taken, whom a team key may write to, and its end. */
import Box from '@mui/material/Box';
import TextField from '@mui/material/TextField';
import { useState } from 'react';
import { useLocale, useTranslate } from 'react-admin';
import type { Key } from '../../../server/contract/console/keys.ts';
import { AskButton } from '../../parts/AskButton.tsx';
import { moment } from '../../parts/moment.ts';
import type { Asking } from '../../parts/ReasonDialog.tsx';
import { useAsked } from '../../parts/useAsked.ts';
import { call } from '../../providers/http.ts';

const HOURS = 24;

const Guests = ({ own, again }: { own: Key; again: () => void }) => {
  const translate = useTranslate();
  const asked = useAsked(`/keys/${own.id}/guests`);
  const [typed, setTyped] = useState<string | null>(null);
  const text = typed ?? asked.data?.guests.join('\n') ?? '';
  const guests: Asking = {
    title: translate('fb.keyAct.guests'),
    text: translate('fb.keyAct.guestsAsk'),
    go: translate('fb.keyAct.guests'),
    fields: (wrong) => (
      <TextField
        multiline
        minRows={3}
        label={translate('fb.keyAct.guestList')}
        value={text}
        onChange={(e) => setTyped(e.target.value)}
        error={Object.keys(wrong).length > 0}
        helperText={Object.values(wrong).join(' ')}
      />
    ),
    run: async () => {
      const list = text.split(/[\s,、]+/).filter(Boolean);
      await call('POST', `/keys/${own.id}/guests`, { guests: list });
      setTyped(null);
      asked.again();
      again();
    },
  };
  return <AskButton variant="outlined" asking={guests} />;
};

type Given = { own: Key; again: () => void; onMade: (secret: string) => void };

export const KeyActs = ({ own, again, onMade }: Given) => {
  const translate = useTranslate();
  const locale = useLocale();
  const [hours, setHours] = useState(String(HOURS));
  const used = own.last_used_at === null ? '–' : moment(Date.parse(own.last_used_at), locale);
  const rotate: Asking = {
    title: translate('fb.keyAct.rotate'),
    text: translate('fb.keyAct.rotateAsk', { name: own.name }),
    go: translate('fb.keyAct.rotate'),
    fields: (wrong) => (
      <TextField
        type="number"
        label={translate('fb.keyAct.hours')}
        value={hours}
        onChange={(e) => setHours(e.target.value)}
        error={wrong.hours !== undefined}
        helperText={wrong.hours}
        slotProps={{ htmlInput: { min: 0, max: 720 } }}
      />
    ),
    run: async () => {
      const made = await call('POST', `/keys/${own.id}/rotate`, { hours: Number(hours) });
      onMade(made.key);
      again();
    },
  };
  const revoke: Asking = {
    title: translate('fb.key.revoke'),
    text: translate('fb.key.revokeAsk', { name: own.name, at: used }),
    go: translate('fb.key.revoke'),
    danger: true,
    run: async () => {
      await call('POST', `/keys/${own.id}/revoke`);
      again();
    },
  };
  return (
    <Box sx={{ display: 'flex', gap: 1, flexWrap: 'wrap' }}>
      {own.expires_at === null && <AskButton variant="outlined" asking={rotate} />}
      {own.type === 'team' && <Guests own={own} again={again} />}
      <AskButton variant="outlined" color="error" asking={revoke} />
    </Box>
  );
};
