/** Rules of the house about bulletins: what each means today, and what follows from a change, asked before it is made. */
import Box from '@mui/material/Box';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useNotify, usePermissions, useTranslate } from 'react-admin';
import type { HouseRuleShown } from '../../../server/contract/console/houseRules.ts';
import type { Right } from '../../../server/contract/rights.ts';
import { Part } from '../../parts/Page.tsx';
import { type Asking, ReasonDialog } from '../../parts/ReasonDialog.tsx';
import { Told } from '../../parts/Told.tsx';
import { useAsked } from '../../parts/useAsked.ts';
import { call } from '../../providers/http.ts';

type Change = (rule: HouseRuleShown, value: string) => void;

const Rule = ({ rule, may, change }: { rule: HouseRuleShown; may: boolean; change: Change }) => {
  const translate = useTranslate();
  const word = (value: string) => translate(`fb.rule.${rule.id}.values.${value}`, { _: value });
  const name = translate(`fb.rule.${rule.id}.name`);
  return (
    <Box sx={{ display: 'grid', gap: 1.5, py: 2, borderTop: 1, borderColor: 'divider' }}>
      <Typography component="h3" id={`rule-${rule.id}`} sx={{ fontWeight: 700 }}>
        {name}
      </Typography>
      <Typography variant="body2">{translate(`fb.rule.${rule.id}.says`)}</Typography>
      {may ? (
        <TextField
          select
          // The heading above is its name; a label would be cut on a phone.
          hiddenLabel
          slotProps={{ select: { SelectDisplayProps: { 'aria-labelledby': `rule-${rule.id}` } } }}
          value={rule.value}
          onChange={(e) => change(rule, e.target.value)}
          helperText={translate('fb.rule.fallback', { value: word(rule.fallback) })}
          sx={{ maxWidth: 320 }}
        >
          {rule.allowed.map((value) => (
            <MenuItem key={value} value={value}>
              {word(value)}
            </MenuItem>
          ))}
        </TextField>
      ) : (
        <Typography>{word(rule.value)}</Typography>
      )}
    </Box>
  );
};

export const HouseRules = () => {
  const translate = useTranslate();
  const notify = useNotify();
  const { permissions = [] } = usePermissions<Right[]>();
  const asked = useAsked('/house-rules');
  const [asking, setAsking] = useState<Asking | null>(null);
  const change: Change = ({ id, value: before }, value) =>
    setAsking({
      title: translate('fb.rule.ask', { name: translate(`fb.rule.${id}.name`) }),
      text: translate(`fb.rule.${id}.consequence.${value}`, {
        _: translate(`fb.rule.${id}.consequence.any`, { before, value }),
      }),
      go: translate('fb.rule.go', { value: translate(`fb.rule.${id}.values.${value}`, { _: value }) }),
      ...(id === 'fourEyes' && value === 'off' ? { danger: true as const } : {}),
      run: async () => {
        await call('PUT', `/house-rules/${id}`, { value });
        asked.again();
        notify('fb.rule.changed', { type: 'success' });
      },
    });
  return (
    <Part title={translate('fb.rule.title')}>
      <Told asked={asked}>
        {(asked.data?.data ?? []).map((rule) => (
          <Rule key={rule.id} rule={rule} may={permissions.includes('setting.write')} change={change} />
        ))}
      </Told>
      <ReasonDialog asking={asking} onClose={() => setAsking(null)} />
    </Part>
  );
};
