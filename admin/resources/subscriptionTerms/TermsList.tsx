/** The terms of use: which hold, how readers answered, what is proposed, and what was before. */
import Button from '@mui/material/Button';
import Link from '@mui/material/Link';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useLocale, usePermissions, useTranslate } from 'react-admin';
import type { ProposalLine, TermsShown } from '../../../server/contract/console/subscriptionTerms.ts';
import type { Right } from '../../../server/contract/rights.ts';
import { Facts } from '../../parts/Facts.tsx';
import { moment } from '../../parts/moment.ts';
import { Page, Part } from '../../parts/Page.tsx';
import { Rows } from '../../parts/Rows.tsx';
import { Told } from '../../parts/Told.tsx';
import { useAsked } from '../../parts/useAsked.ts';
import { Counts } from './Counts.tsx';
import { useStateWord } from './words.ts';

const EVERY_MS = 5000;

/** Counting looks at every reader, so it is asked for. */
const Answers = () => {
  const translate = useTranslate();
  const [wanted, setWanted] = useState(false);
  const asked = useAsked('/terms/counts', {}, { when: wanted });
  return (
    <Part title={translate('fb.terms.answers')}>
      {wanted ? (
        <Told asked={asked}>{asked.data && <Counts counts={asked.data} />}</Told>
      ) : (
        <Button variant="outlined" onClick={() => setWanted(true)}>
          {translate('fb.terms.count')}
        </Button>
      )}
    </Part>
  );
};

const Now = ({ now }: { now: TermsShown['now'] }) => {
  const translate = useTranslate();
  const locale = useLocale();
  return (
    <Part title={translate('fb.terms.now')}>
      <Facts
        rows={[
          ['title', translate('fb.terms.titleOf'), now.texts[locale === 'en' ? 'en' : 'ja'].title],
          ['since', translate('fb.terms.since'), moment(now.since, locale)],
          ['from', translate('fb.terms.source'), translate(now.fromFiles ? 'fb.terms.files' : 'fb.terms.here')],
          ['versions', translate('fb.terms.versions'), now.versions.join(' / ')],
          [
            'pages',
            translate('fb.terms.pages'),
            <span key="pages">
              {(['ja', 'plja', 'en'] as const).map((language) => (
                <Link
                  key={language}
                  href={`/m/${language}/terms`}
                  target="_blank"
                  rel="noreferrer"
                  sx={{ mr: 2, display: 'inline-block', py: 0.5 }}
                >
                  {translate(`fb.language.${language}`)}
                </Link>
              ))}
            </span>,
          ],
        ]}
      />
    </Part>
  );
};

const TermsList = () => {
  const translate = useTranslate();
  const locale = useLocale();
  const state = useStateWord();
  const { permissions = [] } = usePermissions<Right[]>();
  const asked = useAsked('/terms', {}, { every: EVERY_MS });
  const proposals = asked.data?.proposals ?? [];
  const waits = proposals.some((one) => one.state === 'proposed' || one.state === 'approved');
  const may = permissions.includes('bulletin.submit') && asked.data !== undefined && !waits;
  const name = translate('resources.terms.name', { smart_count: 2 });
  const propose = (
    <Button variant="contained" href="#/terms/create">
      {translate('fb.terms.propose')}
    </Button>
  );
  return (
    <Page title={name} intro={translate('fb.terms.intro')} {...(may ? { actions: propose } : {})}>
      <Told asked={asked}>
        {asked.data && <Now now={asked.data.now} />}
        <Answers />
        <Typography component="h2" variant="h6" sx={{ fontWeight: 700 }}>
          {translate('fb.terms.proposals')}
        </Typography>
        <Rows<ProposalLine>
          label={translate('fb.terms.proposals')}
          rows={proposals}
          keyOf={(one) => one.id}
          to={(one) => `/terms/${one.id}`}
          empty={{ title: translate('fb.terms.none'), text: translate('fb.terms.noneText') }}
          columns={[
            { name: 'from', label: translate('fb.terms.from'), show: (one) => one.fromDay, whole: true },
            { name: 'state', label: translate('fb.terms.state'), show: state },
            { name: 'by', label: translate('fb.terms.by'), show: (one) => one.byDay, whole: true },
            {
              name: 'who',
              label: translate('fb.terms.proposed'),
              show: (one) => `${one.proposed.by}, ${moment(one.proposed.at, locale)}`,
            },
          ]}
        />
      </Told>
    </Page>
  );
};
export default TermsList;
