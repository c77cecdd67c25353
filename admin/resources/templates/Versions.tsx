/** Every version of a template, newest first: what changed, which one is sent, and the way back to an earlier one. */
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Chip from '@mui/material/Chip';
import Typography from '@mui/material/Typography';
import { useLocale, useTranslate } from 'react-admin';
import type { Template, TemplateVersion } from '../../../server/contract/console/templates.ts';
import { DiffLines } from '../../parts/DiffLines.tsx';
import { moment } from '../../parts/moment.ts';
import { Part } from '../../parts/Page.tsx';

const whole = (v: TemplateVersion | undefined) => (v ? `${v.name}\n${v.subject}\n\n${v.body}` : '');

export const Versions = (p: {
  template: Template;
  onPublish: ((version: number) => void) | null;
  onTake: ((version: TemplateVersion) => void) | null;
}) => {
  const translate = useTranslate();
  const locale = useLocale();
  const { versions, sent } = p.template;
  return (
    <Part title={translate('fb.template.versions')}>
      <Box component="ol" sx={{ listStyle: 'none', m: 0, p: 0, display: 'grid', gap: 2 }}>
        {versions.map((v, i) => (
          <Box component="li" key={v.version} sx={{ borderTop: i === 0 ? 0 : 1, borderColor: 'divider', pt: i && 2 }}>
            <Box sx={{ display: 'flex', gap: 1.5, flexWrap: 'wrap', alignItems: 'center' }}>
              <Typography sx={{ fontWeight: 700 }}>{translate('fb.template.version', { n: v.version })}</Typography>
              {v.version === sent && <Chip size="small" color="success" label={translate('fb.template.now')} />}
              <Typography variant="body2" color="text.secondary" sx={{ flexGrow: 1 }}>
                {moment(v.at, locale)} · {v.by}
              </Typography>
              {p.onTake && i > 0 && (
                <Button size="small" onClick={() => p.onTake?.(v)}>
                  {translate('fb.template.take')}
                </Button>
              )}
              {p.onPublish && v.version !== sent && (
                <Button size="small" variant="outlined" onClick={() => p.onPublish?.(v.version)}>
                  {translate('fb.template.publish', { n: v.version })}
                </Button>
              )}
            </Box>
            <Box component="details" sx={{ mt: 0.5 }}>
              <Box component="summary" sx={{ cursor: 'pointer', minHeight: 32 }}>
                {translate(versions[i + 1] ? 'fb.template.change' : 'fb.template.whole')}
              </Box>
              <DiffLines before={whole(versions[i + 1])} now={whole(v)} />
            </Box>
          </Box>
        ))}
      </Box>
    </Part>
  );
};
