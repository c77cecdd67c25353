/** Two texts put together by hand: it begins with mine, and each place where the other differs is taken over with one press. */
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useMemo, useState } from 'react';
import { useTranslate } from 'react-admin';
import { SignedLines } from '../../parts/DiffLines.tsx';
import type { DiffLine } from '../../parts/difference.ts';
import type { Text } from './form.ts';
import { placesOf, putInstead } from './merging.ts';

type Given = {
  /** The language, for labels. */
  name: string;
  mine: Text;
  theirs: Text;
  text: Text;
  onChange: (text: Text) => void;
};

const words = 'fb.bulletins.conflict';
const signed = (sign: DiffLine['sign'], lines: readonly string[]) => lines.map((text): DiffLine => ({ sign, text }));

export const ByHand = ({ name, mine, theirs, text, onChange }: Given) => {
  const translate = useTranslate();
  const places = useMemo(() => placesOf(mine.body, theirs.body), [mine.body, theirs.body]);
  const [taken, setTaken] = useState<readonly number[]>([]);
  const turn = (i: number) => {
    const place = places[i]!;
    const back = taken.includes(i);
    // Places before this one that were taken over have moved it.
    const moved = taken
      .filter((j) => j < i)
      .reduce((sum, j) => sum + places[j]!.theirs.length - places[j]!.mine.length, 0);
    const [old, now] = back ? [place.theirs, place.mine] : [place.mine, place.theirs];
    onChange({ ...text, body: putInstead(text.body, old, now, place.at + moved) });
    setTaken(back ? taken.filter((j) => j !== i) : [...taken, i]);
  };
  const button = (pressed: boolean, n: number, onClick: () => void) => (
    <Button
      size="small"
      variant="outlined"
      aria-label={translate(`fb.bulletins.conflict.${pressed ? 'takeBackThis' : 'takeThis'}`, { n })}
      onClick={onClick}
    >
      {translate(`fb.bulletins.conflict.${pressed ? 'takeBack' : 'take'}`)}
    </Button>
  );
  const subjects = mine.subject !== theirs.subject;
  const theirSubject = text.subject === theirs.subject;
  return (
    <Box sx={{ display: 'grid', gap: 1.5, mt: 1 }}>
      <Typography variant="body2">{translate('fb.bulletins.conflict.handHelp')}</Typography>
      <Box component="ol" sx={{ m: 0, pl: 3, display: 'grid', gap: 1 }}>
        {subjects && (
          <li>
            <SignedLines lines={[...signed('-', [mine.subject]), ...signed('+', [theirs.subject])]} words={words} />
            {button(theirSubject, 1, () =>
              onChange({ ...text, subject: theirSubject ? mine.subject : theirs.subject }),
            )}
          </li>
        )}
        {places.map((place, i) => (
          <li key={`${place.at}-${place.mine.length}`}>
            <SignedLines lines={[...signed('-', place.mine), ...signed('+', place.theirs)]} words={words} />
            {button(taken.includes(i), i + (subjects ? 2 : 1), () => turn(i))}
          </li>
        ))}
      </Box>
      <TextField
        label={`${translate('fb.bulletin.subject')} (${name})`}
        value={text.subject}
        onChange={(event) => onChange({ ...text, subject: event.target.value })}
        fullWidth
      />
      <TextField
        label={`${translate('fb.bulletin.body')} (${name})`}
        value={text.body}
        onChange={(event) => onChange({ ...text, body: event.target.value })}
        multiline
        minRows={6}
        maxRows={16}
        fullWidth
      />
    </Box>
  );
};
