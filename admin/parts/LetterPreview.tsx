/** A mail as its reader sees it: phone or desktop width, HTML or text, in a frame that runs nothing. */
import Box from '@mui/material/Box';
import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useTranslate } from 'react-admin';
import type { Preview } from '../../server/contract/console/bulletins.ts';

type View = 'phone' | 'desktop' | 'text';

export const LetterPreview = ({ mail, title }: { mail: Preview; title: string }) => {
  const translate = useTranslate();
  const [view, setView] = useState<View>('phone');
  return (
    <Box sx={{ border: 1, borderColor: 'divider', borderRadius: 2, overflow: 'hidden' }}>
      <Box
        sx={{
          p: 1.5,
          display: 'flex',
          gap: 1,
          flexWrap: 'wrap',
          alignItems: 'center',
          borderBottom: 1,
          borderColor: 'divider',
        }}
      >
        <Typography component="h3" variant="subtitle1" sx={{ flexGrow: 1, fontWeight: 700 }}>
          {title}
        </Typography>
        <ToggleButtonGroup
          size="small"
          exclusive
          value={view}
          onChange={(_e, next: View | null) => next && setView(next)}
          aria-label={translate('fb.preview.width')}
        >
          <ToggleButton value="phone">{translate('fb.preview.phone')}</ToggleButton>
          <ToggleButton value="desktop">{translate('fb.preview.desktop')}</ToggleButton>
          <ToggleButton value="text">{translate('fb.preview.text')}</ToggleButton>
        </ToggleButtonGroup>
      </Box>
      <Box sx={{ p: 1.5, borderBottom: 1, borderColor: 'divider' }}>
        <Typography variant="body2" color="text.secondary">
          {mail.from}
        </Typography>
        <Typography sx={{ fontWeight: 700 }}>{mail.subject}</Typography>
      </Box>
      {view === 'text' ? (
        <Box
          component="pre"
          tabIndex={0}
          sx={{
            m: 0,
            p: 2,
            overflow: 'auto',
            maxHeight: 640,
            fontFamily: 'monospace',
            fontSize: 14,
            whiteSpace: 'pre-wrap',
          }}
        >
          {mail.text}
        </Box>
      ) : (
        <Box sx={{ display: 'flex', justifyContent: 'center', bgcolor: 'action.hover' }}>
          <Box
            component="iframe"
            title={title}
            sandbox=""
            srcDoc={mail.html}
            sx={{ border: 0, bgcolor: '#fff', width: view === 'phone' ? 360 : '100%', maxWidth: '100%', height: 640 }}
          />
        </Box>
      )}
    </Box>
  );
};
