/** A new template: for which system and in which language it is cannot be changed later. Its first version is a draft. */
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import { useEffect, useState } from 'react';
import { useNotify, useTranslate } from 'react-admin';
import { useNavigate } from 'react-router-dom';
import { type Language, languages } from '../../../server/contract/codes.ts';
import { type EventSystem, eventSystems } from '../../../server/contract/events.ts';
import { LeaveQuestion } from '../../parts/LeaveQuestion.tsx';
import { Page } from '../../parts/Page.tsx';
import { useAct } from '../../parts/useAct.ts';
import { call } from '../../providers/http.ts';
import { type TemplateText, Writing } from './Writing.tsx';

const TemplateCreate = () => {
  const translate = useTranslate();
  const navigate = useNavigate();
  const notify = useNotify();
  const [system, setSystem] = useState<EventSystem>(eventSystems[0]);
  const [language, setLanguage] = useState<Language>('ja');
  const [text, setText] = useState<TemplateText>({ name: '', subject: '', body: '' });
  const [made, setMade] = useState<string | null>(null);
  const { run, wrong, busy } = useAct();
  useEffect(() => {
    if (made) navigate(`/templates/${made}`);
  }, [made, navigate]);
  const save = async () => {
    const template = await run(() => call('POST', '/templates', { system, language, ...text }));
    if (!template) return;
    notify('fb.template.saved', { type: 'success' });
    setMade(template.id);
  };
  return (
    <Page
      title={translate('fb.template.create')}
      actions={
        <Button variant="contained" onClick={() => void save()} disabled={busy}>
          {translate('fb.template.saveFirst')}
        </Button>
      }
    >
      {wrong.all && (
        <Alert severity="error" role="alert">
          {wrong.all}
        </Alert>
      )}
      <Writing system={system} language={language} text={text} wrong={wrong} onChange={setText}>
        <Box sx={{ display: 'flex', gap: 2, flexWrap: 'wrap' }}>
          <TextField
            select
            label={translate('fb.case.system')}
            value={system}
            onChange={(e) => setSystem(e.target.value as EventSystem)}
            sx={{ minWidth: 140 }}
          >
            {eventSystems.map((one) => (
              <MenuItem key={one} value={one}>
                {one}
              </MenuItem>
            ))}
          </TextField>
          <TextField
            select
            label={translate('fb.reader.language')}
            value={language}
            onChange={(e) => setLanguage(e.target.value as Language)}
            sx={{ minWidth: 180 }}
          >
            {languages.map((one) => (
              <MenuItem key={one} value={one}>
                {translate(`fb.language.${one}`)}
              </MenuItem>
            ))}
          </TextField>
        </Box>
      </Writing>
      <LeaveQuestion dirty={made === null && Object.values(text).some((words) => words !== '')} />
    </Page>
  );
};
export default TemplateCreate;
