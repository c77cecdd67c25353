/** On the sign-in page of a demo, for a browser on the machine itself: a door for each role. */
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Divider from '@mui/material/Divider';
import Typography from '@mui/material/Typography';
import { useTranslate } from 'react-admin';
import { useAsked } from '../parts/useAsked.ts';

export const DemoDoors = () => {
  const translate = useTranslate();
  const { data } = useAsked('/demo');
  if (!data || data.links.length === 0) return null;
  return (
    <Box component="section" aria-labelledby="demo-doors">
      <Typography id="demo-doors" component="h2" variant="h6">
        {translate('fb.demo.title')}
      </Typography>
      <Typography sx={{ mb: 1.5 }}>{translate('fb.demo.intro')}</Typography>
      <Box sx={{ display: 'grid', gap: 1, gridTemplateColumns: 'repeat(auto-fit, minmax(180px, 1fr))' }}>
        {data.links.map(({ role, token }) => (
          <Button key={role} variant="outlined" href={`#/demo/${token}`}>
            {translate('fb.demo.enter', { role: translate(`fb.role.${role}`) })}
          </Button>
        ))}
      </Box>
      <Divider sx={{ my: 3 }}>{translate('fb.demo.or')}</Divider>
    </Box>
  );
};
