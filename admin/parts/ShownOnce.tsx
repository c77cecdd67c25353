/** A secret that is shown now and never again. */
import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useTranslate } from 'react-admin';

export const ShownOnce = ({ text, onClose }: { text: string; onClose: () => void }) => {
  const translate = useTranslate();
  const [copied, setCopied] = useState(false);
  return (
    <Alert severity="warning" onClose={onClose} closeText={translate('fb.common.close')}>
      <Typography sx={{ mb: 1 }}>{translate('fb.key.once')}</Typography>
      <Typography component="code" sx={{ display: 'block', fontFamily: 'monospace', overflowWrap: 'anywhere', mb: 1 }}>
        {text}
      </Typography>
      <Button
        variant="outlined"
        onClick={async () => {
          await navigator.clipboard.writeText(text);
          setCopied(true);
        }}
      >
        {translate(copied ? 'fb.factor.copied' : 'fb.factor.copy')}
      </Button>
    </Alert>
  );
};
