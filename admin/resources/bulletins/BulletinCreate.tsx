/** A new bulletin: the draft is made with the first words. */
import { usePermissions } from 'react-admin';
import type { Right } from '../../../server/contract/rights.ts';
import { NotForYou } from '../../frame/Elsewhere.tsx';
import { Editor } from './Editor.tsx';

const BulletinCreate = () => {
  const { permissions } = usePermissions<Right[]>();
  if (permissions && !permissions.includes('bulletin.write')) return <NotForYou rights={['bulletin.write']} />;
  return <Editor bulletin={null} place={null} />;
};
export default BulletinCreate;
