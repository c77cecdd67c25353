/** Left: what I can do, in groups. */
import Typography from '@mui/material/Typography';
import { Menu, usePermissions, useTranslate } from 'react-admin';
import type { Right } from '../../server/contract/rights.ts';
import { useMe } from '../providers/useMe.ts';
import { groups, home, mayEnter, places } from './places.ts';

/** What an operator is asked for first when something is wrong. */
const Version = () => {
  const me = useMe();
  return (
    <li role="none" style={{ listStyle: 'none' }}>
      <Typography variant="caption" color="text.secondary" component="p" sx={{ px: 2, pt: 1 }} noWrap>
        {me && `Fumibako ${me.version}`}
      </Typography>
    </li>
  );
};

export const ConsoleMenu = () => {
  const translate = useTranslate();
  const { permissions = [] } = usePermissions<Right[]>();
  return (
    <Menu
      // All places fit a window of 800 px without scrolling.
      sx={{ '& .RaMenuItemLink-root': { minHeight: 28, py: 0.25 }, '& .MuiListItemIcon-root': { minWidth: 36 } }}
    >
      <Menu.Item to="/" primaryText={translate('fb.place.home')} leftIcon={<home.icon />} />
      {groups.map((group) => {
        const own = places.filter((p) => p.group === group && mayEnter(p, permissions));
        return own.length === 0 ? null : (
          <li key={group} role="none" style={{ listStyle: 'none' }}>
            <Typography variant="caption" color="text.secondary" component="p" sx={{ px: 2, pt: 1 }} noWrap>
              {translate(`fb.place.${group}`)}
            </Typography>
            {own.map((place) => (
              <Menu.Item
                key={place.name}
                to={`/${place.name}`}
                primaryText={translate(`resources.${place.name}.name`, { smart_count: 2 })}
                leftIcon={<place.icon />}
              />
            ))}
          </li>
        );
      })}
      <Version />
    </Menu>
  );
};
