/** A page that is still being loaded: its shape, not a wheel. */
import Box from '@mui/material/Box';
import Skeleton from '@mui/material/Skeleton';

export const Waiting = () => (
  <Box sx={{ py: 2.5, px: 1 }} aria-busy="true">
    <Skeleton width={240} height={40} />
    <Skeleton height={28} />
    <Skeleton height={28} width="80%" />
    <Skeleton height={28} width="60%" />
  </Box>
);
