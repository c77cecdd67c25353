/** The text as it is stored, sign by sign, with buttons that write the signs. */
import Box from '@mui/material/Box';
import TextField from '@mui/material/TextField';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { useTranslate } from 'react-admin';
import { chosenIn } from './comments/chosen.ts';
import { applyTool, Tools } from './Tools.tsx';
import type { Field } from './writing/RichField.tsx';

/** Offset of a line and column in a text. */
const offsetOf = (text: string, line: number, column: number) => {
  const before = text.split('\n').slice(0, line - 1);
  return before.reduce((sum, l) => sum + l.length + 1, 0) + column - 1;
};

/** Shows words of a field; `line` and `column` count from 1. */
export const selectIn = (
  field: HTMLInputElement | HTMLTextAreaElement | null,
  line: number,
  column: number,
  words: string,
) => {
  if (!field) return;
  const start = offsetOf(field.value, line, column);
  field.focus();
  field.setSelectionRange(start, start + words.length);
};

export const PlainField = (p: {
  handle: (field: Field | null) => void;
  label: string;
  text: string;
  /** A redelivery repeats the text as it was. */
  frozen: boolean;
  onChange: (text: string) => void;
}) => {
  const translate = useTranslate();
  const body = useRef<HTMLTextAreaElement>(null);
  const { handle } = p;
  useEffect(() => {
    handle({
      select: (line, column, words) => selectIn(body.current, line, column, words),
      chosen: () => chosenIn(body.current),
    });
    return () => handle(null);
  }, [handle]);
  const keys = (event: KeyboardEvent<HTMLDivElement>) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'b' || !body.current) return;
    event.preventDefault();
    const area = body.current;
    const edit = applyTool('bold', area.value, area.selectionStart, area.selectionEnd, '');
    p.onChange(edit.text);
    requestAnimationFrame(() => area.setSelectionRange(edit.from, edit.to));
  };
  return (
    <Box>
      {!p.frozen && <Tools field={body} onEdit={p.onChange} />}
      <TextField
        label={p.label}
        value={p.text}
        onChange={(e) => p.onChange(e.target.value)}
        onKeyDown={keys}
        disabled={p.frozen}
        inputRef={body}
        multiline
        minRows={12}
        fullWidth
        helperText={translate('fb.bulletin.markdownHint')}
      />
    </Box>
  );
};
