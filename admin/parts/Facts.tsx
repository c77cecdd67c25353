/** Names and values below each other. */
import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import type { ReactNode } from 'react';

/** [key, name, value]; rows without a value are left out. */
export const Facts = ({ rows }: { rows: readonly (readonly [string, string, ReactNode])[] }) => (
  <Box
    component="dl"
    sx={{
      display: 'grid',
      gridTemplateColumns: { xs: 'minmax(0, 2fr) minmax(0, 3fr)', sm: 'minmax(140px, max-content) minmax(0, 1fr)' },
      columnGap: 2,
      rowGap: 1,
      m: 0,
    }}
  >
    {rows
      .filter(([, , value]) => value !== null && value !== undefined && value !== '' && value !== false)
      .map(([key, name, value]) => (
        <Box key={key} sx={{ display: 'contents' }}>
          <Typography component="dt" variant="body2" color="text.secondary" sx={{ pt: '2px' }}>
            {name}
          </Typography>
          <Typography component="dd" sx={{ m: 0, overflowWrap: 'anywhere' }}>
            {value}
          </Typography>
        </Box>
      ))}
  </Box>
);
