/** A template's text at the left, what its recipient sees at the right, and sample values for its ((fields)). */

import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Skeleton from '@mui/material/Skeleton';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { type ReactNode, useRef, useState } from 'react';
import { useTranslate } from 'react-admin';
import type { Language } from '../../../server/contract/codes.ts';
import type { EventSystem } from '../../../server/contract/events.ts';
import { languageOf } from '../../../server/languages/languages.ts';
import { LetterPreview } from '../../parts/LetterPreview.tsx';
import type { Wrong } from '../../parts/useAct.ts';
import { Tools } from '../bulletins/Tools.tsx';
import { useTemplatePreview } from './useTemplatePreview.ts';

export type TemplateText = { name: string; subject: string; body: string };

/** Several lines are a list: bullets in the body. */
const sampleOf = (typed: string): string | string[] => (typed.includes('\n') ? typed.split('\n') : typed);

const Samples = (p: {
  fields: readonly string[];
  values: Record<string, string>;
  onChange: (values: Record<string, string>) => void;
}) => {
  const translate = useTranslate();
  if (p.fields.length === 0) return <Typography color="text.secondary">{translate('fb.template.noFields')}</Typography>;
  return (
    <Box component="fieldset" sx={{ border: 0, p: 0, m: 0, display: 'grid', gap: 1.5 }}>
      <Typography component="legend" variant="subtitle1" sx={{ fontWeight: 700, mb: 1 }}>
        {translate('fb.template.samples')}
      </Typography>
      {p.fields.map((name) => (
        <TextField
          key={name}
          label={`((${name}))`}
          value={p.values[name] ?? ''}
          onChange={(e) => p.onChange({ ...p.values, [name]: e.target.value })}
          size="small"
          multiline
          fullWidth
        />
      ))}
      <Typography variant="body2" color="text.secondary">
        {translate('fb.template.samplesHelp')}
      </Typography>
    </Box>
  );
};

export const Writing = (p: {
  system: EventSystem;
  language: Language;
  text: TemplateText;
  wrong: Wrong;
  /** Absent: nobody writes here, it is only shown. */
  onChange?: (text: TemplateText) => void;
  children?: ReactNode;
}) => {
  const translate = useTranslate();
  const body = useRef<HTMLTextAreaElement>(null);
  const [values, setValues] = useState<Record<string, string>>({});
  const { system, language, text, wrong, onChange } = p;
  const given = Object.entries(values).filter(([, typed]) => typed !== '');
  const shown = useTemplatePreview({
    system,
    language,
    subject: text.subject,
    body: text.body,
    values: Object.fromEntries(given.map(([name, typed]) => [name, sampleOf(typed)])),
  });
  const field = (name: 'name' | 'subject' | 'body') => ({
    label: translate(`fb.template.${name}`),
    value: text[name],
    onChange: (e: { target: { value: string } }) => onChange?.({ ...text, [name]: e.target.value }),
    error: wrong.fields[name] !== undefined,
    helperText: wrong.fields[name] ?? translate(`fb.template.${name}Help`),
    fullWidth: true,
    slotProps: { input: { readOnly: !onChange }, htmlInput: { lang: languageOf(language).tag } },
  });
  return (
    <Box
      sx={{
        display: 'grid',
        gridTemplateColumns: { xs: 'minmax(0, 1fr)', md: 'minmax(0, 1fr) minmax(0, 1fr)' },
        gap: 3,
      }}
    >
      <Box sx={{ display: 'grid', gap: 2, alignContent: 'start', minWidth: 0 }}>
        {p.children}
        <TextField {...field('name')} />
        <TextField {...field('subject')} />
        <Box>
          {onChange && <Tools field={body} onEdit={(next) => onChange({ ...text, body: next })} />}
          <TextField {...field('body')} inputRef={body} multiline minRows={10} />
        </Box>
        <Samples fields={shown?.fields ?? []} values={values} onChange={setValues} />
      </Box>
      <Box component="section" sx={{ display: 'grid', gap: 1.5, alignContent: 'start', minWidth: 0 }}>
        <Typography component="h2" variant="h6">
          {translate('fb.preview.title')}
        </Typography>
        {shown && shown.missing.length > 0 && (
          <Alert severity="info">
            {translate('fb.template.missing', { fields: shown.missing.map((name) => `((${name}))`).join(' ') })}
          </Alert>
        )}
        {shown ? (
          <LetterPreview mail={shown.mail} title={translate(`fb.language.${language}`)} />
        ) : (
          <Skeleton variant="rounded" height={420} />
        )}
      </Box>
    </Box>
  );
};
