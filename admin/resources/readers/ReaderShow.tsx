/** One reader: state, choices, what staff may do, and everything that became of it as one timeline. */
import { useState } from 'react';
import { useLocale, useTranslate } from 'react-admin';
import { useParams } from 'react-router-dom';
import { AuditLink } from '../../parts/AuditLink.tsx';
import { Facts } from '../../parts/Facts.tsx';
import { moment } from '../../parts/moment.ts';
import { Page } from '../../parts/Page.tsx';
import { Told } from '../../parts/Told.tsx';
import { useAsked } from '../../parts/useAsked.ts';
import { WhySuspended } from '../suspensions/WhySuspended.tsx';
import { ReaderActs } from './ReaderActs.tsx';
import { Timeline } from './Timeline.tsx';

const ReaderShow = () => {
  const { id } = useParams();
  const translate = useTranslate();
  const locale = useLocale();
  const asked = useAsked(`/readers/${id}`);
  const [acts, setActs] = useState(0);
  const reader = asked.data;
  /** What was done stands in the facts and in the timeline. */
  const again = () => {
    asked.again();
    setActs((n) => n + 1);
  };
  return (
    <Page title={translate('resources.readers.name', { smart_count: 1 })}>
      <Told asked={asked}>
        {reader && (
          <>
            <Facts
              rows={[
                ['email', translate('fb.reader.email'), reader.email],
                ['state', translate('fb.reader.state'), translate(`fb.readerState.${reader.state}`)],
                [
                  'reason',
                  translate('fb.reason.label'),
                  reader.suspendedReason &&
                    translate(`fb.suspended.reasons.${reader.suspendedReason}`, { _: reader.suspendedReason }),
                ],
                ['since', translate('fb.suspended.since'), reader.suspendedAt && moment(reader.suspendedAt, locale)],
                ['language', translate('fb.reader.language'), translate(`fb.language.${reader.language}`)],
                ['rhythm', translate('fb.reader.rhythm'), translate(`fb.reader.rhythms.${reader.rhythm}`)],
                [
                  'terms',
                  translate('fb.reader.terms'),
                  reader.termsBy && translate('fb.reader.termsBy', { day: moment(reader.termsBy, locale) }),
                ],
                [
                  'topics',
                  translate('fb.reader.topics'),
                  reader.topics.map((topic) => topic.names[locale === 'en' ? 'en' : 'ja']).join(' · '),
                ],
                ['created', translate('fb.reader.createdAt'), moment(reader.createdAt, locale)],
                ['confirmed', translate('fb.reader.confirmedAt'), moment(reader.confirmedAt, locale)],
              ]}
            />
            <ReaderActs key={`${reader.state}${reader.language}`} reader={reader} again={again} />
            <WhySuspended key={reader.id} readerId={reader.id} />
            <Timeline key={`${reader.id} ${acts}`} readerId={reader.id} />
            <AuditLink object={`reader:${reader.id}`} />
          </>
        )}
      </Told>
    </Page>
  );
};
export default ReaderShow;
