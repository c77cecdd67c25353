/** The agency's words: how they are read, where, and why. What is changed here holds in every text from the next check on. */
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import { type FormEvent, useState } from 'react';
import { useLocale, useNotify, usePermissions, useTranslate } from 'react-admin';
import type { PljaWord } from '../../../server/contract/console/plja.ts';
import type { Right } from '../../../server/contract/rights.ts';
import { moment } from '../../parts/moment.ts';
import { Page, Part } from '../../parts/Page.tsx';
import { type Column, Rows } from '../../parts/Rows.tsx';
import { Told } from '../../parts/Told.tsx';
import { useAct } from '../../parts/useAct.ts';
import { useAsked } from '../../parts/useAsked.ts';
import { call } from '../../providers/http.ts';

const fields = ['word', 'reading', 'context', 'note'] as const;
type Typed = Record<(typeof fields)[number], string>;
const empty: Typed = { word: '', reading: '', context: '', note: '' };

const WordForm = (p: { typed: Typed; onType: (typed: Typed) => void; onSaved: () => void }) => {
  const translate = useTranslate();
  const notify = useNotify();
  const { run, wrong, busy } = useAct();
  const { typed } = p;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const made = await run(() => call('POST', '/plja/words', typed));
    if (!made) return;
    notify('fb.plja.saved', { type: 'success', messageArgs: { word: made.word } });
    p.onSaved();
  };
  return (
    <Part title={translate('fb.plja.add')}>
      <Box component="form" onSubmit={submit} noValidate sx={{ display: 'grid', gap: 2.5, maxWidth: 760 }}>
        {wrong.all && (
          <Alert severity="error" role="alert">
            {wrong.all}
          </Alert>
        )}
        {fields.map((name) => (
          <TextField
            key={name}
            label={translate(`fb.plja.${name}`)}
            value={typed[name]}
            onChange={(e) => p.onType({ ...typed, [name]: e.target.value })}
            error={wrong.fields[name] !== undefined}
            helperText={wrong.fields[name] ?? translate(`fb.plja.${name}Help`)}
            required={name === 'word' || name === 'reading'}
            slotProps={{ htmlInput: { lang: 'ja', autoComplete: 'off', spellCheck: false } }}
          />
        ))}
        <Button
          type="submit"
          variant="contained"
          disabled={busy || typed.word.trim() === '' || typed.reading.trim() === ''}
          sx={{ justifySelf: 'start' }}
        >
          {translate('fb.plja.save')}
        </Button>
      </Box>
    </Part>
  );
};

const useColumns = (): Column<PljaWord>[] => {
  const translate = useTranslate();
  const locale = useLocale();
  return [
    { name: 'word', label: translate('fb.plja.word'), show: (w) => <span lang="ja">{w.word}</span> },
    { name: 'reading', label: translate('fb.plja.reading'), show: (w) => <span lang="ja">{w.reading}</span> },
    { name: 'context', label: translate('fb.plja.context'), show: (w) => w.context || translate('fb.plja.everywhere') },
    { name: 'note', label: translate('fb.plja.note'), show: (w) => w.note || '–' },
    {
      name: 'changed',
      label: translate('fb.plja.changed'),
      show: (w) => translate('fb.suppressions.by', { at: moment(w.changedAt, locale), actor: w.actor }),
    },
  ];
};

const PljaWords = () => {
  const translate = useTranslate();
  const notify = useNotify();
  const { permissions = [] } = usePermissions<Right[]>();
  const asked = useAsked('/plja/words');
  const { run, wrong } = useAct();
  const [typed, setTyped] = useState(empty);
  const columns = useColumns();
  const remove = async ({ id, word, reading, context, note }: PljaWord) => {
    if (!(await run(() => call('POST', `/plja/words/${id}/remove`, {})))) return;
    // What was removed stands in the form: one press puts it back.
    setTyped({ word, reading, context, note });
    notify('fb.plja.removed', { type: 'info', messageArgs: { word } });
    asked.again();
  };
  const act: Column<PljaWord> = {
    name: 'act',
    label: translate('fb.common.actions'),
    show: (w) => (
      <Box sx={{ display: 'flex', gap: 1, flexWrap: 'wrap' }}>
        <Button
          variant="outlined"
          size="small"
          onClick={() => setTyped({ word: w.word, reading: w.reading, context: w.context, note: w.note })}
        >
          {translate('fb.plja.edit')}
        </Button>
        <Button variant="outlined" size="small" onClick={() => void remove(w)}>
          {translate('fb.plja.remove')}
        </Button>
      </Box>
    ),
    whole: true,
  };
  const name = translate('resources.plja.name', { smart_count: 2 });
  const may = permissions.includes('bulletin.write');
  return (
    <Page title={name} intro={translate('fb.plja.intro')}>
      {wrong.all && (
        <Alert severity="error" role="alert">
          {wrong.all}
        </Alert>
      )}
      <Told asked={asked}>
        <Rows
          label={name}
          rows={asked.data?.data ?? []}
          keyOf={(w) => w.id}
          empty={{ title: translate('fb.plja.emptyTitle'), text: translate('fb.plja.emptyText') }}
          columns={[...columns, ...(may ? [act] : [])]}
        />
      </Told>
      {may && (
        <WordForm
          typed={typed}
          onType={setTyped}
          onSaved={() => {
            setTyped(empty);
            asked.again();
          }}
        />
      )}
    </Page>
  );
};
export default PljaWords;
