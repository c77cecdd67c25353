/** My settings: which mails the hub sends to me by itself. */
import FormControlLabel from '@mui/material/FormControlLabel';
import Switch from '@mui/material/Switch';
import Typography from '@mui/material/Typography';
import { useTranslate } from 'react-admin';
import type { Me } from '../../server/contract/console/session.ts';
import { Part } from '../parts/Page.tsx';
import { useAct } from '../parts/useAct.ts';
import { call } from '../providers/http.ts';

export const OwnMail = ({ me, again }: { me: Me; again: () => void }) => {
  const translate = useTranslate();
  const act = useAct();
  const choose = (on: boolean) =>
    act.run(async () => {
      await call('PUT', '/session/summary', { on });
      again();
    });
  return (
    <Part title={translate('fb.account.mail')}>
      <FormControlLabel
        control={<Switch checked={me.summary} disabled={act.busy} onChange={(e) => void choose(e.target.checked)} />}
        label={translate('fb.account.summary')}
      />
      <Typography variant="body2" color="text.secondary">
        {translate('fb.account.summaryHelp')}
      </Typography>
    </Part>
  );
};
