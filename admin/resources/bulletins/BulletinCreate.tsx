/** A new bulletin: the draft is made with the first words. */
import { Editor } from './Editor.tsx';

const BulletinCreate = () => <Editor bulletin={null} />;
export default BulletinCreate;
