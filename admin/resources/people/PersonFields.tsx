/** Roles and bureaus of a person, to tick. */
import Box from '@mui/material/Box';
import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import FormHelperText from '@mui/material/FormHelperText';
import Typography from '@mui/material/Typography';
import { useLocale, useTranslate } from 'react-admin';
import { type StaffRole, staffRoles } from '../../../server/contract/rights.ts';
import { useAsked } from '../../parts/useAsked.ts';

const toggle = <T,>(list: readonly T[], one: T): T[] =>
  list.includes(one) ? list.filter((x) => x !== one) : [...list, one];

export const RoleTicks = (p: {
  roles: readonly StaffRole[];
  onChange: (roles: StaffRole[]) => void;
  wrong?: string | undefined;
}) => {
  const translate = useTranslate();
  return (
    <Box component="fieldset" sx={{ border: 0, p: 0, m: 0 }}>
      <Typography component="legend" sx={{ fontWeight: 700, mb: 1 }}>
        {translate('fb.person.roles')}
      </Typography>
      {staffRoles.map((role) => (
        <Box key={role} sx={{ mb: 0.5 }}>
          <FormControlLabel
            sx={{ alignItems: 'flex-start' }}
            control={<Checkbox checked={p.roles.includes(role)} onChange={() => p.onChange(toggle(p.roles, role))} />}
            label={
              <Box sx={{ pt: 1 }}>
                <Typography sx={{ fontWeight: 700 }}>{translate(`fb.role.${role}`)}</Typography>
                <Typography variant="body2" color="text.secondary">
                  {translate(`fb.roleSays.${role}`)}
                </Typography>
              </Box>
            }
          />
        </Box>
      ))}
      {p.wrong && (
        <FormHelperText error role="alert">
          {p.wrong}
        </FormHelperText>
      )}
    </Box>
  );
};

export const BureauTicks = (p: { bureaus: readonly string[]; onChange: (bureaus: string[]) => void }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const asked = useAsked('/topics', { limit: 500 });
  const groups = [...new Map((asked.data?.data ?? []).map((t) => [t.group, t.groupNames])).entries()];
  return (
    <Box component="fieldset" sx={{ border: 0, p: 0, m: 0 }}>
      <Typography component="legend" sx={{ fontWeight: 700 }}>
        {translate('fb.person.bureaus')}
      </Typography>
      <Typography variant="body2" color="text.secondary" sx={{ mb: 1 }}>
        {translate('fb.person.bureausHelp')}
      </Typography>
      <Box sx={{ display: 'grid', gridTemplateColumns: 'repeat(auto-fill, minmax(220px, 1fr))' }}>
        {groups.map(([code, names]) => (
          <FormControlLabel
            key={code}
            control={
              <Checkbox checked={p.bureaus.includes(code)} onChange={() => p.onChange(toggle(p.bureaus, code))} />
            }
            label={names[locale === 'en' ? 'en' : 'ja']}
          />
        ))}
      </Box>
    </Box>
  );
};
