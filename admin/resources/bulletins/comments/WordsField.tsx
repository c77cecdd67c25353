/** Where a comment or its answer is written: as long as the server takes it. */
import TextField from '@mui/material/TextField';

type Given = { label: string; words: string; onWrite: (words: string) => void };

export const WordsField = ({ label, words, onWrite }: Given) => (
  <TextField
    autoFocus
    size="small"
    label={label}
    value={words}
    onChange={(event) => onWrite(event.target.value)}
    multiline
    minRows={2}
    slotProps={{ htmlInput: { maxLength: 2000 } }}
    fullWidth
  />
);
