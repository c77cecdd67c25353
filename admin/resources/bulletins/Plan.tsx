/** How a bulletin is meant and when it leaves: kind, time in Japan, first wave, and whom to leave out. */
import Box from '@mui/material/Box';
import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { memo, useState } from 'react';
import { useGetList, useLocale, useTranslate } from 'react-admin';
import type { BulletinKind } from '../../../server/contract/codes.ts';
import type { BulletinLine } from '../../../server/contract/console/bulletins.ts';
import { Fold } from '../../parts/Fold.tsx';
import { moment } from '../../parts/moment.ts';
import { type Form, samePlan } from './form.ts';
import { fromField, toField, until } from './times.ts';

const kinds: readonly BulletinKind[] = ['normal', 'emergency', 'drill'];
const help: Partial<Record<BulletinKind, string>> = { drill: 'drillHelp', emergency: 'emergencyHelp' };

type Given = {
  plan: Form;
  /** When it leaves, with the quiet hours; null when no time was asked for. */
  leaves: { at: number; moved: boolean; now: number } | null;
  /** It was one when it was made, so it stays one. */
  drill: boolean;
  freed: boolean;
  /** What of it changes. */
  onChange: (part: Partial<Form>) => void;
};

const Planning = ({ plan, leaves, drill, freed, onChange }: Given) => {
  const translate = useTranslate();
  const locale = useLocale();
  const { data: editions = [] } = useGetList<BulletinLine>('bulletins', { pagination: { page: 1, perPage: 50 } });
  const sent = editions.filter((b) => b.startedAt !== null);
  const said = help[plan.kind];
  // Not closed under the hand of whoever decides otherwise.
  const [decided] = useState(plan.waveSize > 0 || plan.keptOut === true || plan.exclude !== null);
  return (
    <Box component="section" sx={{ display: 'grid', gap: 2 }}>
      <Typography component="h2" variant="h6">
        {translate('fb.bulletins.plan.title')}
      </Typography>
      <Box
        sx={{
          display: 'grid',
          gridTemplateColumns: { xs: '1fr', md: '1fr 1fr' },
          gap: 2,
          '& details > .MuiFormControl-root': { display: 'flex', mt: 1.5 },
        }}
      >
        {kinds.includes(plan.kind) && (
          <TextField
            select
            label={translate('fb.bulletins.kind.choose')}
            value={plan.kind}
            onChange={(e) => onChange({ kind: e.target.value as BulletinKind })}
            disabled={drill}
            helperText={said ? translate(`fb.bulletins.kind.${said}`) : ' '}
          >
            {kinds.map((kind) => (
              <MenuItem key={kind} value={kind}>
                {translate(`fb.bulletins.kind.${kind}`)}
              </MenuItem>
            ))}
          </TextField>
        )}
        <TextField
          type="datetime-local"
          label={translate('fb.bulletins.plan.at')}
          value={toField(plan.plannedAt)}
          onChange={(e) => onChange({ plannedAt: fromField(e.target.value) })}
          helperText={
            leaves
              ? translate(leaves.moved ? 'fb.bulletins.plan.leavesMoved' : 'fb.bulletins.plan.leaves', {
                  at: moment(leaves.at, locale),
                  ...until(leaves.at, leaves.now),
                })
              : translate('fb.bulletins.plan.atHelp')
          }
          slotProps={{ inputLabel: { shrink: true } }}
        />
        <Fold title={translate('fb.bulletins.plan.more')} open={decided}>
          <TextField
            type="number"
            label={translate('fb.bulletins.plan.wave')}
            value={plan.waveSize}
            onChange={(e) => onChange({ waveSize: Math.max(0, Math.min(100_000, Number(e.target.value) || 0)) })}
            helperText={translate('fb.bulletins.plan.waveHelp')}
            slotProps={{ htmlInput: { min: 0, max: 100_000 } }}
          />
          {plan.kind !== 'drill' && (
            <FormControlLabel
              control={
                <Checkbox checked={plan.keptOut === true} onChange={(e) => onChange({ keptOut: e.target.checked })} />
              }
              label={translate('fb.bulletins.plan.keptOut')}
            />
          )}
          {!freed && (
            <TextField
              select
              label={translate('fb.bulletins.plan.exclude')}
              value={plan.exclude ?? ''}
              onChange={(e) => onChange({ exclude: e.target.value || null })}
              slotProps={{ inputLabel: { shrink: true }, select: { displayEmpty: true } }}
            >
              <MenuItem value="">{translate('fb.bulletins.plan.excludeNone')}</MenuItem>
              {sent.map((b) => (
                <MenuItem key={b.id} value={b.id}>
                  {b.title} ({moment(b.startedAt, locale)})
                </MenuItem>
              ))}
            </TextField>
          )}
        </Fold>
      </Box>
    </Box>
  );
};

/** Not drawn anew for what is typed. */
export const Plan = memo(
  Planning,
  (a, b) =>
    samePlan(a.plan, b.plan) &&
    a.leaves === b.leaves &&
    a.drill === b.drill &&
    a.freed === b.freed &&
    a.onChange === b.onChange,
);
