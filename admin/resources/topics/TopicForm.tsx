/** The words of a topic or of a group in three languages; plain Japanese can get its readings by a button. */

import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import { type FormEvent, useState } from 'react';
import { useLocale, useTranslate } from 'react-admin';
import { inEvery, languages } from '../../../server/contract/codes.ts';
import type { Topic, TopicGroup } from '../../../server/contract/console/topics.ts';
import { languageOf } from '../../../server/languages/languages.ts';
import { useAct } from '../../parts/useAct.ts';
import { call } from '../../providers/http.ts';

export type Wording =
  | { kind: 'new' | 'newGroup' }
  | { kind: 'topic'; topic: Topic }
  | { kind: 'group'; group: TopicGroup };
type InThree = Topic['names'];
const empty = (): InThree => inEvery(() => '');

const Fields = (p: {
  field: 'names' | 'descriptions';
  value: InThree;
  onChange: (next: InThree) => void;
  wrong: Record<string, string>;
}) => {
  const translate = useTranslate();
  return (
    <Box component="fieldset" sx={{ border: 0, p: 0, m: 0, display: 'grid', gap: 2 }}>
      {languages.map((l) => (
        <TextField
          key={l}
          label={`${translate(`fb.bulletins.topic.${p.field}`)} (${translate(`fb.language.${l}`)})`}
          value={p.value[l]}
          onChange={(e) => p.onChange({ ...p.value, [l]: e.target.value })}
          error={p.wrong[`${p.field}.${l}`] !== undefined}
          helperText={
            p.wrong[`${p.field}.${l}`] ?? (languageOf(l).readings ? translate('fb.bulletins.topic.pljaHelp') : ' ')
          }
          slotProps={{ htmlInput: { lang: languageOf(l).tag } }}
          multiline={p.field === 'descriptions'}
          fullWidth
          required
        />
      ))}
    </Box>
  );
};

export const TopicForm = (p: { wording: Wording; groups: readonly TopicGroup[]; onClose: (done: boolean) => void }) => {
  const translate = useTranslate();
  const locale = useLocale() === 'en' ? 'en' : 'ja';
  const { wording } = p;
  const given =
    wording.kind === 'topic' ? wording.topic : wording.kind === 'group' ? { names: wording.group.names } : null;
  const topic = wording.kind === 'topic' ? wording.topic : null;
  const [code, setCode] = useState('');
  const [group, setGroup] = useState(topic?.group ?? p.groups[0]?.code ?? '');
  const [names, setNames] = useState<InThree>(given?.names ?? empty());
  const [descriptions, setDescriptions] = useState<InThree>(topic?.descriptions ?? empty());
  const { run, wrong, busy } = useAct();
  const ofGroup = wording.kind === 'newGroup' || wording.kind === 'group';
  const fresh = wording.kind === 'new' || wording.kind === 'newGroup';
  const save = async (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    const done = await run(async () => {
      if (wording.kind === 'new') await call('POST', '/topics', { code, group, names, descriptions });
      if (wording.kind === 'topic') await call('PUT', `/topics/${wording.topic.id}`, { group, names, descriptions });
      if (wording.kind === 'newGroup') await call('POST', '/topics/groups', { code, names });
      if (wording.kind === 'group') await call('PUT', `/topics/groups/${wording.group.id}`, { names });
      return true;
    });
    if (done) p.onClose(true);
  };
  const read = async () => {
    const ask = (text: string) => call('POST', '/plja/readings', { text });
    const [name, description] = await Promise.all([
      ask(names.plja || names.ja),
      ask(descriptions.plja || descriptions.ja),
    ]);
    setNames({ ...names, plja: name.text });
    setDescriptions({ ...descriptions, plja: description.text });
  };
  return (
    <Dialog open onClose={() => p.onClose(false)} fullWidth maxWidth="sm" aria-labelledby="topic-form">
      <form onSubmit={save} noValidate>
        <DialogTitle id="topic-form">{translate(`fb.bulletins.topic.form.${wording.kind}`)}</DialogTitle>
        <DialogContent sx={{ display: 'grid', gap: 2.5, '&&': { pt: 1 } }}>
          {wrong.all && (
            <Alert severity="error" role="alert">
              {wrong.all}
            </Alert>
          )}
          {fresh && (
            <TextField
              label={translate('fb.bulletins.topic.code')}
              value={code}
              onChange={(e) => setCode(e.target.value)}
              error={wrong.fields.code !== undefined}
              helperText={wrong.fields.code ?? translate('fb.bulletins.topic.codeHelp')}
              required
              autoFocus
            />
          )}
          {!ofGroup && (
            <TextField
              select
              label={translate('fb.topic.group')}
              value={group}
              onChange={(e) => setGroup(e.target.value)}
              error={wrong.fields.group !== undefined}
              helperText={wrong.fields.group}
            >
              {p.groups.map((g) => (
                <MenuItem key={g.code} value={g.code}>
                  {g.names[locale]}
                </MenuItem>
              ))}
            </TextField>
          )}
          <Fields field="names" value={names} onChange={setNames} wrong={wrong.fields} />
          {!ofGroup && (
            <Fields field="descriptions" value={descriptions} onChange={setDescriptions} wrong={wrong.fields} />
          )}
          <Button variant="outlined" onClick={() => void run(read)} sx={{ justifySelf: 'start' }}>
            {translate('fb.plja.readings')}
          </Button>
          {!fresh && <Alert severity="info">{translate('fb.bulletins.topic.rewordNote')}</Alert>}
        </DialogContent>
        <DialogActions sx={{ p: 3, pt: 0 }}>
          <Button onClick={() => p.onClose(false)}>{translate('fb.common.unsaved')}</Button>
          <Button type="submit" variant="contained" disabled={busy}>
            {translate('fb.bulletins.topic.save')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
};
