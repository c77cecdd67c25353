/** Everything that stands before the button: from, topics, people by language and domain, time, expected end, checks. */
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import type { ReactNode } from 'react';
import { useLocale, useTranslate } from 'react-admin';
import { useNavigate } from 'react-router-dom';
import type { LastPage } from '../../../server/contract/console/bulletinWay.ts';
import { figure, moment } from '../../parts/moment.ts';
import { useMay } from './Deciding.tsx';
import { Findings } from './Findings.tsx';
import { OlderWarnings } from './OlderWarnings.tsx';
import { until } from './times.ts';
import { useDomainWord } from './useDomainWord.ts';
import { useTopicNames } from './useTopicNames.ts';

const Row = ({ name, children }: { name: string; children: ReactNode }) => (
  <Box sx={{ display: 'contents' }}>
    <Typography component="dt" variant="body2" color="text.secondary" sx={{ mt: { xs: 0.5, sm: 0 } }}>
      {name}
    </Typography>
    <Box component="dd" sx={{ m: 0, overflowWrap: 'anywhere' }}>
      {children}
    </Box>
  </Box>
);

/** When it leaves, in words. */
const Leaves = ({ page }: { page: LastPage }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const { bulletin, startsAt, movedFrom, holdMs } = page;
  const promised = bulletin.state === 'scheduled' || bulletin.state === 'held';
  const planned = promised || bulletin.plannedAt !== null || movedFrom !== null;
  const now =
    holdMs > 0
      ? translate('fb.bulletins.facts.now', { minutes: holdMs / 60_000 })
      : translate('fb.bulletins.facts.atOnce');
  return (
    <>
      {planned
        ? `${moment(startsAt, locale)} (${translate('fb.bulletins.facts.inTime', until(startsAt, page.reach.at))})`
        : now}
      {page.interrupted && (
        <Alert severity="info" sx={{ mt: 1 }}>
          {translate('fb.bulletins.facts.interrupted', {
            from: moment(page.interrupted.from, locale),
            to: moment(page.interrupted.to, locale),
          })}
        </Alert>
      )}
      {movedFrom !== null && (
        <Alert severity="info" sx={{ mt: 1 }}>
          {translate('fb.bulletins.facts.moved', { from: moment(movedFrom, locale), to: moment(startsAt, locale) })}
        </Alert>
      )}
    </>
  );
};

const Checks = ({ page }: { page: LastPage }) => {
  const translate = useTranslate();
  const navigate = useNavigate();
  const may = useMay();
  const { id, state } = page.bulletin;
  const writable = may('bulletin.write') && (state === 'draft' || state === 'returned');
  const { errors, warnings, missing, findings } = page.checks;
  if (errors + warnings === 0) return <>{translate('fb.bulletins.facts.clean')}</>;
  return (
    <>
      {errors > 0 && <Box>{translate('fb.bulletins.facts.errors', { n: errors })}</Box>}
      {warnings > 0 && <Box>{translate('fb.bulletins.facts.warnings', { n: warnings })}</Box>}
      {missing.map((l) => (
        <Box key={l}>{translate('fb.bulletins.facts.missing', { language: translate(`fb.language.${l}`) })}</Box>
      ))}
      {Object.entries(findings)
        .filter(([, list]) => list.length > 0)
        .map(([l, list]) => (
          <Box key={l}>
            <Typography variant="body2" color="text.secondary">
              {translate(`fb.language.${l}`)}
            </Typography>
            <Findings
              findings={list ?? []}
              {...(writable
                ? { onGo: (finding) => navigate(`/bulletins/${id}`, { state: { place: { language: l, finding } } }) }
                : {})}
            />
          </Box>
        ))}
    </>
  );
};

export const Facts = ({ page }: { page: LastPage }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const domain = useDomainWord();
  const spread = (shares: Record<string, number>, word: (name: string) => string) =>
    Object.entries(shares)
      .map(([name, n]) => `${word(name)} ${figure(n, locale)}`)
      .join(' · ');
  const topics = useTopicNames();
  const { bulletin, reach } = page;
  return (
    <Box component="section" sx={{ border: 1, borderColor: 'divider', borderRadius: 2, p: 2 }}>
      <Typography component="h2" variant="h6" sx={{ mb: 1 }}>
        {translate('fb.bulletins.facts.title')}
      </Typography>
      <OlderWarnings older={page.older} />
      <Box
        component="dl"
        sx={{
          display: 'grid',
          gridTemplateColumns: { xs: '1fr', sm: 'max-content 1fr' },
          columnGap: 3,
          rowGap: 1,
          m: 0,
        }}
      >
        <Row name={translate('fb.bulletins.facts.from')}>{page.from}</Row>
        <Row name={translate('fb.bulletins.facts.topics')}>{topics(bulletin.topics)}</Row>
        <Row name={translate('fb.bulletins.facts.people')}>
          <strong>{figure(reach.total, locale)}</strong>{' '}
          <Typography component="span" variant="body2" color="text.secondary">
            ({translate('fb.bulletins.facts.counted', { at: moment(reach.at, locale) })})
          </Typography>
        </Row>
        <Row name={translate('fb.bulletins.facts.languages')}>
          {spread(reach.languages, (l) => translate(`fb.language.${l}`))}
        </Row>
        <Row name={translate('fb.bulletins.facts.domains')}>{spread(reach.domains, domain)}</Row>
        <Row name={translate('fb.bulletins.facts.time')}>
          <Leaves page={page} />
        </Row>
        {page.wave && (
          <Row name={translate('fb.bulletins.facts.wave')}>
            {translate('fb.bulletins.facts.waveRule', {
              size: figure(page.wave.size, locale),
              minutes: page.wave.waitMs / 60_000,
              percent: page.wave.stopPercent,
              rest: figure(reach.total - page.wave.size, locale),
            })}
          </Row>
        )}
        <Row name={translate('fb.bulletins.facts.ends')}>
          {page.endsAt.map(({ domainClass, at }) => `${domain(domainClass)} ${moment(at, locale)}`).join(' · ') || '–'}
        </Row>
        <Row name={translate('fb.bulletins.facts.checks')}>
          <Checks page={page} />
        </Row>
      </Box>
    </Box>
  );
};
