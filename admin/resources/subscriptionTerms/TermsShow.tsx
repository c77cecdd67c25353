/** One proposal of new terms: what changes, whom it concerns, the mail and the page; approved by somebody else, watched, cancelled. */
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { useLocale, useNotify, useTranslate } from 'react-admin';
import { useParams } from 'react-router-dom';
import type { Language } from '../../../server/contract/codes.ts';
import type { ProposalShown } from '../../../server/contract/console/subscriptionTerms.ts';
import { AskButton } from '../../parts/AskButton.tsx';
import { DiffLines } from '../../parts/DiffLines.tsx';
import { Facts } from '../../parts/Facts.tsx';
import { LanguageTabs } from '../../parts/LanguageTabs.tsx';
import { figure, moment } from '../../parts/moment.ts';
import { Page, Part } from '../../parts/Page.tsx';
import { Told } from '../../parts/Told.tsx';
import { useAsked } from '../../parts/useAsked.ts';
import { call } from '../../providers/http.ts';
import { Counts } from './Counts.tsx';
import { Previews } from './Previews.tsx';
import { useStateWord } from './words.ts';

const EVERY_MS = 5000;

const Changes = ({ one }: { one: ProposalShown }) => {
  const translate = useTranslate();
  const whole = (texts: ProposalShown['texts'], language: Language) =>
    `${texts[language].title}\n\n${texts[language].text}`;
  return (
    <Part title={translate(one.holds ? 'fb.terms.whole' : 'fb.terms.changes')}>
      <LanguageTabs always>
        {(language) => <DiffLines before={whole(one.now, language)} now={whole(one.texts, language)} />}
      </LanguageTabs>
    </Part>
  );
};

const useProgress = () => {
  const translate = useTranslate();
  const locale = useLocale();
  return (work: ProposalShown['work']) =>
    work &&
    translate('fb.terms.progress', {
      state: translate(`fb.works.states.${work.state}`),
      done: figure(work.done, locale),
      total: figure(work.total ?? 0, locale),
    }) + (work.mails === null ? '' : translate('fb.terms.mails', { n: figure(work.mails, locale) }));
};

const State = ({ one }: { one: ProposalShown }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const state = useStateWord();
  const progress = useProgress();
  const act = (done: { by: string; at: number } | null) => done && `${done.by}, ${moment(done.at, locale)}`;
  return (
    <Part title={translate('fb.terms.state')}>
      <Facts
        rows={[
          ['state', translate('fb.terms.state'), state(one)],
          ['from', translate('fb.terms.from'), one.fromAt === null ? one.fromDay : moment(one.fromAt, locale)],
          ['by', translate('fb.terms.by'), one.byDay],
          ['proposed', translate('fb.terms.proposed'), act(one.proposed)],
          ['approved', translate('fb.terms.approved'), act(one.approved)],
          ['ended', translate('fb.terms.cancelled'), act(one.ended)],
          ['reason', translate('fb.reason.label'), one.ended?.reason],
          ['work', translate('fb.terms.asking'), progress(one.work)],
        ]}
      />
      <Typography sx={{ mt: 1.5 }}>{translate('fb.terms.without')}</Typography>
    </Part>
  );
};

const Audience = ({ one }: { one: ProposalShown }) => {
  const translate = useTranslate();
  const asked = useAsked(`/terms/${one.id}/counts`, {}, { when: one.state !== 'cancelled' });
  if (one.state === 'cancelled') return null;
  return (
    <Part title={translate('fb.terms.audience')}>
      <Told asked={asked}>{asked.data && <Counts counts={asked.data} by={one.byDay} />}</Told>
    </Part>
  );
};

const Acts = ({ one, again }: { one: ProposalShown; again: () => void }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const notify = useNotify();
  const counted = useAsked(`/terms/${one.id}/counts`, {}, { when: one.may.approve });
  const then = (word: string) => {
    notify(word, { type: 'success' });
    again();
  };
  const approving = {
    title: translate('fb.terms.approveTitle'),
    text: translate('fb.terms.approveAsk', {
      from: one.fromDay,
      by: one.byDay,
      n: figure(counted.data?.untold ?? 0, locale),
    }),
    go: translate('fb.terms.approve'),
    run: async () => {
      await call('POST', `/terms/${one.id}/approve`, { hash: one.hash });
      then('fb.terms.approvedDone');
    },
  };
  const begun = one.state === 'begun';
  const cancelling = {
    title: translate(begun ? 'fb.terms.stopTitle' : 'fb.terms.cancelTitle'),
    text: translate(begun ? 'fb.terms.stopAsk' : 'fb.terms.cancelAsk'),
    go: translate(begun ? 'fb.terms.stop' : 'fb.terms.cancel'),
    reason: true as const,
    danger: true as const,
    run: async (reason: string) => {
      await call('POST', `/terms/${one.id}/cancel`, { reason });
      then('fb.terms.cancelledDone');
    },
  };
  return (
    <Box sx={{ display: 'flex', gap: 1.5, flexWrap: 'wrap' }}>
      {one.may.approve && <AskButton variant="contained" disabled={!counted.data} asking={approving} />}
      {one.may.cancel && <AskButton variant="outlined" color="error" asking={cancelling} />}
    </Box>
  );
};

const TermsShow = () => {
  const { id } = useParams();
  const translate = useTranslate();
  const asked = useAsked(`/terms/${id}`, {}, { every: EVERY_MS });
  const one = asked.data;
  return (
    <Page title={translate('fb.terms.one')}>
      <Told asked={asked}>
        {one && (
          <>
            {one.state === 'proposed' && !one.may.approve && (
              <Alert severity="info">{translate('fb.terms.waits')}</Alert>
            )}
            <Acts one={one} again={asked.again} />
            <State one={one} />
            <Audience one={one} />
            <Changes one={one} />
            <Previews previews={one.previews} />
          </>
        )}
      </Told>
    </Page>
  );
};
export default TermsShow;
