/** Where a link leads that is not for this person, or to nothing: what happened, who may, and the way on. */
import Button from '@mui/material/Button';
import { useAuthenticated, useTranslate } from 'react-admin';
import { type Right, rightsOf, staffRoles } from '../../server/contract/rights.ts';
import { Page } from '../parts/Page.tsx';
import { Empty } from '../parts/Rows.tsx';
import { Waiting } from '../parts/Waiting.tsx';
import { useMe } from '../providers/useMe.ts';

const Home = () => (
  <Button variant="contained" href="#/">
    {useTranslate()('fb.elsewhere.home')}
  </Button>
);

/** `rights`: one of them would be enough. */
export const NotForYou = ({ rights }: { rights: readonly Right[] }) => {
  const translate = useTranslate();
  useAuthenticated();
  const me = useMe();
  // Who is not signed in yet is led to the door, and is not told that something is not allowed.
  if (!me) return <Waiting />;
  const roles = staffRoles.filter((role) => rights.some((right) => rightsOf[role].includes(right)));
  const names = roles.map((role) => translate(`fb.role.${role}`)).join(translate('fb.elsewhere.and'));
  return (
    <Page title={translate('fb.elsewhere.notYours')}>
      <Empty
        title={translate('fb.elsewhere.roles', { roles: names })}
        text={translate('fb.elsewhere.ask')}
        go={<Home />}
      />
    </Page>
  );
};

export const NoSuchPage = () => {
  const translate = useTranslate();
  useAuthenticated();
  return (
    <Page title={translate('fb.elsewhere.nothing')}>
      <Empty title={translate('fb.elsewhere.address')} text={translate('fb.elsewhere.search')} go={<Home />} />
    </Page>
  );
};
