/** Whose hub this is: a mark of our own, a letter box, and the agency's short name. On a phone the mark alone stands there. */
import Box from '@mui/material/Box';
import Link from '@mui/material/Link';
import Typography from '@mui/material/Typography';
import { useLocale } from 'react-admin';
import { useMe } from '../providers/useMe.ts';

export const AgencyName = () => {
  const locale = useLocale();
  const me = useMe();
  if (!me) return null;
  const name = me.agency[locale === 'en' ? 'en' : 'ja'];
  return (
    <Link
      href="#/"
      underline="none"
      color="inherit"
      aria-label={name}
      sx={{ display: { xs: 'none', sm: 'flex' }, alignItems: 'center', gap: 1, minHeight: 44, whiteSpace: 'nowrap' }}
    >
      <Box component="svg" viewBox="0 0 24 24" aria-hidden sx={{ width: 24, height: 24, color: 'primary.main' }}>
        <path fill="currentColor" d="M4 9h16v11a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1zm4 3v2h8v-2zM6 3h12l2 4H4z" />
      </Box>
      <Typography component="span" sx={{ fontWeight: 700, display: { xs: 'none', md: 'inline' } }}>
        {name}
      </Typography>
    </Link>
  );
};
