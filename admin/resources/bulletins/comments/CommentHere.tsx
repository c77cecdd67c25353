/** The comment at words that were clicked, beside them: read, answered and closed without leaving the text. */
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import { useMay } from '../Deciding.tsx';
import type { Texts } from '../usePreview.ts';
import { placed } from './placed.ts';
import { Thread } from './Thread.tsx';
import { useComments } from './useComments.ts';

const CommentHere = ({ bulletin, texts, id }: { bulletin: string; texts: Texts; id: string }) => {
  const may = useMay();
  const acts = useComments(bulletin);
  const comment = acts.list?.data.find((one) => one.id === id);
  if (!comment) return null;
  const taken = may('bulletin.comment') && acts.list?.taken === true;
  return (
    <Box component="ol" sx={{ listStyle: 'none', m: 0, p: 0 }}>
      {acts.wrong && (
        <Alert severity="error" role="alert">
          {acts.wrong}
        </Alert>
      )}
      <Thread comment={placed(comment, texts)} acts={acts} may={taken} onGo={null} />
    </Box>
  );
};
export default CommentHere;
