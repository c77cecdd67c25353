/** One topic in its group: its words in three languages, how many read it, and what can be done with it. */

import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Link from '@mui/material/Link';
import Typography from '@mui/material/Typography';
import { useLocale, usePermissions, useTranslate } from 'react-admin';
import { languages } from '../../../server/contract/codes.ts';
import type { Topic } from '../../../server/contract/console/topics.ts';
import type { Right } from '../../../server/contract/rights.ts';
import { languageOf } from '../../../server/languages/languages.ts';
import { readersAt } from '../../parts/Figure.tsx';
import { figure } from '../../parts/moment.ts';

export const TopicLine = (p: {
  topic: Topic;
  may: boolean;
  first: boolean;
  last: boolean;
  onMove: ((by: -1 | 1) => void) | null;
  onReword: () => void;
  onEnd: () => void;
}) => {
  const translate = useTranslate();
  const locale = useLocale();
  const { topic } = p;
  const { permissions = [] } = usePermissions<Right[]>();
  const readers = translate('fb.bulletins.topic.readers', { people: figure(topic.readers, locale) });
  const name = topic.names[locale === 'en' ? 'en' : 'ja'];
  return (
    <Box
      component="li"
      sx={{
        display: 'grid',
        gap: { xs: 0.5, md: 1.5 },
        gridTemplateColumns: { xs: 'minmax(0, 1fr)', md: 'minmax(0, 1fr) auto' },
        alignItems: 'center',
        py: { xs: 1, md: 1.5 },
        borderTop: 1,
        borderColor: 'divider',
      }}
    >
      <Box sx={{ minWidth: 0 }}>
        <Typography sx={{ fontWeight: 700, overflowWrap: 'anywhere' }}>{name}</Typography>
        <Typography variant="body2" color="text.secondary" sx={{ overflowWrap: 'anywhere' }}>
          {languages
            .filter((l) => topic.names[l] !== name)
            .map((l, n) => (
              <span key={l} lang={languageOf(l).tag}>
                {n > 0 && ' · '}
                {topic.names[l]}
              </span>
            ))}
        </Typography>
        <Typography variant="body2" sx={{ fontVariantNumeric: 'tabular-nums' }}>
          {topic.readers > 0 && permissions.includes('reader.find') ? (
            <Link href={`#${readersAt({ topic: topic.code, state: 'active' })}`}>{readers}</Link>
          ) : (
            readers
          )}
        </Typography>
      </Box>
      {p.may && (
        <Box sx={{ display: 'flex', gap: { xs: 0.5, sm: 1 }, flexWrap: 'wrap' }}>
          <Button
            sx={{ minWidth: 44 }}
            disabled={!p.onMove || p.first}
            onClick={() => p.onMove?.(-1)}
            aria-label={translate('fb.bulletins.topic.upName', { name })}
          >
            ↑
          </Button>
          <Button
            sx={{ minWidth: 44 }}
            disabled={!p.onMove || p.last}
            onClick={() => p.onMove?.(1)}
            aria-label={translate('fb.bulletins.topic.downName', { name })}
          >
            ↓
          </Button>
          <Button
            variant="outlined"
            onClick={p.onReword}
            aria-label={translate('fb.bulletins.topic.rewordName', { name })}
          >
            {translate('fb.bulletins.topic.reword')}
          </Button>
          <Button color="error" onClick={p.onEnd} aria-label={translate('fb.bulletins.topic.endName', { name })}>
            {translate('fb.bulletins.topic.end')}
          </Button>
        </Box>
      )}
    </Box>
  );
};
