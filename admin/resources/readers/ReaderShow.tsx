/** One reader: state, topics, what was sent; suspend, lift, erase. */
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { useState } from 'react';
import { useLocale, useNotify, usePermissions, useTranslate } from 'react-admin';
import { useNavigate, useParams } from 'react-router-dom';
import type { ReaderShown } from '../../../server/contract/console/readers.ts';
import type { Right } from '../../../server/contract/rights.ts';
import { AuditLink } from '../../parts/AuditLink.tsx';
import { Facts } from '../../parts/Facts.tsx';
import { LetterRows, LetterStateChip } from '../../parts/LetterRows.tsx';
import { moment } from '../../parts/moment.ts';
import { Page, Part } from '../../parts/Page.tsx';
import { type Asking, ReasonDialog } from '../../parts/ReasonDialog.tsx';
import { Returned } from '../../parts/Returned.tsx';
import { Rows } from '../../parts/Rows.tsx';
import { Told } from '../../parts/Told.tsx';
import { useAsked } from '../../parts/useAsked.ts';
import { call } from '../../providers/http.ts';
import { WhySuspended } from '../suspensions/WhySuspended.tsx';

const Sent = ({ reader }: { reader: ReaderShown }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const { permissions = [] } = usePermissions<Right[]>();
  return (
    <>
      <Part title={translate('resources.bulletins.name', { smart_count: 2 })}>
        <Rows
          label={translate('resources.bulletins.name', { smart_count: 2 })}
          rows={reader.bulletins}
          keyOf={(b) => b.id}
          empty={{ title: translate('fb.readerAct.noBulletins'), text: translate('fb.readerAct.noBulletinsText') }}
          columns={[
            {
              name: 'title',
              label: translate('fb.bulletin.title'),
              show: (b) =>
                permissions.includes('bulletin.see') ? (
                  <a href={`#/bulletins/${b.id}/show`}>{b.title || translate('fb.bulletin.untitled')}</a>
                ) : (
                  b.title || translate('fb.bulletin.untitled')
                ),
            },
            { name: 'state', label: translate('fb.letter.state'), show: (b) => <LetterStateChip state={b.state} /> },
            { name: 'at', label: translate('fb.letter.sent'), show: (b) => moment(b.sentAt, locale) },
          ]}
        />
      </Part>
      <Part title={translate('fb.find.letters')}>
        <LetterRows
          letters={reader.letters}
          label={translate('fb.find.letters')}
          empty={translate('fb.readerAct.noLetters')}
        />
      </Part>
    </>
  );
};

const useActs = (reader: ReaderShown | undefined, again: () => void) => {
  const translate = useTranslate();
  const notify = useNotify();
  const navigate = useNavigate();
  const act = (verb: 'suspend' | 'lift' | 'erase'): Asking => ({
    title: translate(`fb.readerAct.${verb}`),
    text: translate(`fb.readerAct.${verb}Ask`, {
      email: reader?.email ?? '',
      n: (reader?.letters.length ?? 0) + (reader?.bulletins.length ?? 0),
    }),
    go: translate(`fb.readerAct.${verb}`),
    reason: true,
    ...(verb === 'lift' ? {} : { danger: true as const }),
    run: async (reason) => {
      await call('POST', `/readers/${reader?.id}/${verb}`, { reason });
      notify(`fb.readerAct.${verb}Done`, { type: 'success' });
      if (verb === 'erase') navigate('/readers');
      else again();
    },
  });
  return act;
};

const ReaderShow = () => {
  const { id } = useParams();
  const translate = useTranslate();
  const locale = useLocale();
  const { permissions = [] } = usePermissions<Right[]>();
  const asked = useAsked<ReaderShown>(`/readers/${id}`);
  const [asking, setAsking] = useState<Asking | null>(null);
  const reader = asked.data;
  const act = useActs(reader, asked.again);
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
                  'topics',
                  translate('fb.reader.topics'),
                  reader.topics.map((topic) => topic.names[locale === 'en' ? 'en' : 'ja']).join(' · '),
                ],
                ['created', translate('fb.reader.createdAt'), moment(reader.createdAt, locale)],
                ['confirmed', translate('fb.reader.confirmedAt'), moment(reader.confirmedAt, locale)],
              ]}
            />
            <Box sx={{ display: 'flex', gap: 1.5, flexWrap: 'wrap' }}>
              {reader.state === 'suspended' && permissions.includes('reader.lift') && (
                <Button variant="contained" onClick={() => setAsking(act('lift'))}>
                  {translate('fb.readerAct.lift')}
                </Button>
              )}
              {reader.state === 'active' && permissions.includes('reader.suspend') && (
                <Button variant="outlined" onClick={() => setAsking(act('suspend'))}>
                  {translate('fb.readerAct.suspend')}
                </Button>
              )}
              {permissions.includes('reader.erase') && (
                <Button variant="outlined" color="error" onClick={() => setAsking(act('erase'))}>
                  {translate('fb.readerAct.erase')}
                </Button>
              )}
            </Box>
            <WhySuspended key={reader.id} readerId={reader.id} />
            <Returned rows={reader.returned} />
            <Sent reader={reader} />
            <AuditLink object={`reader:${reader.id}`} />
          </>
        )}
      </Told>
      <ReasonDialog asking={asking} onClose={() => setAsking(null)} />
    </Page>
  );
};
export default ReaderShow;
