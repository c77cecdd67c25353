/** The sender's name in each language, and the hosts that links may lead to. */
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import { type FormEvent, useState } from 'react';
import { useTranslate } from 'react-admin';
import { languages } from '../../../server/contract/codes.ts';
import { Part } from '../../parts/Page.tsx';
import { useAct } from '../../parts/useAct.ts';
import { type SystemPart, useSystemChange } from './useSystemChange.ts';

type Names = Record<string, string>;

const SenderName = (p: SystemPart) => {
  const translate = useTranslate();
  const { save } = useSystemChange(p);
  const { run, wrong, busy } = useAct();
  const [names, setNames] = useState<Names>({ ja: '', plja: '', en: '', ...(p.system.settings.fromName as Names) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    return run(() => save({ fromName: names }));
  };
  return (
    <Part title={translate('fb.systems.senderName')}>
      <Box component="form" onSubmit={submit} noValidate sx={{ display: 'grid', gap: 2, maxWidth: 760 }}>
        {wrong.all && (
          <Alert severity="error" role="alert">
            {wrong.all}
          </Alert>
        )}
        {languages.map((language) => (
          <TextField
            key={language}
            label={translate(`fb.language.${language}`)}
            value={names[language] ?? ''}
            onChange={(e) => setNames({ ...names, [language]: e.target.value })}
            error={wrong.fields[`fromName.${language}`] !== undefined}
            helperText={
              wrong.fields[`fromName.${language}`] ??
              translate('fb.systems.senderNameHelp', { name: p.system.senderNames[language] ?? '' })
            }
            slotProps={{ htmlInput: { maxLength: 60, readOnly: !p.may } }}
          />
        ))}
        {p.may && (
          <Button type="submit" variant="outlined" disabled={busy} sx={{ justifySelf: 'start' }}>
            {translate('fb.systems.senderNameGo')}
          </Button>
        )}
      </Box>
    </Part>
  );
};

const LinkHosts = (p: SystemPart) => {
  const translate = useTranslate();
  const { save } = useSystemChange(p);
  const { run, wrong, busy } = useAct();
  const [hosts, setHosts] = useState((p.system.settings.linkHosts as string[]).join('\n'));
  const lines = hosts
    .split(/[\s,]+/)
    .map((host) => host.trim().toLowerCase())
    .filter(Boolean);
  const bad = Object.keys(wrong.fields)
    .map((field) => lines[Number(field.split('.')[1])])
    .filter((host) => host !== undefined);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    return run(() => save({ linkHosts: lines }));
  };
  return (
    <Part title={translate('fb.systems.linkHosts')}>
      <Box component="form" onSubmit={submit} noValidate sx={{ display: 'grid', gap: 2, maxWidth: 760 }}>
        {wrong.all && (
          <Alert severity="error" role="alert">
            {wrong.all}
          </Alert>
        )}
        <TextField
          label={translate('fb.systems.linkHostsLabel')}
          value={hosts}
          multiline
          minRows={2}
          slotProps={{ htmlInput: { readOnly: !p.may } }}
          onChange={(e) => setHosts(e.target.value)}
          error={bad.length > 0}
          helperText={
            bad.length > 0
              ? translate('fb.systems.linkHostsWrong', { hosts: bad.join(', ') })
              : translate('fb.systems.linkHostsHelp')
          }
        />
        {p.may && (
          <Button type="submit" variant="outlined" disabled={busy} sx={{ justifySelf: 'start' }}>
            {translate('fb.systems.linkHostsGo')}
          </Button>
        )}
      </Box>
    </Part>
  );
};

export const SystemTexts = (p: SystemPart) => (
  <>
    <SenderName {...p} />
    <LinkHosts {...p} />
  </>
);
