/** All that became of one reader, newest first; more of it on demand, so that the page stays short on a phone. */
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Link from '@mui/material/Link';
import Typography from '@mui/material/Typography';
import { type ReactNode, useState } from 'react';
import { useLocale, usePermissions, useTranslate } from 'react-admin';
import type { LetterState } from '../../../server/contract/codes.ts';
import type { ReaderMoment } from '../../../server/contract/console/readerActs.ts';
import type { Right } from '../../../server/contract/rights.ts';
import { LetterStateChip } from '../../parts/LetterRows.tsx';
import { moment } from '../../parts/moment.ts';
import { Part } from '../../parts/Page.tsx';
import { Empty } from '../../parts/Rows.tsx';
import { Told } from '../../parts/Told.tsx';
import { useAsked } from '../../parts/useAsked.ts';
import { useCodeWords } from '../../parts/useCodeWords.ts';
import { useMailTypeNames } from '../../parts/useMailTypeNames.ts';

const FIRST = 12;

const useMomentWords = () => {
  const translate = useTranslate();
  const words = useCodeWords();
  const typeName = useMailTypeNames();
  const { permissions = [] } = usePermissions<Right[]>();
  const tell = (kind: string, values: object = {}) => translate(`fb.timeline.${kind}`, values);
  const reason = (code: string | null) => (code === null ? '' : words.reply(code));
  return (one: ReaderMoment): ReactNode => {
    const what = one.what ?? '';
    switch (one.kind) {
      case 'letter':
        return permissions.includes('letter.find') ? (
          <Link href={`#/letters/${one.id}`}>{typeName(what)}</Link>
        ) : (
          typeName(what)
        );
      case 'bulletin': {
        const title = what || translate('fb.bulletin.untitled');
        return permissions.includes('bulletin.see') ? <Link href={`#/bulletins/${one.id}/show`}>{title}</Link> : title;
      }
      case 'returned':
        return tell('returned', { why: reason(what) });
      case 'suspended':
        return tell('suspended', { why: translate(`fb.suspended.reasons.${what}`, { _: what }) });
      case 'staff':
        return tell('staff', {
          act: words.act(what),
          by: translate(`fb.audited.actor.${one.by}`, { _: one.by ?? '' }),
        });
      case 'consent':
        return tell('consent', { source: translate(`fb.timeline.sources.${what}`, { _: what }) });
      case 'registered':
        return tell('registered', { source: translate(`fb.readerList.causes.${what}`) });
      default:
        return tell(one.kind);
    }
  };
};

export const Timeline = ({ readerId }: { readerId: string }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const words = useCodeWords();
  const asked = useAsked(`/readers/${readerId}/timeline`);
  const wordsOf = useMomentWords();
  const [all, setAll] = useState(false);
  const moments = asked.data?.data ?? [];
  const shown = all ? moments : moments.slice(0, FIRST);
  const title = translate('fb.timeline.title');
  return (
    <Part title={title}>
      <Told asked={asked}>
        {moments.length === 0 && <Empty title={translate('fb.common.none')} />}
        <Box component="ol" aria-label={title} sx={{ listStyle: 'none', m: 0, p: 0, display: 'grid' }}>
          {shown.map((one, place) => (
            <Box
              component="li"
              // Two things may happen in one moment.
              key={`${one.at}${one.kind}${one.id}${place}`}
              sx={{ borderTop: place === 0 ? 0 : 1, borderColor: 'divider', py: 1, overflowWrap: 'anywhere' }}
            >
              <Typography variant="body2" color="text.secondary">
                {moment(one.at, locale)}
              </Typography>
              <Box sx={{ display: 'flex', gap: 1, flexWrap: 'wrap', alignItems: 'center' }}>
                <Typography component="span">{wordsOf(one)}</Typography>
                {(one.kind === 'letter' || one.kind === 'bulletin') && (
                  // Test keys write to no reader.
                  <LetterStateChip state={one.state as LetterState} test={false} />
                )}
              </Box>
              {one.reason && one.kind !== 'suspended' && (
                <Typography variant="body2">
                  {one.kind === 'staff'
                    ? translate('fb.timeline.because', { reason: one.reason })
                    : words.reply(one.reason)}
                </Typography>
              )}
            </Box>
          ))}
        </Box>
        {!all && moments.length > FIRST && (
          <Button variant="outlined" onClick={() => setAll(true)} sx={{ mt: 1 }}>
            {translate('fb.timeline.all', { n: moments.length })}
          </Button>
        )}
      </Told>
    </Part>
  );
};
