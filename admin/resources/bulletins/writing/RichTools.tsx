/** The toolbar of the rich editor: one stop for the Tab key, arrow keys inside of it. */
import BoldIcon from '@mui/icons-material/FormatBold';
import NestIcon from '@mui/icons-material/FormatIndentIncrease';
import ListIcon from '@mui/icons-material/FormatListBulleted';
import NumberIcon from '@mui/icons-material/FormatListNumbered';
import QuoteIcon from '@mui/icons-material/FormatQuote';
import LargeIcon from '@mui/icons-material/FormatSize';
import RuleIcon from '@mui/icons-material/HorizontalRule';
import LinkIcon from '@mui/icons-material/Link';
import ReadingIcon from '@mui/icons-material/RecordVoiceOverOutlined';
import HeadingIcon from '@mui/icons-material/Title';
import BlockIcon from '@mui/icons-material/ViewAgendaOutlined';
import Box from '@mui/material/Box';
import IconButton from '@mui/material/IconButton';
import Tooltip from '@mui/material/Tooltip';
import type { Command } from 'prosemirror-state';
import { memo, type ReactNode } from 'react';
import { useTranslate } from 'react-admin';
import { useRoving } from '../../../parts/useRoving.ts';
import { useBlockWords } from '../../blocks/useBlockWords.ts';
import { become, bold, divide, nest } from './acts.ts';
import type { Rich } from './useRich.ts';

type Tool = { name: string; label: string; icon: ReactNode; act: Command; pressed?: boolean };

type Asks = Pick<Rich, 'shown' | 'run' | 'askLink' | 'askReading' | 'askBlock'>;

const toolsOf = ({ shown, askLink, askReading, askBlock }: Asks, ruby: boolean, block: string | null): Tool[] => [
  { name: 'bold', label: 'fb.bulletins.tools.bold', icon: <BoldIcon />, act: bold, pressed: shown.bold },
  {
    name: 'heading',
    label: 'fb.bulletins.tools.heading',
    icon: <HeadingIcon />,
    act: become('heading'),
    pressed: shown.kind === 'heading',
  },
  {
    name: 'large',
    label: 'fb.writing.large',
    icon: <LargeIcon />,
    act: become('large'),
    pressed: shown.kind === 'large',
  },
  {
    name: 'list',
    label: 'fb.bulletins.tools.list',
    icon: <ListIcon />,
    act: become('item'),
    pressed: shown.kind === 'item',
  },
  {
    name: 'number',
    label: 'fb.writing.number',
    icon: <NumberIcon />,
    act: become('number'),
    pressed: shown.kind === 'number',
  },
  { name: 'nest', label: 'fb.writing.nest', icon: <NestIcon />, act: nest },
  {
    name: 'quote',
    label: 'fb.writing.quote',
    icon: <QuoteIcon />,
    act: become('quote'),
    pressed: shown.kind === 'quote',
  },
  { name: 'link', label: 'fb.writing.link', icon: <LinkIcon />, act: askLink, pressed: shown.linked },
  { name: 'rule', label: 'fb.writing.rule', icon: <RuleIcon />, act: divide },
  ...(ruby ? [{ name: 'ruby', label: 'fb.writing.ruby', icon: <ReadingIcon />, act: askReading }] : []),
  ...(block ? [{ name: 'block', label: block, icon: <BlockIcon />, act: askBlock }] : []),
];

/** Drawn anew when the place where one writes is another kind of place, not for each key. */
export const RichTools = memo((p: Asks & { ruby: boolean; blocks: boolean }) => {
  const translate = useTranslate();
  const word = useBlockWords();
  const tools = toolsOf(p, p.ruby, p.blocks ? word('insert') : null);
  const roving = useRoving(tools.length);
  return (
    <Box {...roving.bar} aria-label={translate('fb.bulletins.tools.name')} sx={{ display: 'flex', flexWrap: 'wrap' }}>
      {tools.map(({ name, label, icon, act, pressed }, i) => (
        <Tooltip key={name} title={translate(label, { _: label })}>
          <IconButton
            {...roving.button(i)}
            aria-label={translate(label, { _: label })}
            aria-pressed={pressed}
            color={pressed ? 'primary' : 'default'}
            // The text keeps what is selected in it.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => p.run(act)}
            sx={{ width: 44, height: 44, ...(pressed ? { bgcolor: 'action.selected' } : {}) }}
          >
            {icon}
          </IconButton>
        </Tooltip>
      ))}
    </Box>
  );
});
