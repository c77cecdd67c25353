/** Writing on: the newest revision is read anew whenever the page is opened. Who may not write, or not any more, is shown it. */
import { useEffect, useState } from 'react';
import { usePermissions, useRedirect } from 'react-admin';
import { useLocation, useParams } from 'react-router-dom';
import type { Bulletin } from '../../../server/contract/console/bulletins.ts';
import type { Right } from '../../../server/contract/rights.ts';
import { Waiting } from '../../parts/Waiting.tsx';
import { call } from '../../providers/http.ts';
import { useMe } from '../../providers/useMe.ts';
import { Editor, type Place } from './Editor.tsx';

const BulletinEdit = () => {
  const { id } = useParams();
  const { state } = useLocation() as { state: { place?: Place } | null };
  const redirect = useRedirect();
  const me = useMe();
  const { permissions } = usePermissions<Right[]>();
  const [bulletin, setBulletin] = useState<Bulletin | null>(null);
  useEffect(() => {
    if (!permissions) return;
    // Not from the cache of lists: an old revision would end in a conflict with oneself.
    call('GET', `/bulletins/${id}`)
      .then((found) =>
        permissions.includes('bulletin.write') && (found.state === 'draft' || found.state === 'returned')
          ? setBulletin(found)
          : redirect('show', 'bulletins', found.id),
      )
      .catch(() => redirect('list', 'bulletins'));
  }, [id, redirect, permissions]);
  return me && bulletin && bulletin.id === id ? (
    <Editor key={bulletin.id} bulletin={bulletin} person={me.id} place={state?.place ?? null} />
  ) : (
    <Waiting />
  );
};
export default BulletinEdit;
