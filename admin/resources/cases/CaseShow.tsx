/** One case as a timeline: events, letters, follow-ups with their next dates and why they stopped. */
import { useLocale, usePermissions, useTranslate } from 'react-admin';
import { useParams } from 'react-router-dom';
import type { CaseShown } from '../../../server/contract/console/cases.ts';
import type { Right } from '../../../server/contract/rights.ts';
import { AuditLink } from '../../parts/AuditLink.tsx';
import { Facts } from '../../parts/Facts.tsx';
import { LetterRows } from '../../parts/LetterRows.tsx';
import { moment } from '../../parts/moment.ts';
import { Page, Part } from '../../parts/Page.tsx';
import { type Column, Rows } from '../../parts/Rows.tsx';
import { Told } from '../../parts/Told.tsx';
import { useAsked } from '../../parts/useAsked.ts';
import { useCodeWords } from '../../parts/useCodeWords.ts';
import { useMailTypeNames } from '../../parts/useMailTypeNames.ts';
import { CaseActs, StopChain } from './CaseActs.tsx';
import { CasePlay } from './CasePlay.tsx';

const Shown = ({ own, again, may }: { own: CaseShown; again: () => void; may: boolean }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const names = new Map(own.events.map((e) => [e.type, e.says?.[locale === 'en' ? 'en' : 'ja'] ?? e.type]));
  const eventName = (type: string) => names.get(type) ?? type;
  const words = useCodeWords(eventName);
  const typeName = useMailTypeNames();
  const stopping: Column<CaseShown['followUps'][number]> = {
    name: 'stop',
    label: '',
    show: (f) => (['waiting', 'running'].includes(f.state) ? <StopChain own={own} chain={f.id} again={again} /> : null),
  };
  return (
    <>
      <Facts
        rows={[
          ['system', translate('fb.case.system'), words.system(own.system)],
          ['state', translate('fb.letter.state'), translate(`fb.case.states.${own.state}`)],
          ['reason', translate('fb.reason.label'), own.reason],
          [
            'addresses',
            translate('fb.caseAct.addresses'),
            own.addresses.map(({ role, to }) => `${to} (${words.recipient(role)})`).join(' · '),
          ],
          ['created', translate('fb.letter.created'), moment(own.createdAt, locale)],
          ['changed', translate('fb.case.changed'), moment(own.changedAt, locale)],
        ]}
      />
      {may && <CaseActs own={own} again={again} />}
      <Part title={translate('fb.case.followUps')}>
        <Rows
          label={translate('fb.case.followUps')}
          rows={own.followUps}
          keyOf={(f) => f.id}
          empty={{ title: translate('fb.case.noFollowUps'), text: translate('fb.case.noFollowUpsText') }}
          columns={[
            { name: 'type', label: translate('fb.letter.type'), show: (f) => typeName(f.type) },
            { name: 'state', label: translate('fb.letter.state'), show: (f) => translate(`fb.case.chain.${f.state}`) },
            { name: 'next', label: translate('fb.case.next'), show: (f) => moment(f.nextAt, locale) },
            { name: 'until', label: translate('fb.case.until'), show: (f) => moment(f.stopAt, locale) },
            {
              name: 'why',
              label: translate('fb.case.stopReason'),
              show: (f) => (f.stopReason ? words.stop(f.stopReason) : '–'),
            },
            { name: 'sent', label: translate('fb.case.sent'), show: (f) => f.sent, right: true },
            ...(may ? [stopping] : []),
          ]}
        />
      </Part>
      <Part title={translate('fb.find.letters')}>
        <LetterRows
          letters={own.letters}
          label={translate('fb.find.letters')}
          empty={translate('fb.case.noLetters')}
          eventName={eventName}
        />
      </Part>
      <Part title={translate('fb.case.events')}>
        <Rows
          label={translate('fb.case.events')}
          rows={own.events}
          keyOf={(e) => e.id}
          columns={[
            {
              name: 'type',
              label: translate('fb.letter.type'),
              show: (e) => eventName(e.type),
            },
            { name: 'happened', label: translate('fb.case.happened'), show: (e) => moment(e.happenedAt, locale) },
            {
              name: 'notSent',
              label: translate('fb.case.notSent'),
              show: (e) =>
                e.notSent
                  .map((one) =>
                    translate('fb.case.notSentLine', {
                      type: typeName(one.type),
                      role: words.recipient(one.role),
                      because: one.because?.[locale === 'en' ? 'en' : 'ja'] ?? '–',
                    }),
                  )
                  .join(' · ') || '–',
            },
            { name: 'at', label: translate('fb.case.accepted'), show: (e) => moment(e.at, locale) },
          ]}
        />
      </Part>
    </>
  );
};

const CaseShow = () => {
  const { id } = useParams();
  const translate = useTranslate();
  const { permissions = [] } = usePermissions<Right[]>();
  const asked = useAsked(`/cases/${id}`);
  const own = asked.data;
  const mark = own?.test ? ` (${translate('fb.letter.test')})` : '';
  return (
    <Page title={own ? `${own.subject}${mark}` : translate('resources.cases.name', { smart_count: 1 })}>
      <Told asked={asked}>
        {own && <Shown own={own} again={asked.again} may={permissions.includes('case.control')} />}
      </Told>
      {own?.test && permissions.includes('letter.control') && <CasePlay id={own.id} onPlayed={asked.again} />}
      {asked.data && <AuditLink object={`case:${id}`} />}
    </Page>
  );
};
export default CaseShow;
