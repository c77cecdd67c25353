/** One template: its newest text to write on, what is sent now, and every version there was. */
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useNotify, usePermissions, useTranslate } from 'react-admin';
import { useParams } from 'react-router-dom';
import type { Template } from '../../../server/contract/console/templates.ts';
import type { EventSystem } from '../../../server/contract/events.ts';
import type { Right } from '../../../server/contract/rights.ts';
import { LeaveQuestion } from '../../parts/LeaveQuestion.tsx';
import { Page } from '../../parts/Page.tsx';
import { Told } from '../../parts/Told.tsx';
import { useAct } from '../../parts/useAct.ts';
import { useAsked } from '../../parts/useAsked.ts';
import { call } from '../../providers/http.ts';
import { StateWords } from './TemplateList.tsx';
import { Versions } from './Versions.tsx';
import { type TemplateText, Writing } from './Writing.tsx';

const textOf = ({ name, subject, body }: TemplateText): TemplateText => ({ name, subject, body });

/** What somebody writes over the version that was read; it stays when the list of versions is read anew. */
const OneTemplate = ({ given, onChanged }: { given: Template; onChanged: () => void }) => {
  const translate = useTranslate();
  const notify = useNotify();
  const { permissions = [] } = usePermissions<Right[]>();
  const [seen, setSeen] = useState(given);
  const newest = seen.versions[0]!;
  const [text, setText] = useState(() => textOf(newest));
  const { run, wrong, busy } = useAct();
  const dirty = JSON.stringify(text) !== JSON.stringify(textOf(newest));
  const may = permissions.includes('template.write');
  const writes = may && !seen.archived;
  const act = async (said: string, work: () => Promise<Template>, then?: (template: Template) => void) => {
    const template = await run(work);
    if (!template) return;
    setSeen(template);
    then?.(template);
    onChanged();
    notify(said, { type: 'success' });
  };
  const save = () =>
    act(
      'fb.template.saved',
      () => call('PUT', `/templates/${seen.id}`, { ...text, version: newest.version }),
      (template) => setText(textOf(template.versions[0]!)),
    );
  const publish = (version: number) =>
    act('fb.template.published', () => call('POST', `/templates/${seen.id}/publish`, { version }));
  const archive = () => act('fb.template.archivedNow', () => call('POST', `/templates/${seen.id}/archive`));
  const restore = () => act('fb.template.restored', () => call('POST', `/templates/${seen.id}/restore`));
  return (
    <Page
      title={newest.name}
      actions={
        writes && (
          <Button variant="contained" onClick={() => void save()} disabled={busy || !dirty}>
            {translate('fb.template.save', { n: newest.version + 1 })}
          </Button>
        )
      }
    >
      <Box sx={{ display: 'flex', gap: 1, flexWrap: 'wrap', alignItems: 'center' }}>
        <StateWords line={seen} />
        <Typography variant="body2" color="text.secondary">
          {seen.system} · {translate(`fb.language.${seen.language}`)} · {seen.id}
        </Typography>
      </Box>
      {seen.archived && (
        <Alert
          severity="info"
          action={
            may && (
              <Button color="inherit" onClick={() => void restore()} disabled={busy}>
                {translate('fb.template.restore')}
              </Button>
            )
          }
        >
          {translate('fb.template.archivedText')}
        </Alert>
      )}
      {wrong.all && (
        <Alert severity="error" role="alert">
          {wrong.all}
        </Alert>
      )}
      <Writing
        system={seen.system as EventSystem}
        language={seen.language}
        text={text}
        wrong={wrong}
        {...(writes ? { onChange: setText } : {})}
      />
      <Versions
        template={seen}
        onPublish={writes && !busy ? (version) => void publish(version) : null}
        onTake={writes ? (version) => setText(textOf(version)) : null}
      />
      {writes && (
        <Box>
          <Button color="error" variant="outlined" onClick={() => void archive()} disabled={busy}>
            {translate('fb.template.archive')}
          </Button>
          <Typography variant="body2" color="text.secondary" sx={{ mt: 0.5 }}>
            {translate('fb.template.archiveHelp')}
          </Typography>
        </Box>
      )}
      <LeaveQuestion dirty={dirty} />
    </Page>
  );
};

const TemplateShow = () => {
  const { id = '' } = useParams();
  const asked = useAsked(`/templates/${id}`);
  return <Told asked={asked}>{asked.data && <OneTemplate key={id} given={asked.data} onChanged={asked.again} />}</Told>;
};
export default TemplateShow;
