/** Recovery codes, shown once: to copy, to print, and to say that they are kept. */
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useTranslate } from 'react-admin';

export const RecoveryCodes = ({ codes, onKept }: { codes: readonly string[]; onKept: () => void }) => {
  const translate = useTranslate();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(codes.join('\n'));
    setCopied(true);
  };
  return (
    <Box>
      <Typography sx={{ mb: 2 }}>{translate('fb.factor.recoveryIntro')}</Typography>
      <Box
        component="ul"
        sx={{
          display: 'grid',
          gridTemplateColumns: 'repeat(2, minmax(0, 1fr))',
          gap: 1,
          p: 2,
          m: 0,
          mb: 2,
          listStyle: 'none',
          border: 1,
          borderColor: 'divider',
          borderRadius: 2,
          fontFamily: 'monospace',
          fontSize: 18,
        }}
      >
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </Box>
      <Box sx={{ display: 'flex', gap: 1.5, flexWrap: 'wrap' }}>
        <Button variant="contained" onClick={onKept}>
          {translate('fb.factor.kept')}
        </Button>
        <Button variant="outlined" onClick={copy}>
          {translate(copied ? 'fb.factor.copied' : 'fb.factor.copy')}
        </Button>
        <Button variant="outlined" onClick={() => window.print()}>
          {translate('fb.factor.print')}
        </Button>
      </Box>
    </Box>
  );
};
