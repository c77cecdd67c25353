/** A new bulletin: the draft is made with the first words. */
import { usePermissions } from 'react-admin';
import type { Right } from '../../../server/contract/rights.ts';
import { NotForYou } from '../../frame/Elsewhere.tsx';
import { Waiting } from '../../parts/Waiting.tsx';
import { useMe } from '../../providers/useMe.ts';
import { Editor } from './Editor.tsx';

const BulletinCreate = () => {
  const me = useMe();
  const { permissions } = usePermissions<Right[]>();
  if (permissions && !permissions.includes('bulletin.write')) return <NotForYou rights={['bulletin.write']} />;
  return me ? <Editor bulletin={null} place={null} person={me.id} /> : <Waiting />;
};
export default BulletinCreate;
