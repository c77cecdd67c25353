/** Writing on: the newest revision is read anew whenever the page is opened. */
import { useEffect, useState } from 'react';
import { Loading, useRedirect } from 'react-admin';
import { useParams } from 'react-router-dom';
import type { Bulletin } from '../../../server/contract/console/bulletins.ts';
import { call } from '../../providers/http.ts';
import { Editor } from './Editor.tsx';

const BulletinEdit = () => {
  const { id } = useParams();
  const redirect = useRedirect();
  const [bulletin, setBulletin] = useState<Bulletin | null>(null);
  useEffect(() => {
    // Not from the cache of lists: an old revision would end in a conflict with oneself.
    call<Bulletin>('GET', `/bulletins/${id}`)
      .then((found) =>
        found.state === 'draft' || found.state === 'returned'
          ? setBulletin(found)
          : redirect('show', 'bulletins', found.id),
      )
      .catch(() => redirect('list', 'bulletins'));
  }, [id, redirect]);
  return bulletin && bulletin.id === id ? <Editor key={bulletin.id} bulletin={bulletin} /> : <Loading />;
};
export default BulletinEdit;
