/** A mail as its reader sees it: phone or desktop width, light or dark, HTML, its source, or text, in a frame that runs nothing of the mail's. */
import Box from '@mui/material/Box';
import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import Typography from '@mui/material/Typography';
import { memo, useCallback, useEffect, useRef, useState } from 'react';
import { useTranslate } from 'react-admin';
import type { Preview } from '../../server/contract/console/bulletins.ts';

type View = 'phone' | 'desktop' | 'text' | 'source';
type Scheme = 'light' | 'dark';

/** The mail as a phone in that scheme shows it, whatever this machine is set to. */
const inScheme = (html: string, scheme: Scheme): string =>
  html
    .replace(/@media\s*\(prefers-color-scheme:\s*dark\)/g, scheme === 'dark' ? '@media all' : '@media not all')
    .replaceAll('color-scheme: light dark', `color-scheme: ${scheme}`)
    .replaceAll('content="light dark"', `content="${scheme}"`);

/** The frame has a policy of its own (server: console/mailFrame.ts), for mails carry styles that this page does not allow. */
const MailFrame = ({ title, html, scheme, width }: { title: string; html: string; scheme: Scheme; width: string }) => {
  const frame = useRef<HTMLIFrameElement>(null);
  // A frame without an origin has no name that could be asked for; what it gets is the mail and nothing else.
  const mail = inScheme(html, scheme);
  const show = useCallback(() => frame.current?.contentWindow?.postMessage(mail, '*'), [mail]);
  useEffect(() => show(), [show]);
  return (
    <Box
      ref={frame}
      component="iframe"
      title={title}
      sandbox="allow-scripts"
      src="/console/mail"
      onLoad={show}
      sx={{ border: 0, bgcolor: scheme === 'dark' ? '#000' : '#fff', width, maxWidth: '100%', height: 520 }}
    />
  );
};

/** Drawn anew only for another mail. */
export const LetterPreview = memo(({ mail, title }: { mail: Preview; title: string }) => {
  const translate = useTranslate();
  const [view, setView] = useState<View>('phone');
  const [scheme, setScheme] = useState<Scheme>('light');
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
        <Typography component="h2" variant="subtitle1" sx={{ flexGrow: 1, fontWeight: 700 }}>
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
          <ToggleButton value="source">HTML</ToggleButton>
        </ToggleButtonGroup>
        <ToggleButtonGroup
          size="small"
          exclusive
          value={scheme}
          onChange={(_e, next: Scheme | null) => next && setScheme(next)}
          aria-label={translate('fb.bulletins.sample.scheme')}
        >
          <ToggleButton value="light">{translate('fb.bulletins.sample.light')}</ToggleButton>
          <ToggleButton value="dark">{translate('fb.bulletins.sample.dark')}</ToggleButton>
        </ToggleButtonGroup>
      </Box>
      <Box sx={{ p: 1.5, borderBottom: 1, borderColor: 'divider' }}>
        <Typography variant="body2" color="text.secondary">
          {mail.from}
        </Typography>
        <Typography sx={{ fontWeight: 700 }}>{mail.subject}</Typography>
      </Box>
      {view === 'text' || view === 'source' ? (
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
          {view === 'text' ? mail.text : mail.html}
        </Box>
      ) : (
        <Box sx={{ display: 'flex', justifyContent: 'center', bgcolor: 'action.hover' }}>
          <MailFrame title={title} html={mail.html} scheme={scheme} width={view === 'phone' ? '360px' : '100%'} />
        </Box>
      )}
    </Box>
  );
});
