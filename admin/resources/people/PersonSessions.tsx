/** Where somebody is signed in; all of it is ended in one act, after saying how many. */
import Button from '@mui/material/Button';
import { useState } from 'react';
import { useLocale, useNotify, useTranslate } from 'react-admin';
import { deviceOf } from '../../parts/device.ts';
import { moment } from '../../parts/moment.ts';
import { Part } from '../../parts/Page.tsx';
import { type Asking, ReasonDialog } from '../../parts/ReasonDialog.tsx';
import { Rows } from '../../parts/Rows.tsx';
import { Told } from '../../parts/Told.tsx';
import { useAsked } from '../../parts/useAsked.ts';
import { call } from '../../providers/http.ts';

export const PersonSessions = ({ id, name }: { id: string; name: string }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const notify = useNotify();
  const asked = useAsked(`/people/${id}/sessions`);
  const [asking, setAsking] = useState<Asking | null>(null);
  const rows = asked.data?.data ?? [];
  const end: Asking = {
    title: translate('fb.person.endSessions'),
    text: translate('fb.person.endSessionsAsk', { name, smart_count: rows.length }),
    go: translate('fb.person.endSessions'),
    danger: true,
    run: async () => {
      const { ended } = await call('POST', `/people/${id}/end-sessions`);
      asked.again();
      notify('fb.person.ended', { type: 'success', messageArgs: { smart_count: ended } });
    },
  };
  return (
    <Part
      title={translate('fb.account.sessions')}
      actions={
        rows.length > 0 && (
          <Button variant="outlined" onClick={() => setAsking(end)}>
            {translate('fb.person.endSessions')}
          </Button>
        )
      }
    >
      <Told asked={asked}>
        <Rows
          label={translate('fb.account.sessions')}
          rows={rows}
          keyOf={(s) => s.id}
          empty={{ title: translate('fb.person.noSessions') }}
          columns={[
            { name: 'agent', label: translate('fb.account.device'), show: (s) => deviceOf(s.agent) },
            { name: 'network', label: translate('fb.account.network'), show: (s) => s.network },
            { name: 'since', label: translate('fb.account.since'), show: (s) => moment(s.startedAt, locale) },
            { name: 'seen', label: translate('fb.account.seen'), show: (s) => moment(s.seenAt, locale) },
          ]}
        />
      </Told>
      <ReasonDialog asking={asking} onClose={() => setAsking(null)} />
    </Part>
  );
};
