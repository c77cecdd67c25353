/** The frame of every page before the console: one column, the language on top, one heading. */
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import type { FormEvent, ReactNode } from 'react';
import { LocalesMenuButton, useTranslate } from 'react-admin';
import { usePageTitle } from './Page.tsx';

export const Door = (p: { title: string; intro?: string | undefined; wrong?: string | null; children: ReactNode }) => {
  const translate = useTranslate();
  usePageTitle(p.title);
  return (
    <Box component="main" sx={{ maxWidth: 480, mx: 'auto', p: { xs: 2, sm: 3 }, overflowWrap: 'anywhere' }}>
      <Box sx={{ display: 'flex', justifyContent: 'space-between', alignItems: 'center', mb: { xs: 2, sm: 6 } }}>
        <Typography sx={{ fontWeight: 700, color: 'primary.main' }}>{translate('fb.name')}</Typography>
        <LocalesMenuButton />
      </Box>
      <Typography component="h1" variant="h5" sx={{ mb: 1.5, fontWeight: 700 }}>
        {p.title}
      </Typography>
      {p.intro && <Typography sx={{ mb: 3 }}>{p.intro}</Typography>}
      {p.wrong && (
        <Alert severity="error" role="alert" sx={{ mb: 3 }}>
          {p.wrong}
        </Alert>
      )}
      {p.children}
    </Box>
  );
};

/** A form of the door: fields below each other. */
export const DoorForm = (p: { onSubmit: () => void; children: ReactNode }) => (
  <Box
    component="form"
    noValidate
    onSubmit={(event: FormEvent) => {
      event.preventDefault();
      p.onSubmit();
    }}
    sx={{ display: 'grid', gap: 2.5 }}
  >
    {p.children}
  </Box>
);
