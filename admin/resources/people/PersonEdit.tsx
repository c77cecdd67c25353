/** One person: roles, bureaus, sessions, and the ways to end them. */
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import { useState } from 'react';
import { useLocale, useNotify, usePermissions, useTranslate } from 'react-admin';
import { useParams } from 'react-router-dom';
import type { Person } from '../../../server/contract/console/people.ts';
import type { VerbOf } from '../../../server/contract/console/table.ts';
import type { Right } from '../../../server/contract/rights.ts';
import { AuditLink } from '../../parts/AuditLink.tsx';
import { Facts } from '../../parts/Facts.tsx';
import { moment } from '../../parts/moment.ts';
import { Page, Part } from '../../parts/Page.tsx';
import { type Asking, ReasonDialog } from '../../parts/ReasonDialog.tsx';
import { Told } from '../../parts/Told.tsx';
import { useAct } from '../../parts/useAct.ts';
import { useAsked } from '../../parts/useAsked.ts';
import { call, callNamed } from '../../providers/http.ts';
import { BureauTicks, RoleTicks } from './PersonFields.tsx';
import { PersonSessions } from './PersonSessions.tsx';

const Rights = ({ person, again }: { person: Person; again: () => void }) => {
  const translate = useTranslate();
  const notify = useNotify();
  const act = useAct();
  const [name, setName] = useState(person.name);
  const [roles, setRoles] = useState(person.roles);
  const [bureaus, setBureaus] = useState(person.bureaus);
  const save = async () => {
    if (!(await act.run(() => call('PUT', `/people/${person.id}`, { name, roles, bureaus })))) return;
    notify('fb.person.saved', { type: 'success' });
    again();
  };
  return (
    <Part title={translate('fb.person.roles')}>
      <Box sx={{ display: 'grid', gap: 2.5 }}>
        {act.wrong.all && (
          <Alert severity="error" role="alert">
            {act.wrong.all}
          </Alert>
        )}
        <TextField label={translate('fb.person.name')} value={name} onChange={(e) => setName(e.target.value)} />
        <RoleTicks roles={roles} onChange={setRoles} wrong={act.wrong.fields.roles} />
        <BureauTicks bureaus={bureaus} onChange={setBureaus} />
        <Button variant="contained" onClick={() => void save()} disabled={act.busy} sx={{ justifySelf: 'start' }}>
          {translate('fb.person.save')}
        </Button>
      </Box>
    </Part>
  );
};

const Acts = ({ person, again }: { person: Person; again: () => void }) => {
  const translate = useTranslate();
  const notify = useNotify();
  const [asking, setAsking] = useState<Asking | null>(null);
  const act = useAct();
  const sessions = useAsked(`/people/${person.id}/sessions`);
  const post = (verb: VerbOf<'/people'>, data: object = {}) => callNamed('POST', `/people/${person.id}/${verb}`, data);
  const told = (words: string, more: object = {}) => {
    notify(words, { type: 'success', messageArgs: { ...more } });
    again();
  };
  return (
    <Part title={translate('fb.common.actions')}>
      {act.wrong.all && (
        <Alert severity="error" role="alert" sx={{ mb: 2 }}>
          {act.wrong.all}
        </Alert>
      )}
      <Box sx={{ display: 'flex', gap: 1.5, flexWrap: 'wrap' }}>
        {person.state !== 'active' && (
          <Button
            variant="outlined"
            onClick={() =>
              void act.run(async () => {
                await post('invite');
                told('fb.person.invited', { email: person.email });
              })
            }
          >
            {translate('fb.person.again')}
          </Button>
        )}
        {person.factor === 'set' && (
          <Button
            variant="outlined"
            onClick={() =>
              setAsking({
                title: translate('fb.person.resetFactor'),
                text: translate('fb.person.resetFactorAsk'),
                go: translate('fb.person.resetFactor'),
                reason: true,
                danger: true,
                run: async (reason) => {
                  await post('reset-factor', { reason });
                  told('fb.person.resetDone');
                },
              })
            }
          >
            {translate('fb.person.resetFactor')}
          </Button>
        )}
        {person.state !== 'retired' && (
          <Button
            variant="outlined"
            color="error"
            onClick={() =>
              setAsking({
                title: translate('fb.person.retire'),
                text: translate('fb.person.retireAsk', { name: person.name, n: sessions.data?.data.length ?? 0 }),
                go: translate('fb.person.retire'),
                reason: true,
                danger: true,
                run: async (reason) => {
                  await post('retire', { reason });
                  told('fb.person.retired');
                },
              })
            }
          >
            {translate('fb.person.retire')}
          </Button>
        )}
      </Box>
      <ReasonDialog asking={asking} onClose={() => setAsking(null)} />
    </Part>
  );
};

const PersonEdit = () => {
  const { id } = useParams();
  const translate = useTranslate();
  const locale = useLocale();
  const { permissions = [] } = usePermissions<Right[]>();
  const asked = useAsked(`/people/${id}`);
  const person = asked.data;
  if (!person)
    return (
      <Page title={translate('resources.people.name', { smart_count: 1 })}>
        <Told asked={asked}>{null}</Told>
      </Page>
    );
  const may = permissions.includes('person.write');
  return (
    <Page title={person.name} narrow>
      {person.lockedUntil !== null && (
        <Alert severity="warning">{translate('fb.person.locked', { until: moment(person.lockedUntil, locale) })}</Alert>
      )}
      <Facts
        rows={[
          ['email', translate('fb.person.email'), person.email],
          ['state', translate('fb.person.state'), translate(`fb.person.states.${person.state}`)],
          ['factor', translate('fb.person.factor'), translate(`fb.factor.state.${person.factor}`)],
          ['roles', translate('fb.person.roles'), person.roles.map((r) => translate(`fb.role.${r}`)).join(' · ')],
          [
            'seen',
            translate('fb.person.lastSeen'),
            person.lastSeenAt === null ? translate('fb.person.never') : moment(person.lastSeenAt, locale),
          ],
        ]}
      />
      {may && person.state !== 'retired' && <Rights key={person.id} person={person} again={asked.again} />}
      {may && person.state === 'active' && <PersonSessions id={person.id} name={person.name} />}
      {may && <Acts person={person} again={asked.again} />}
      <AuditLink object={`operator:${person.id}`} />
    </Page>
  );
};
export default PersonEdit;
