/** A long part of a page: open at a desk; on a phone its name and how much is in it stay in sight, and a press or a key opens it. */
import type { Theme } from '@mui/material';
import Box from '@mui/material/Box';
import useMediaQuery from '@mui/material/useMediaQuery';
import type { ReactNode } from 'react';
import { useLocale } from 'react-admin';
import { figure } from './moment.ts';

/** `n`: how many are inside; `open`: also on a phone, for what somebody looks for or must see; `heading`: as it stands at a desk. */
export const Fold = (p: { title: ReactNode; n?: number; open?: boolean; heading?: ReactNode; children: ReactNode }) => {
  const locale = useLocale();
  const wide = useMediaQuery((theme: Theme) => theme.breakpoints.up('md'));
  if (wide)
    return (
      <>
        {p.heading}
        {p.children}
      </>
    );
  return (
    <Box
      component="details"
      key={String(p.open ?? false)}
      open={p.open ?? false}
      sx={{ border: 1, borderColor: 'divider', borderRadius: 2, px: 2, minWidth: 0, '&[open]': { pb: 2 } }}
    >
      <Box component="summary" sx={{ cursor: 'pointer', py: 1.5, fontWeight: 700, overflowWrap: 'anywhere' }}>
        {p.title}
        {p.n !== undefined && ` (${figure(p.n, locale)})`}
      </Box>
      {p.children}
    </Box>
  );
};
