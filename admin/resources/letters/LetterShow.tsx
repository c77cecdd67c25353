/** One letter: state, why there is one, what the next server said, every attempt, its text masked; send again, hold, cancel. */
import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import { useState } from 'react';
import { useLocale, useNotify, usePermissions, useTranslate } from 'react-admin';
import { useNavigate, useParams } from 'react-router-dom';
import type { LetterShown } from '../../../server/contract/console/letters.ts';
import type { Right } from '../../../server/contract/rights.ts';
import { AuditLink } from '../../parts/AuditLink.tsx';
import { Facts } from '../../parts/Facts.tsx';
import { LetterStateChip } from '../../parts/LetterRows.tsx';
import { moment } from '../../parts/moment.ts';
import { Page, Part } from '../../parts/Page.tsx';
import { type Asking, ReasonDialog } from '../../parts/ReasonDialog.tsx';
import { Returned, Said } from '../../parts/Returned.tsx';
import { Rows } from '../../parts/Rows.tsx';
import { Told } from '../../parts/Told.tsx';
import { useAsked } from '../../parts/useAsked.ts';
import { useCodeWords } from '../../parts/useCodeWords.ts';
import { useMailTypeNames } from '../../parts/useMailTypeNames.ts';
import { call } from '../../providers/http.ts';
import { useMe } from '../../providers/useMe.ts';
import { Holding } from './Holding.tsx';
import { LetterReports } from './LetterReports.tsx';
import { LetterText, WhyLetter } from './WhyLetter.tsx';

const Tries = ({ letter }: { letter: LetterShown }) => {
  const translate = useTranslate();
  const words = useCodeWords();
  const locale = useLocale();
  return (
    <Part title={translate('fb.letter.tries')}>
      <Rows
        label={translate('fb.letter.tries')}
        rows={letter.tries}
        keyOf={(t) => `${t.at}${t.relay}`}
        empty={{ title: translate('fb.letter.noTries'), text: translate('fb.letter.noTriesText') }}
        columns={[
          { name: 'at', label: translate('fb.common.at'), show: (t) => moment(t.at, locale) },
          { name: 'relay', label: translate('fb.letter.relay'), show: (t) => t.relay },
          { name: 'result', label: translate('fb.letter.result'), show: (t) => words.result(t.result) },
          {
            name: 'reply',
            label: translate('fb.letter.reply'),
            show: (t) => <Said reply={t.reply} reason={t.reason && words.reply(t.reason)} />,
          },
        ]}
      />
    </Part>
  );
};

const LetterShow = () => {
  const { id } = useParams();
  const translate = useTranslate();
  const locale = useLocale();
  const notify = useNotify();
  const navigate = useNavigate();
  const { permissions = [] } = usePermissions<Right[]>();
  const words = useCodeWords();
  const typeName = useMailTypeNames();
  const asked = useAsked(`/letters/${id}`);
  const [asking, setAsking] = useState<Asking | null>(null);
  const letter = asked.data;
  const me = useMe();
  /** The present address of its case. */
  const goesTo = letter?.resendTo ?? letter?.to ?? '';
  /** A test key's mails and those of a hub without a relay stay here. */
  const nothingLeaves = letter?.test === true || me?.mailbox === true;
  const resend: Asking = {
    title: translate('fb.letter.resend'),
    text: [
      translate(letter?.test ? 'fb.letter.resendTest' : 'fb.letter.resendAsk', { to: goesTo }),
      letter && goesTo !== letter.to ? translate('fb.letter.resendMoved', { was: letter.to }) : '',
    ].join(''),
    go: translate('fb.letter.resend'),
    run: async () => {
      const made = await call('POST', `/letters/${id}/resend`);
      notify(nothingLeaves ? `fb.letter.resent${letter?.test ? 'Test' : 'Kept'}` : 'fb.letter.resent', {
        type: 'success',
      });
      navigate(`/letters/${made.id}`);
    },
  };
  const cancel: Asking = {
    title: translate('fb.letter.cancel'),
    text: translate('fb.letter.cancelAsk', { to: letter?.to ?? '' }),
    go: translate('fb.letter.cancel'),
    reason: true,
    danger: true,
    run: async (reason) => {
      await call('POST', `/letters/${id}/cancel`, { reason });
      asked.again();
    },
  };
  const waits = letter !== undefined && letter.finalAt === null;
  return (
    <Page
      title={letter ? typeName(letter.type) : translate('resources.letters.name', { smart_count: 1 })}
      actions={
        <>
          {letter && !waits && permissions.includes('letter.resend') && (
            <Button variant="contained" onClick={() => setAsking(resend)}>
              {translate('fb.letter.resend')}
            </Button>
          )}
          {waits && permissions.includes('letter.control') && <Holding letter={letter} onDone={asked.again} />}
          {waits && permissions.includes('letter.control') && (
            <Button variant="outlined" color="error" onClick={() => setAsking(cancel)}>
              {translate('fb.letter.cancel')}
            </Button>
          )}
        </>
      }
    >
      <Told asked={asked}>
        {letter && (
          <>
            {nothingLeaves && (
              <Alert severity="info">{translate(letter.test ? 'fb.letter.isTest' : 'fb.letter.isKept')}</Alert>
            )}
            <Facts
              rows={[
                ['id', translate('fb.letter.id'), letter.id],
                [
                  'state',
                  translate('fb.letter.state'),
                  <LetterStateChip key="s" state={letter.state} test={letter.test} />,
                ],
                ['reason', translate('fb.reason.label'), letter.reason && words.reply(letter.reason)],
                ['reply', translate('fb.letter.reply'), letter.reply],
                ['to', translate('fb.letter.to'), `${letter.to} (${words.recipient(letter.role)})`],
                ['system', translate('fb.case.system'), words.system(letter.system)],
                ['reference', translate('fb.letter.reference'), letter.reference],
                ['created', translate('fb.letter.created'), moment(letter.createdAt, locale)],
                ['planned', translate('fb.letter.planned'), letter.plannedAt && moment(letter.plannedAt, locale)],
                ['sent', translate('fb.letter.sent'), letter.sentAt && moment(letter.sentAt, locale)],
                ['deadline', translate('fb.letter.deadline'), waits && moment(letter.deadlineAt, locale)],
                [
                  'case',
                  translate('resources.cases.name', { smart_count: 1 }),
                  letter.caseId && <a href={`#/cases/${letter.caseId}`}>{translate('fb.letter.openCase')}</a>,
                ],
              ]}
            />
            <WhyLetter letter={letter} />
            <Returned rows={letter.returned} />
            {letter.returned.length > 0 && permissions.includes('letter.read') && (
              <LetterReports key={`reports ${letter.id}`} id={letter.id} />
            )}
            <Tries letter={letter} />
            {permissions.includes('letter.read') && <LetterText key={letter.id} id={letter.id} />}
            <AuditLink object={`letter:${letter.id}`} />
          </>
        )}
      </Told>
      <ReasonDialog asking={asking} onClose={() => setAsking(null)} />
    </Page>
  );
};
export default LetterShow;
