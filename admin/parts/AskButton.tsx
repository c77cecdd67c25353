/** A button that asks before it acts, with the consequence in words and numbers. */
import Button, { type ButtonProps } from '@mui/material/Button';
import { useState } from 'react';
import { type Asking, ReasonDialog } from './ReasonDialog.tsx';

type Given = Pick<ButtonProps, 'color' | 'variant' | 'disabled'> & { asking: Asking };

/** The button has the same words as the one in the dialog that does it. */
export const AskButton = ({ asking, ...look }: Given) => {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button {...look} onClick={() => setOpen(true)}>
        {asking.go}
      </Button>
      <ReasonDialog asking={open ? asking : null} onClose={() => setOpen(false)} />
    </>
  );
};
