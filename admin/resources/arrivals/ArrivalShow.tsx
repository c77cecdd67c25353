/** One letter to us: its text alone, read and closed. Reading it stands in the audit log. */
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useLocale, useNotify, usePermissions, useTranslate } from 'react-admin';
import { useParams } from 'react-router-dom';
import type { Arrival } from '../../../server/contract/console/arrivals.ts';
import type { Right } from '../../../server/contract/rights.ts';
import { AuditLink } from '../../parts/AuditLink.tsx';
import { Facts } from '../../parts/Facts.tsx';
import { figure, moment } from '../../parts/moment.ts';
import { Page, Part } from '../../parts/Page.tsx';
import { Told } from '../../parts/Told.tsx';
import { useAct } from '../../parts/useAct.ts';
import { useAsked } from '../../parts/useAsked.ts';
import { call } from '../../providers/http.ts';

const About = ({ letter }: { letter: Arrival }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const at = (time: number | null) => time && moment(time, locale);
  return (
    <Facts
      rows={[
        ['from', translate('fb.arrivals.from'), letter.sender ?? translate('fb.arrivals.nobody')],
        ['machine', translate('fb.arrivals.state'), letter.machine && translate('fb.arrivals.machine')],
        ['box', translate('fb.arrivals.box'), translate(`fb.arrivals.boxes.${letter.box}`)],
        ['received', translate('fb.arrivals.received'), at(letter.receivedAt)],
        [
          'attachments',
          translate('fb.arrivals.attachments'),
          letter.attachments > 0 && translate('fb.arrivals.attached', { n: figure(letter.attachments, locale) }),
        ],
        ['forwarded', translate('fb.arrivals.forwarded'), at(letter.forwardedAt)],
        [
          'closed',
          translate('fb.arrivals.closed'),
          letter.closedAt && translate('fb.arrivals.by', { at: at(letter.closedAt), actor: letter.closedBy }),
        ],
      ]}
    />
  );
};

const ArrivalShow = () => {
  const translate = useTranslate();
  const notify = useNotify();
  const { id = '' } = useParams();
  const { permissions = [] } = usePermissions<Right[]>();
  const { run, wrong, busy } = useAct();
  const asked = useAsked(`/arrivals/${encodeURIComponent(id)}`);
  const letter = asked.data;
  const act = async (verb: 'close' | 'reopen') => {
    const done = await run(() => call('POST', `/arrivals/${encodeURIComponent(id)}/${verb}`, {}));
    if (!done) return;
    asked.again();
    notify(`fb.arrivals.${verb}Done`, { type: 'success' });
  };
  const verb = letter?.state === 'closed' ? 'reopen' : 'close';
  return (
    <Page title={letter ? letter.subject || translate('fb.arrivals.noSubject') : '…'}>
      <Told asked={asked}>
        {letter && (
          <>
            <About letter={letter} />
            <Part title={translate('fb.arrivals.text')}>
              <Box sx={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }} data-testid="arrival-text">
                {letter.text || translate('fb.arrivals.noText')}
              </Box>
            </Part>
            {wrong.all && (
              <Typography color="error" role="alert">
                {wrong.all}
              </Typography>
            )}
            {permissions.includes('arrival.close') && (
              <Button variant="contained" disabled={busy} onClick={() => act(verb)} sx={{ justifySelf: 'start' }}>
                {translate(`fb.arrivals.${verb}`)}
              </Button>
            )}
            <AuditLink object={`arrival:${letter.id}`} />
          </>
        )}
      </Told>
    </Page>
  );
};
export default ArrivalShow;
