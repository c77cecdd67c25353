/** Switches of a system: letters that may be on or off, and what else is either. Each asks before it is changed. */
import Box from '@mui/material/Box';
import FormControlLabel from '@mui/material/FormControlLabel';
import Switch from '@mui/material/Switch';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useTranslate } from 'react-admin';
import { Part } from '../../parts/Page.tsx';
import { type Asking, ReasonDialog } from '../../parts/ReasonDialog.tsx';
import { useMailTypeNames } from '../../parts/useMailTypeNames.ts';
import { type SystemPart, useSystemChange } from './useSystemChange.ts';

type Line = {
  key: string;
  name: string;
  on: boolean;
  fallback: boolean;
  patch: (on: boolean) => Record<string, unknown>;
};

export const SystemSwitches = (p: SystemPart) => {
  const translate = useTranslate();
  const typeName = useMailTypeNames();
  const { asking } = useSystemChange(p);
  const [asked, setAsked] = useState<Asking | null>(null);
  const { settings, defaults } = p.system;
  const letters = settings.letters as Record<string, boolean>;
  const usual = defaults.letters as Record<string, boolean>;
  const ofLetters: Line[] = Object.entries(letters).map(([type, on]) => ({
    key: type,
    name: typeName(type),
    on,
    fallback: usual[type] === true,
    patch: (next) => ({ letters: { [type]: next } }),
  }));
  const others: Line[] = Object.entries(settings)
    .filter((entry): entry is [string, boolean] => typeof entry[1] === 'boolean')
    .map(([key, on]) => ({
      key,
      name: translate(`fb.systems.switches.${key}`, { _: key }),
      on,
      fallback: defaults[key] === true,
      patch: (next) => ({ [key]: next }),
    }));
  const state = (on: boolean) => translate(on ? 'fb.systems.on' : 'fb.systems.off');
  const row = (line: Line) => (
    <Box key={line.key} sx={{ py: 1, borderTop: 1, borderColor: 'divider' }}>
      {p.may ? (
        <FormControlLabel
          control={
            <Switch
              checked={line.on}
              onChange={(e) => {
                const next = e.target.checked;
                setAsked(
                  asking(line.name, translate(next ? 'fb.systems.turnOn' : 'fb.systems.turnOff'), line.patch(next)),
                );
              }}
            />
          }
          label={line.name}
        />
      ) : (
        <Typography>
          {line.name}: {state(line.on)}
        </Typography>
      )}
      <Typography variant="body2" color="text.secondary">
        {translate('fb.systems.fallback', { value: state(line.fallback) })}
      </Typography>
    </Box>
  );
  return (
    <>
      <Part title={translate('fb.systems.letters')}>{ofLetters.map(row)}</Part>
      <Part title={translate('fb.systems.rules')}>{others.map(row)}</Part>
      <ReasonDialog asking={asked} onClose={() => setAsked(null)} />
    </>
  );
};
