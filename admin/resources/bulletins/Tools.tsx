/** Buttons for the Markdown subset: they act on what is selected in the text field, and leave the cursor where one writes on. */
import BoldIcon from '@mui/icons-material/FormatBold';
import ListIcon from '@mui/icons-material/FormatListBulleted';
import LinkIcon from '@mui/icons-material/Link';
import HeadingIcon from '@mui/icons-material/Title';
import Box from '@mui/material/Box';
import IconButton from '@mui/material/IconButton';
import Tooltip from '@mui/material/Tooltip';
import type { RefObject } from 'react';
import { useTranslate } from 'react-admin';
import { useRoving } from '../../parts/useRoving.ts';

export type Tool = 'bold' | 'heading' | 'list' | 'link';
export type Edit = { text: string; from: number; to: number };

const lines = (text: string, from: number, to: number, sign: string): Edit => {
  const start = text.lastIndexOf('\n', from - 1) + 1;
  const changed = text
    .slice(start, to)
    .split('\n')
    .map((line) => (line.startsWith(sign) ? line.slice(sign.length) : sign + line))
    .join('\n');
  return { text: text.slice(0, start) + changed + text.slice(to), from: start, to: start + changed.length };
};

/** The text after a tool was used on the part from `from` to `to`, and what is selected then. */
export const applyTool = (tool: Tool, text: string, from: number, to: number, linkWords: string): Edit => {
  if (tool === 'heading') return lines(text, from, to, '## ');
  if (tool === 'list') return lines(text, from, to, '- ');
  const chosen = text.slice(from, to);
  const [before, middle, after] = tool === 'bold' ? ['**', chosen, '**'] : ['[', chosen || linkWords, '](https://)'];
  const inner = from + before.length;
  const whole = text.slice(0, from) + before + middle + after + text.slice(to);
  // After a link the address is what comes next.
  if (tool === 'link') return { text: whole, from: inner + middle.length + 10, to: inner + middle.length + 10 };
  return { text: whole, from: inner, to: inner + middle.length };
};

const buttons = [
  ['bold', BoldIcon],
  ['heading', HeadingIcon],
  ['list', ListIcon],
  ['link', LinkIcon],
] as const;

export const Tools = ({
  field,
  onEdit,
}: {
  field: RefObject<HTMLTextAreaElement | null>;
  onEdit: (text: string) => void;
}) => {
  const translate = useTranslate();
  const roving = useRoving(buttons.length);
  const use = (tool: Tool) => {
    const area = field.current;
    if (!area) return;
    const words = translate('fb.bulletins.tools.linkWords');
    const edit = applyTool(tool, area.value, area.selectionStart, area.selectionEnd, words);
    onEdit(edit.text);
    // The field shows the new text after React has written it.
    requestAnimationFrame(() => {
      area.focus();
      area.setSelectionRange(edit.from, edit.to);
    });
  };
  return (
    <Box {...roving.bar} aria-label={translate('fb.bulletins.tools.name')}>
      {buttons.map(([tool, Icon], i) => (
        <Tooltip key={tool} title={translate(`fb.bulletins.tools.${tool}`)}>
          <IconButton
            {...roving.button(i)}
            onClick={() => use(tool)}
            aria-label={translate(`fb.bulletins.tools.${tool}`)}
            sx={{ width: 44, height: 44 }}
          >
            <Icon />
          </IconButton>
        </Tooltip>
      ))}
    </Box>
  );
};
