/** Subject and body of one language, with tools, length and checks at the place they speak of. */
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { useLocale, useTranslate } from 'react-admin';
import { type Language, langTag } from '../../../server/contract/codes.ts';
import type { Finding } from '../../../server/contract/console/bulletins.ts';
import { figure } from '../../parts/moment.ts';
import { PljaPanel } from '../plja/PljaPanel.tsx';
import { Findings } from './Findings.tsx';
import type { Text } from './form.ts';
import { applyTool, Tools } from './Tools.tsx';

/** From here on a bulletin is long: people read the first screen of a phone. */
const LONG = 400;

/** Offset of a line and column in a text. */
const offsetOf = (text: string, line: number, column: number) => {
  const before = text.split('\n').slice(0, line - 1);
  return before.reduce((sum, l) => sum + l.length + 1, 0) + column - 1;
};

export const TextFields = (p: {
  language: Language;
  text: Text;
  onChange: (text: Text) => void;
  /** The text in Japanese, and how what is written is stored first: for plain Japanese. */
  japanese: Text;
  stored: () => Promise<string | null>;
  findings: readonly Finding[];
  /** What becomes of readers of this language while nothing is written in it. */
  missing: 'missing' | 'nobody' | null;
  /** What to jump to when the page opens. */
  place: Finding | null;
  /** A redelivery repeats the text as it was. */
  frozen: boolean;
}) => {
  const translate = useTranslate();
  const locale = useLocale();
  const subject = useRef<HTMLInputElement>(null);
  const body = useRef<HTMLTextAreaElement>(null);
  const go = (finding: Finding) => {
    const field = finding.field === 'subject' ? subject.current : body.current;
    if (!field) return;
    const start = offsetOf(field.value, finding.line, finding.column);
    field.focus();
    field.setSelectionRange(start, start + finding.found.length);
  };
  const { place } = p;
  const jump = useRef(go);
  jump.current = go;
  useEffect(() => {
    if (place) jump.current(place);
  }, [place]);
  const write = (text: string) => p.onChange({ ...p.text, body: text });
  const keys = (event: KeyboardEvent<HTMLDivElement>) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'b' || !body.current) return;
    event.preventDefault();
    const area = body.current;
    const edit = applyTool('bold', area.value, area.selectionStart, area.selectionEnd, '');
    write(edit.text);
    requestAnimationFrame(() => area.setSelectionRange(edit.from, edit.to));
  };
  const n = [...p.text.body].length;
  const name = translate(`fb.language.${p.language}`);
  return (
    <Box sx={{ display: 'grid', gap: 2 }} lang={langTag[p.language]}>
      <TextField
        label={`${translate('fb.bulletin.subject')} (${name})`}
        value={p.text.subject}
        onChange={(e) => p.onChange({ ...p.text, subject: e.target.value })}
        inputRef={subject}
        fullWidth
      />
      <Box>
        {!p.frozen && <Tools field={body} onEdit={write} />}
        <TextField
          label={`${translate('fb.bulletin.body')} (${name})`}
          value={p.text.body}
          onChange={(e) => write(e.target.value)}
          onKeyDown={keys}
          disabled={p.frozen}
          inputRef={body}
          multiline
          minRows={12}
          fullWidth
          helperText={translate('fb.bulletin.markdownHint')}
        />
        <Typography variant="body2" color={n > LONG ? 'warning.main' : 'text.secondary'}>
          {translate(`fb.bulletins.tools.${n > LONG ? 'lengthOver' : 'length'}`, { n: figure(n, locale) })}
        </Typography>
      </Box>
      {p.language === 'plja' && !p.frozen && (
        <PljaPanel text={p.text} japanese={p.japanese} stored={p.stored} onChange={p.onChange} onGo={go} />
      )}
      {p.missing && <Alert severity="warning">{translate(`fb.bulletins.tools.${p.missing}`)}</Alert>}
      <Findings findings={p.findings} onGo={go} />
    </Box>
  );
};
