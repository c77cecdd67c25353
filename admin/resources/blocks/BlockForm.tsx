/** A block written anew or changed: its name, and its text in three languages as readers will see it. */
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Skeleton from '@mui/material/Skeleton';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { type FormEvent, lazy, Suspense, useCallback, useRef, useState } from 'react';
import { useNotify, useTranslate } from 'react-admin';
import { inEvery, type Language, languages } from '../../../server/contract/codes.ts';
import type { Block } from '../../../server/contract/console/blocks.ts';
import { languageOf } from '../../../server/languages/languages.ts';
import { LanguageTabs } from '../../parts/LanguageTabs.tsx';
import { persistently } from '../../parts/loaded.ts';
import { Part } from '../../parts/Page.tsx';
import { useAct } from '../../parts/useAct.ts';
import { call } from '../../providers/http.ts';
import { Findings } from '../bulletins/Findings.tsx';
import type { Field } from '../bulletins/writing/RichField.tsx';
import { useBlockWords } from './useBlockWords.ts';

const RichField = lazy(persistently(() => import('../bulletins/writing/RichField.tsx')));

const empty = { name: '', note: '', texts: inEvery(() => '') };

type Given = { block: Block | null; onSaved: (block: Block) => void; onLeave: () => void };
type OfText = {
  language: Language;
  text: string;
  onChange: (text: string) => void;
  wrong: string | undefined;
  block: Block | null;
};

const OneText = ({ language, text, onChange, wrong, block }: OfText) => {
  const translate = useTranslate();
  const word = useBlockWords();
  const field = useRef<Field | null>(null);
  const handle = useCallback((made: Field | null) => {
    field.current = made;
  }, []);
  return (
    <Box lang={languageOf(language).tag}>
      <Suspense fallback={<Skeleton variant="rounded" height={344} />}>
        <RichField
          handle={handle}
          label={word('body', { language: translate(`fb.language.${language}`) })}
          text={text}
          language={language}
          onChange={onChange}
          blocks={false}
        />
      </Suspense>
      {wrong && (
        <Typography variant="body2" color="error" role="alert">
          {wrong}
        </Typography>
      )}
      {block?.texts[language] === text && (
        <Findings
          findings={block.findings[language] ?? []}
          onGo={(f) => field.current?.select(f.line, f.column, f.found)}
        />
      )}
    </Box>
  );
};

export const BlockForm = ({ block, onSaved, onLeave }: Given) => {
  const word = useBlockWords();
  const notify = useNotify();
  const { run, wrong, busy } = useAct();
  const [typed, setTyped] = useState(block ?? empty);
  const { name, note, texts } = typed;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const made = await run(() =>
      block
        ? call('PUT', `/blocks/${block.id}`, { name, note, texts, revision: block.revision })
        : call('POST', '/blocks', { name, note, texts }),
    );
    if (!made) return;
    notify(word('saved', { name: made.name, n: made.drafts }), { type: 'success' });
    onSaved(made);
  };
  const said = wrong.fields.texts ?? wrong.all;
  return (
    <Part title={block ? word('change', { name: block.name }) : word('add')}>
      <Box component="form" onSubmit={submit} noValidate sx={{ display: 'grid', gap: 2.5, minWidth: 0 }}>
        {said && (
          <Alert severity="error" role="alert">
            {said}
          </Alert>
        )}
        {(['name', 'note'] as const).map((field) => (
          <TextField
            key={field}
            label={word(field)}
            value={typed[field]}
            onChange={(e) => setTyped({ ...typed, [field]: e.target.value })}
            error={wrong.fields[field] !== undefined}
            helperText={wrong.fields[field] ?? word(`${field}Help`)}
            required={field === 'name'}
            sx={{ maxWidth: 760 }}
            slotProps={{
              input: { readOnly: field === 'name' && block !== null },
              htmlInput: { autoComplete: 'off', spellCheck: false },
            }}
          />
        ))}
        <LanguageTabs>
          {(language) => (
            <OneText
              language={language}
              text={texts[language]}
              onChange={(text) => setTyped((before) => ({ ...before, texts: { ...before.texts, [language]: text } }))}
              wrong={wrong.fields[`texts.${language}`]}
              block={block}
            />
          )}
        </LanguageTabs>
        <Box sx={{ display: 'flex', gap: 1 }}>
          <Button
            type="submit"
            variant="contained"
            disabled={busy || name.trim() === '' || languages.every((l) => texts[l].trim() === '')}
          >
            {word('save')}
          </Button>
          <Button onClick={onLeave}>{word('leave')}</Button>
        </Box>
      </Box>
    </Part>
  );
};
