/** People of the console, and the table of what each role may do. */
import Button from '@mui/material/Button';
import Chip from '@mui/material/Chip';
import { useListContext, useLocale, usePermissions, useTranslate } from 'react-admin';
import type { Right } from '../../../server/contract/rights.ts';
import { Listing, ListRows, type RowOf } from '../../parts/Listed.tsx';
import { moment } from '../../parts/moment.ts';
import { Page } from '../../parts/Page.tsx';
import { Empty } from '../../parts/Rows.tsx';
import { RightsTable } from './RightsTable.tsx';

const Alone = () => {
  const translate = useTranslate();
  const { data } = useListContext();
  return data?.length === 1 ? (
    <Empty title={translate('fb.person.emptyTitle')} text={translate('fb.person.emptyText')} />
  ) : null;
};

const PeopleList = () => {
  const translate = useTranslate();
  const locale = useLocale();
  const { permissions = [] } = usePermissions<Right[]>();
  const may = permissions.includes('person.write');
  const invite = may && (
    <Button variant="contained" href="#/people/invite">
      {translate('fb.person.invite')}
    </Button>
  );
  return (
    <Page title={translate('resources.people.name', { smart_count: 2 })} actions={invite}>
      <Listing path="/people" perPage={100}>
        <ListRows<RowOf<'/people'>>
          label={translate('resources.people.name', { smart_count: 2 })}
          to={(p) => `/people/${p.id}`}
          columns={[
            { name: 'name', label: translate('fb.person.name'), show: (p) => p.name, sort: true },
            { name: 'email', label: translate('fb.person.email'), show: (p) => p.email, sort: true },
            {
              name: 'roles',
              label: translate('fb.person.roles'),
              show: (p) => p.roles.map((role) => translate(`fb.role.${role}`)).join(' · '),
            },
            {
              name: 'state',
              sort: true,
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
              name: 'lastSeenAt',
              sort: true,
              label: translate('fb.person.lastSeen'),
              show: (p) => (p.lastSeenAt === null ? translate('fb.person.never') : moment(p.lastSeenAt, locale)),
            },
          ]}
        />
        {may && <Alone />}
      </Listing>
      <RightsTable />
    </Page>
  );
};
export default PeopleList;
