/** Two people wrote: both texts side by side, and a choice per language. */
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import FormControlLabel from '@mui/material/FormControlLabel';
import Radio from '@mui/material/Radio';
import RadioGroup from '@mui/material/RadioGroup';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useTranslate } from 'react-admin';
import { type Language, languages } from '../../../server/contract/codes.ts';
import type { Bulletin } from '../../../server/contract/console/bulletins.ts';
import { type Form, formOf, type Text } from './form.ts';

type Side = 'mine' | 'theirs';

const Version = ({ text }: { text: Text }) => (
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
      fontFamily: 'inherit',
      maxHeight: 260,
      overflow: 'auto',
    }}
  >
    <strong>{text.subject}</strong>
    {'\n\n'}
    {text.body}
  </Box>
);

export const Conflict = (p: { mine: Form; theirs: Bulletin; onSettle: (form: Form) => void }) => {
  const translate = useTranslate();
  const other = formOf(p.theirs);
  const differing = languages.filter((l) => JSON.stringify(p.mine.texts[l]) !== JSON.stringify(other.texts[l]));
  const [sides, setSides] = useState<Partial<Record<Language, Side>>>({});
  const side = (l: Language): Side => sides[l] ?? 'mine';
  const settle = () => {
    const texts = Object.fromEntries(
      languages.map((l) => [l, differing.includes(l) && side(l) === 'mine' ? p.mine.texts[l] : other.texts[l]]),
    ) as Form['texts'];
    p.onSettle({ ...p.mine, texts });
  };
  return (
    <Dialog open fullWidth maxWidth="lg" aria-labelledby="conflict-title">
      <DialogTitle id="conflict-title">{translate('fb.bulletins.conflict.title')}</DialogTitle>
      <DialogContent sx={{ display: 'grid', gap: 2 }}>
        <Typography>{translate('fb.bulletins.conflict.text')}</Typography>
        {differing.map((l) => (
          <Box key={l} component="fieldset" sx={{ border: 0, p: 0, m: 0 }}>
            <Typography component="legend" sx={{ fontWeight: 700 }}>
              {translate(`fb.language.${l}`)}
            </Typography>
            <RadioGroup
              value={side(l)}
              onChange={(_e, value) => setSides({ ...sides, [l]: value as Side })}
              sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr', md: '1fr 1fr' }, gap: 2 }}
            >
              {(['mine', 'theirs'] as const).map((which) => (
                <Box key={which}>
                  <FormControlLabel
                    value={which}
                    control={<Radio />}
                    label={translate(`fb.bulletins.conflict.${which}`)}
                  />
                  <Version text={which === 'mine' ? p.mine.texts[l] : other.texts[l]} />
                </Box>
              ))}
            </RadioGroup>
          </Box>
        ))}
        {differing.length === 0 && <Typography>{translate('fb.bulletins.conflict.same')}</Typography>}
      </DialogContent>
      <DialogActions>
        <Button variant="contained" onClick={settle}>
          {translate('fb.bulletins.conflict.keep')}
        </Button>
      </DialogActions>
    </Dialog>
  );
};
