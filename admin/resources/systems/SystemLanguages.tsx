/** Languages that a role gets when an event names none. */
import Box from '@mui/material/Box';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import { useState } from 'react';
import { useTranslate } from 'react-admin';
import { languages } from '../../../server/contract/codes.ts';
import { Part } from '../../parts/Page.tsx';
import { type Asking, ReasonDialog } from '../../parts/ReasonDialog.tsx';
import { useCodeWords } from '../../parts/useCodeWords.ts';
import { type SystemPart, useSystemChange } from './useSystemChange.ts';

/** One language, or two in one mail. */
const choices = languages.flatMap((first) => [
  first,
  ...languages.filter((second) => second !== first).map((second) => `${first},${second}`),
]);

export const SystemLanguages = (p: SystemPart) => {
  const translate = useTranslate();
  const words = useCodeWords();
  const { asking } = useSystemChange(p);
  const [asked, setAsked] = useState<Asking | null>(null);
  const told = (value: string) =>
    value
      .split(',')
      .map((one) => translate(`fb.language.${one}`))
      .join(' + ');
  const roles = Object.entries(p.system.settings.languages as Record<string, string>);
  return (
    <Part title={translate('fb.systems.languages')}>
      <Box
        sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: 'minmax(0, 1fr)', sm: 'repeat(2, minmax(0, 1fr))' } }}
      >
        {roles.map(([role, value]) => (
          <TextField
            key={role}
            select
            label={words.recipient(role)}
            value={value}
            disabled={!p.may}
            onChange={(e) =>
              setAsked(
                asking(
                  translate('fb.systems.languageAsk', { role: words.recipient(role) }),
                  translate('fb.systems.languageGo', { value: told(e.target.value) }),
                  { languages: { [role]: e.target.value } },
                ),
              )
            }
          >
            {[...new Set([value, ...choices])].map((one) => (
              <MenuItem key={one} value={one}>
                {told(one)}
              </MenuItem>
            ))}
          </TextField>
        ))}
      </Box>
      <ReasonDialog asking={asked} onClose={() => setAsked(null)} />
    </Part>
  );
};
