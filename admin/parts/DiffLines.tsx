/** Two texts as lines that went, came or stayed. Readable at 360 px. */
import Box from '@mui/material/Box';
import { useTranslate } from 'react-admin';
import { type DiffLine, lineDiff } from './difference.ts';

const colours = { '+': 'success.main', '-': 'error.main', ' ': 'text.secondary' } as const;

/** The sign with its meaning for who cannot see it. */
const Sign = ({ sign, words }: { sign: '+' | '-' | ' '; words: string }) => {
  const translate = useTranslate();
  if (sign === ' ') return <span>{sign}</span>;
  return (
    <span role="img" aria-label={translate(`${words}.${sign === '+' ? 'plus' : 'minus'}`)}>
      {sign}
    </span>
  );
};

/** `words`: where `plus` and `minus` say what the signs mean. */
export const SignedLines = ({ lines, words }: { lines: readonly DiffLine[]; words: string }) => (
  <Box
    component="pre"
    tabIndex={0}
    sx={{
      m: 0,
      p: 1.5,
      border: 1,
      borderColor: 'divider',
      borderRadius: 2,
      whiteSpace: 'pre-wrap',
      overflowWrap: 'anywhere',
      fontSize: 14,
    }}
  >
    {lines.map(({ sign, text }, i) => (
      <Box key={`${i}-${sign}`} component="span" sx={{ display: 'block', color: colours[sign] }}>
        <Sign sign={sign} words={words} /> {text}
      </Box>
    ))}
  </Box>
);

type Given = { before: string; now: string; words?: string };
export const DiffLines = ({ before, now, words = 'fb.bulletins.edition' }: Given) => (
  <SignedLines lines={lineDiff(before, now)} words={words} />
);
