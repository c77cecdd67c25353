/** Ends that are under way: how far, until when they can be taken back, and the button that does. */
import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useLocale, useTranslate } from 'react-admin';
import type { Topic } from '../../../server/contract/console/topics.ts';
import { figure, moment } from '../../parts/moment.ts';
import { useAct } from '../../parts/useAct.ts';
import { useAsked } from '../../parts/useAsked.ts';
import { call } from '../../providers/http.ts';

export const Changes = (p: { topics: readonly Topic[]; may: boolean; onUndone: () => void }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const asked = useAsked('/topics/changes', {}, { every: 3000 });
  const { run, wrong, busy } = useAct();
  const name = (code: string) => p.topics.find((t) => t.code === code)?.names[locale === 'en' ? 'en' : 'ja'] ?? code;
  const undo = (id: string) =>
    void run(async () => {
      await call('POST', `/topics/changes/${id}/undo`);
      asked.again();
      p.onUndone();
    });
  const changes = asked.data?.data ?? [];
  return (
    <>
      {wrong.all && (
        <Alert severity="error" role="alert">
          {wrong.all}
        </Alert>
      )}
      {changes.map((change) => {
        const open = change.state === 'moving' || change.state === 'moved';
        return (
          <Alert
            key={change.id}
            severity={open ? 'warning' : change.state === 'undone' ? 'info' : 'success'}
            role="status"
            action={
              open && p.may ? (
                <Button color="inherit" disabled={busy} onClick={() => undo(change.id)}>
                  {translate('fb.bulletins.topic.undo')}
                </Button>
              ) : undefined
            }
          >
            <Typography sx={{ fontWeight: 700 }}>
              {translate('fb.bulletins.topic.change', { topic: name(change.topic), into: name(change.into) })}
            </Typography>
            {translate(`fb.bulletins.topic.states.${change.state}`, {
              moved: figure(change.moved, locale),
              told: figure(change.told, locale),
              untold: figure(change.untold, locale),
              at: moment(change.tellAt, locale),
            })}
            <Typography variant="body2">
              {change.by} · {moment(change.begunAt, locale)} · {change.reason}
            </Typography>
          </Alert>
        );
      })}
    </>
  );
};
