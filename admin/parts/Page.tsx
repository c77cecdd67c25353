/** A page of the console: one heading, what can be done beside it, then the content. */
import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { type ReactNode, useEffect } from 'react';
import { Title, useTranslate } from 'react-admin';

/** The name of the page in the window's title and in the list of tabs. */
export const usePageTitle = (title: string): void => {
  const translate = useTranslate();
  useEffect(() => {
    document.title = `${title} – ${translate('fb.name')}`;
  }, [title, translate]);
};

export const Page = (p: {
  title: string;
  intro?: string;
  actions?: ReactNode;
  children: ReactNode;
  narrow?: boolean;
}) => {
  usePageTitle(p.title);
  return (
    <Box
      sx={{
        display: 'grid',
        gap: 3,
        py: { xs: 1.5, sm: 2.5 },
        px: { xs: 0.5, sm: 1 },
        maxWidth: p.narrow ? 760 : 'none',
        gridTemplateColumns: 'minmax(0, 1fr)',
      }}
    >
      <Title title={<span />} />
      <Box sx={{ display: 'flex', gap: 1.5, flexWrap: 'wrap', alignItems: 'center' }}>
        <Typography component="h1" variant="h5" sx={{ fontWeight: 700, flexGrow: 1, overflowWrap: 'anywhere' }}>
          {p.title}
        </Typography>
        {p.actions}
      </Box>
      {p.intro && <Typography sx={{ mt: -1.5 }}>{p.intro}</Typography>}
      {p.children}
    </Box>
  );
};

export const Part = (p: { title: string; actions?: ReactNode; children: ReactNode }) => (
  <Box
    component="section"
    sx={{ border: 1, borderColor: 'divider', borderRadius: 2, p: { xs: 2, sm: 2.5 }, minWidth: 0 }}
  >
    <Box sx={{ display: 'flex', gap: 1.5, flexWrap: 'wrap', alignItems: 'center', mb: 1.5 }}>
      <Typography
        component="h2"
        variant="h6"
        sx={{ fontWeight: 700, flexGrow: 1, minWidth: 0, overflowWrap: 'anywhere' }}
      >
        {p.title}
      </Typography>
      {p.actions}
    </Box>
    {p.children}
  </Box>
);
