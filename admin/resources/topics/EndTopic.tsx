/** Ends a topic: where its readers go, the consequence in numbers, and the reason. */
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import FormControlLabel from '@mui/material/FormControlLabel';
import MenuItem from '@mui/material/MenuItem';
import Radio from '@mui/material/Radio';
import RadioGroup from '@mui/material/RadioGroup';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { type FormEvent, useEffect, useState } from 'react';
import { useLocale, useTranslate } from 'react-admin';
import type { Consequence, Topic } from '../../../server/contract/console/topics.ts';
import { figure, moment } from '../../parts/moment.ts';
import { useAct } from '../../parts/useAct.ts';
import { call } from '../../providers/http.ts';

const Numbers = ({ told, scope }: { told: Consequence; scope: 'all' | 'alone' }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const n = (value: number) => figure(value, locale);
  return (
    <Alert severity={told.waiting.length > 0 ? 'error' : 'warning'} icon={false}>
      {told.waiting.length > 0 && (
        <>
          {translate('fb.bulletins.topic.waiting')}
          <Box component="ul" sx={{ my: 0.5, pl: 3 }}>
            {told.waiting.map((b) => (
              <li key={b.id}>
                <a href={`#/bulletins/${b.id}/show`}>{b.title || translate('fb.bulletin.untitled')}</a> (
                {translate(`fb.state.${b.state}`)})
              </li>
            ))}
          </Box>
        </>
      )}
      <Typography sx={{ fontWeight: 700 }}>
        {translate(`fb.bulletins.topic.told.${scope}`, { readers: n(told.readers), moved: n(told.moved) })}
      </Typography>
      <Box component="ul" sx={{ my: 0.5, pl: 3 }}>
        <li>{translate('fb.bulletins.topic.told.both', { both: n(told.both) })}</li>
        <li>{translate('fb.bulletins.topic.told.lonely', { alone: n(told.alone) })}</li>
        <li>{translate('fb.bulletins.topic.told.mails', { mails: n(told.mails), at: moment(told.tellAt, locale) })}</li>
        {told.drafts > 0 && <li>{translate('fb.bulletins.topic.told.drafts', { drafts: n(told.drafts) })}</li>}
      </Box>
      {translate('fb.bulletins.topic.told.undo', { at: moment(told.tellAt, locale) })}
    </Alert>
  );
};

export const EndTopic = (p: { topic: Topic; topics: readonly Topic[]; onClose: (done: boolean) => void }) => {
  const translate = useTranslate();
  const locale = useLocale() === 'en' ? 'en' : 'ja';
  const { topic } = p;
  // Only where everybody can follow: a topic with a date asks for something nobody gave.
  const others = p.topics.filter((t) => t.id !== topic.id && !t.needsDate);
  const [into, setInto] = useState('');
  const [scope, setScope] = useState<'all' | 'alone'>('all');
  const [reason, setReason] = useState('');
  const [told, setTold] = useState<Consequence | null>(null);
  const { run, wrong, busy } = useAct();
  useEffect(() => {
    let current = true;
    setTold(null);
    if (into === '') return;
    call('POST', `/topics/${topic.id}/consequence`, { into, scope })
      .then((answer) => current && setTold(answer))
      .catch(() => {});
    return () => {
      current = false;
    };
  }, [into, scope, topic.id]);
  const end = async (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    const done = await run(() =>
      call('POST', `/topics/${topic.id}/retire`, { into, scope, reason, readers: told?.readers ?? -1 }),
    );
    if (done) p.onClose(true);
  };
  return (
    <Dialog open onClose={() => p.onClose(false)} fullWidth maxWidth="sm" aria-labelledby="end-topic">
      <form onSubmit={end} noValidate>
        <DialogTitle id="end-topic">
          {translate('fb.bulletins.topic.endTitle', { name: topic.names[locale] })}
        </DialogTitle>
        <DialogContent sx={{ display: 'grid', gap: 2.5, '&&': { pt: 1 } }}>
          {wrong.all && (
            <Alert severity="error" role="alert">
              {wrong.fields.into ?? wrong.fields.reason ?? wrong.all}
            </Alert>
          )}
          <TextField
            select
            label={translate('fb.bulletins.topic.into')}
            value={into}
            onChange={(e) => setInto(e.target.value)}
            helperText={translate('fb.bulletins.topic.intoHelp')}
          >
            {others.map((t) => (
              <MenuItem key={t.code} value={t.code}>
                {t.groupNames[locale]} / {t.names[locale]}
              </MenuItem>
            ))}
          </TextField>
          <RadioGroup
            value={scope}
            onChange={(e) => setScope(e.target.value as 'all' | 'alone')}
            aria-label={translate('fb.bulletins.topic.scope')}
          >
            <FormControlLabel value="all" control={<Radio />} label={translate('fb.bulletins.topic.scopes.all')} />
            <FormControlLabel value="alone" control={<Radio />} label={translate('fb.bulletins.topic.scopes.alone')} />
          </RadioGroup>
          {told && <Numbers told={told} scope={scope} />}
          <TextField
            label={translate('fb.reason.label')}
            helperText={translate('fb.reason.help')}
            value={reason}
            onChange={(e) => setReason(e.target.value)}
            required
          />
        </DialogContent>
        <DialogActions sx={{ p: 3, pt: 0 }}>
          <Button onClick={() => p.onClose(false)}>{translate('fb.common.stay')}</Button>
          <Button
            type="submit"
            variant="outlined"
            color="error"
            disabled={busy || !told || told.waiting.length > 0 || reason.trim() === ''}
          >
            {told
              ? translate('fb.bulletins.topic.endGo', { people: figure(told.readers, locale) })
              : translate('fb.bulletins.topic.end')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
};
