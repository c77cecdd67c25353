/** What is held back for one domain and reason: the figures, whom it concerns, and the decision. */
import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { useLocale, useNotify, usePermissions, useTranslate } from 'react-admin';
import type { BrakeShown } from '../../../server/contract/console/suspensions.ts';
import type { Right } from '../../../server/contract/rights.ts';
import { AskButton } from '../../parts/AskButton.tsx';
import { AuditLink } from '../../parts/AuditLink.tsx';
import { Facts } from '../../parts/Facts.tsx';
import { figure, moment } from '../../parts/moment.ts';
import { Part } from '../../parts/Page.tsx';
import type { Asking } from '../../parts/ReasonDialog.tsx';
import { Rows } from '../../parts/Rows.tsx';
import { Told } from '../../parts/Told.tsx';
import { useAsked } from '../../parts/useAsked.ts';
import { call } from '../../providers/http.ts';
import { useDomainWord } from '../bulletins/useDomainWord.ts';
import { useReasonWord } from './useReasonWord.ts';

const Held = ({ brake }: { brake: BrakeShown }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const reason = useReasonWord();
  const { permissions = [] } = usePermissions<Right[]>();
  const numbers = { held: figure(brake.held, locale), shown: figure(brake.readers.length, locale) };
  return (
    <>
      {brake.held > brake.readers.length && (
        <Typography sx={{ mb: 1 }}>{translate('fb.suspensions.readersText', numbers)}</Typography>
      )}
      <Rows
        label={translate('fb.suspensions.readers')}
        rows={brake.readers}
        keyOf={(r) => r.id}
        {...(permissions.includes('reader.find') ? { to: (r: { id: string }) => `/readers/${r.id}` } : {})}
        empty={{ title: translate('fb.suspensions.noReaders'), text: translate('fb.suspensions.noReadersText') }}
        columns={[
          { name: 'masked', label: translate('fb.reader.email'), show: (r) => r.masked },
          { name: 'kind', label: translate('fb.suspensions.kind'), show: (r) => reason(r.kind) },
          { name: 'since', label: translate('fb.suspensions.heldSince'), show: (r) => moment(r.since, locale) },
        ]}
      />
    </>
  );
};

const Decision = ({ brake, onDecided }: { brake: BrakeShown; onDecided: () => void }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const notify = useNotify();
  const domain = useDomainWord();
  const { permissions = [] } = usePermissions<Right[]>();
  // Who complained gets nothing already: what waits for staff is only the end of the registration.
  const about = brake.reason === 'complaint' ? 'Complaint' : '';
  const asking = (verb: 'release' | 'apply'): Asking => ({
    title: translate(`fb.suspensions.${verb}${about}`),
    text: translate(`fb.suspensions.${verb}Ask${about}`, {
      held: figure(brake.held, locale),
      at: domain(brake.at),
    }),
    go: translate(`fb.suspensions.${verb}${about}`),
    reason: true,
    ...(verb === 'apply' ? { danger: true as const } : {}),
    run: async (reason) => {
      await call('POST', `/brakes/${brake.id}/${verb}`, { reason });
      notify(`fb.suspensions.${verb}Done${about}`, { type: 'success' });
      onDecided();
    },
  });
  return (
    <Box sx={{ display: 'flex', gap: 1.5, flexWrap: 'wrap', my: 2 }}>
      {permissions.includes('reader.lift') && <AskButton variant="contained" asking={asking('release')} />}
      {permissions.includes('reader.suspend') && (
        <AskButton variant="outlined" color="error" asking={asking('apply')} />
      )}
    </Box>
  );
};

export const BrakePart = ({ id, onDecided }: { id: string; onDecided: () => void }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const domain = useDomainWord();
  const reason = useReasonWord();
  const asked = useAsked(`/brakes/${encodeURIComponent(id)}`);
  const brake = asked.data;
  const decided = () => {
    asked.again();
    onDecided();
  };
  return (
    <Part title={translate('fb.suspensions.one', { at: brake ? domain(brake.at) : '…' })}>
      <Told asked={asked}>
        {brake && (
          <>
            <Facts
              rows={[
                ['state', translate('fb.suspensions.state'), translate(`fb.suspensions.states.${brake.state}`)],
                ['reason', translate('fb.reason.label'), reason(brake.reason)],
                [
                  'share',
                  translate('fb.suspensions.answers'),
                  translate('fb.suspensions.share', {
                    hards: figure(brake.hards, locale),
                    tried: figure(brake.tried, locale),
                  }),
                ],
                ['held', translate('fb.suspensions.held'), figure(brake.held, locale)],
                ['since', translate('fb.suspensions.since'), moment(brake.since, locale)],
                ['pulled', translate('fb.suspensions.pulledAt'), moment(brake.pulledAt, locale)],
                ['closed', translate('fb.suspensions.closedAt'), brake.closedAt && moment(brake.closedAt, locale)],
                ['note', translate('fb.suspensions.note'), brake.note],
              ]}
            />
            {brake.state === 'on' && <Decision brake={brake} onDecided={decided} />}
            {brake.state === 'on' && <Held brake={brake} />}
            <AuditLink object={`brake:${brake.id}`} />
          </>
        )}
      </Told>
    </Part>
  );
};
