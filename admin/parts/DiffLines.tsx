/** Two texts as lines that went, came or stayed. Readable at 360 px. */
import Box from '@mui/material/Box';
import { useTranslate } from 'react-admin';
import { lineDiff } from './difference.ts';

const colours = { '+': 'success.main', '-': 'error.main', ' ': 'text.secondary' } as const;

/** The sign with its meaning for who cannot see it. */
const Sign = ({ sign }: { sign: '+' | '-' | ' ' }) => {
  const translate = useTranslate();
  if (sign === ' ') return <span>{sign}</span>;
  return (
    <span role="img" aria-label={translate(`fb.bulletins.edition.${sign === '+' ? 'plus' : 'minus'}`)}>
      {sign}
    </span>
  );
};

export const DiffLines = ({ before, now }: { before: string; now: string }) => (
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
    {lineDiff(before, now).map(({ sign, text }, i) => (
      <Box key={`${i}-${sign}`} component="span" sx={{ display: 'block', color: colours[sign] }}>
        <Sign sign={sign} /> {text}
      </Box>
    ))}
  </Box>
);
