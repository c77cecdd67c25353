/** The difference to the last edition: who gets it now, and what the text says now. Readable at 360 px. */
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { useLocale, useTranslate } from 'react-admin';
import { languages } from '../../../server/contract/codes.ts';
import type { Edition, LastPage } from '../../../server/contract/console/bulletinWay.ts';
import { DiffLines } from '../../parts/DiffLines.tsx';
import { figure, moment } from '../../parts/moment.ts';
import type { Texts } from './usePreview.ts';
import { useTopicNames } from './useTopicNames.ts';

/** `words`: where `plus` and `minus` say what the signs mean. */
type Difference = { before: Texts; now: Texts; same: string; words?: string };
export const TextDifference = ({ before, now, same, words }: Difference) => {
  const translate = useTranslate();
  const whole = (texts: Texts, l: (typeof languages)[number]) =>
    texts[l] ? `${texts[l].subject}\n\n${texts[l].body}` : '';
  const changed = languages.filter((l) => whole(before, l) !== whole(now, l));
  if (changed.length === 0) return <Typography>{same}</Typography>;
  return (
    <Box sx={{ display: 'grid', gap: 2 }}>
      {changed.map((l) => (
        <Box key={l}>
          <Typography component="h4" variant="subtitle2">
            {translate(`fb.language.${l}`)}
          </Typography>
          <DiffLines before={whole(before, l)} now={whole(now, l)} {...(words ? { words } : {})} />
        </Box>
      ))}
    </Box>
  );
};

const AudienceDifference = ({ edition, page }: { edition: Edition; page: LastPage }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const topics = useTopicNames();
  const now = page.reach.total;
  const added = page.bulletin.topics.filter((t) => !edition.topics.includes(t));
  const removed = edition.topics.filter((t) => !page.bulletin.topics.includes(t));
  const change =
    edition.people === 0
      ? '–'
      : `${now >= edition.people ? '+' : '−'}${Math.abs(Math.round((100 * (now - edition.people)) / edition.people))} %`;
  return (
    <Box component="ul" sx={{ m: 0, pl: 3 }}>
      <li>
        {now === edition.people
          ? translate('fb.bulletins.edition.samePeople', { now: figure(now, locale) })
          : translate('fb.bulletins.edition.people', {
              before: figure(edition.people, locale),
              now: figure(now, locale),
              change,
            })}
      </li>
      {added.length > 0 && <li>{translate('fb.bulletins.edition.added', { topics: topics(added) })}</li>}
      {removed.length > 0 && <li>{translate('fb.bulletins.edition.removed', { topics: topics(removed) })}</li>}
      {added.length + removed.length === 0 && <li>{translate('fb.bulletins.edition.sameTopics')}</li>}
    </Box>
  );
};

/** What somebody mended after it was given back: a second look need not begin anew. */
const SinceReturned = ({ page }: { page: LastPage }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const { since } = page;
  if (!since) return null;
  return (
    <Box component="section" sx={{ display: 'grid', gap: 1.5 }}>
      <Typography component="h2" variant="h6">
        {translate('fb.bulletins.edition.since')}
      </Typography>
      <Typography color="text.secondary">
        {translate('fb.bulletins.edition.sinceSays', { at: moment(since.at, locale), comment: since.comment })}
      </Typography>
      <TextDifference
        before={since.texts}
        now={page.bulletin.texts}
        same={translate('fb.bulletins.edition.sinceSame')}
      />
    </Box>
  );
};

export const Comparison = ({ page }: { page: LastPage }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const { edition } = page;
  return (
    <>
      <SinceReturned page={page} />
      <Box component="section" sx={{ display: 'grid', gap: 1.5 }}>
        <Typography component="h2" variant="h6">
          {translate('fb.bulletins.edition.title')}
        </Typography>
        {!edition && <Typography color="text.secondary">{translate('fb.bulletins.edition.none')}</Typography>}
        {edition && (
          <>
            <Typography color="text.secondary">
              {translate(`fb.bulletins.edition.${edition.likeness}`)}: {edition.title} (
              {moment(edition.startedAt, locale)})
            </Typography>
            {page.typed && page.bulletin.kind !== 'emergency' && (
              <Alert severity="warning">{translate('fb.bulletins.edition.much')}</Alert>
            )}
            <AudienceDifference edition={edition} page={page} />
            <Typography component="h3" variant="subtitle1" sx={{ fontWeight: 700 }}>
              {translate('fb.bulletins.edition.text')}
            </Typography>
            <TextDifference
              before={edition.texts}
              now={page.bulletin.texts}
              same={translate('fb.bulletins.edition.sameText')}
            />
          </>
        )}
      </Box>
    </>
  );
};
