/** People of the console, and the table of what each role may do. */
import Button from '@mui/material/Button';
import Chip from '@mui/material/Chip';
import { useLocale, usePermissions, useTranslate } from 'react-admin';
import type { Right } from '../../../server/contract/rights.ts';
import { moment } from '../../parts/moment.ts';
import { Page } from '../../parts/Page.tsx';
import { Empty, Rows } from '../../parts/Rows.tsx';
import { Told } from '../../parts/Told.tsx';
import { useAsked } from '../../parts/useAsked.ts';
import { RightsTable } from './RightsTable.tsx';

const PeopleList = () => {
  const translate = useTranslate();
  const locale = useLocale();
  const { permissions = [] } = usePermissions<Right[]>();
  const asked = useAsked('/people');
  const rows = asked.data?.data ?? [];
  const may = permissions.includes('person.write');
  const invite = may && (
    <Button variant="contained" href="#/people/invite">
      {translate('fb.person.invite')}
    </Button>
  );
  return (
    <Page title={translate('resources.people.name', { smart_count: 2 })} actions={invite}>
      <Told asked={asked}>
        <Rows
          label={translate('resources.people.name', { smart_count: 2 })}
          rows={rows}
          keyOf={(p) => p.id}
          to={(p) => `/people/${p.id}`}
          columns={[
            { name: 'name', label: translate('fb.person.name'), show: (p) => p.name },
            { name: 'email', label: translate('fb.person.email'), show: (p) => p.email },
            {
              name: 'roles',
              label: translate('fb.person.roles'),
              show: (p) => p.roles.map((role) => translate(`fb.role.${role}`)).join(' · '),
            },
            {
              name: 'state',
              label: translate('fb.person.state'),
              show: (p) => (
                <Chip
                  size="small"
                  variant="outlined"
                  color={p.state === 'active' ? 'success' : 'default'}
                  label={translate(`fb.person.states.${p.state}`)}
                />
              ),
            },
            {
              name: 'factor',
              label: translate('fb.person.factor'),
              show: (p) => translate(`fb.factor.state.${p.factor}`),
            },
            {
              name: 'seen',
              label: translate('fb.person.lastSeen'),
              show: (p) => (p.lastSeenAt === null ? translate('fb.person.never') : moment(p.lastSeenAt, locale)),
            },
          ]}
        />
      </Told>
      {asked.data && rows.length === 1 && may && (
        <Empty title={translate('fb.person.emptyTitle')} text={translate('fb.person.emptyText')} />
      )}
      <RightsTable />
    </Page>
  );
};
export default PeopleList;
