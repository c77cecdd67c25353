/** One import: how it is read, what it would do, how far it is, and the way back. */
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import LinearProgress from '@mui/material/LinearProgress';
import Typography from '@mui/material/Typography';
import { useLocale, useTranslate } from 'react-admin';
import { useParams } from 'react-router-dom';
import type { ImportFigures, ImportForm, ImportShown } from '../../../server/contract/console/imports.ts';
import type { VerbOf } from '../../../server/contract/console/table.ts';
import { AskButton } from '../../parts/AskButton.tsx';
import { Facts } from '../../parts/Facts.tsx';
import { Listed } from '../../parts/Listed.tsx';
import { figure } from '../../parts/moment.ts';
import { Page, Part } from '../../parts/Page.tsx';
import { saveFile } from '../../parts/saveFile.ts';
import { Told } from '../../parts/Told.tsx';
import { useAct } from '../../parts/useAct.ts';
import { useAsked } from '../../parts/useAsked.ts';
import { call, callNamed } from '../../providers/http.ts';
import { FormPart } from './FormPart.tsx';

const before = ['rows', 'added', 'known', 'differs', 'left', 'suspended', 'doubled', 'bad'] as const;
const after = [...before, 'undone', 'kept'] as const;

const Figures = ({ figures, names }: { figures: ImportFigures; names: readonly (keyof ImportFigures)[] }) => {
  const translate = useTranslate();
  const locale = useLocale();
  return (
    <Facts rows={names.map((n) => [n, translate(`fb.imports.figures.${n}`), figure(figures[n], locale)] as const)} />
  );
};

const BadFile = ({ id, n }: { id: string; n: number }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const { run, busy, wrong } = useAct();
  if (n === 0) return null;
  const fetchFile = async () => {
    const language = locale === 'en' ? 'en' : 'ja';
    const file = await run(() => call('POST', `/imports/${id}/bad`, { language }));
    if (file) saveFile(file.name, 'text/csv', file.text);
  };
  return (
    <>
      <Button variant="outlined" disabled={busy} onClick={fetchFile}>
        {translate('fb.imports.badFile', { n: figure(n, locale) })}
      </Button>
      {wrong.all && <Alert severity="error">{wrong.all}</Alert>}
    </>
  );
};

type Acting = { shown: ImportShown; act: (verb: VerbOf<'/imports'>, data?: object) => Promise<unknown>; busy: boolean };

const Tried = ({ shown, act, busy }: Acting) => {
  const translate = useTranslate();
  const locale = useLocale();
  const { tried } = shown;
  if (!tried) return null;
  const n = figure(tried.added, locale);
  const asking = {
    title: translate('fb.imports.beginTitle', { n }),
    text: translate('fb.imports.beginAsk'),
    go: translate('fb.imports.begin', { n }),
    run: () => act('begin', { added: tried.added }),
  };
  return (
    <Part title={translate('fb.imports.tried')}>
      <Figures figures={tried} names={before} />
      <Box sx={{ display: 'flex', gap: 1.5, flexWrap: 'wrap', mt: 2 }}>
        {shown.state === 'tried' && tried.added > 0 && (
          <AskButton variant="contained" disabled={busy} asking={asking} />
        )}
        <BadFile id={shown.id} n={tried.bad} />
      </Box>
      {tried.added === 0 && <Typography sx={{ mt: 1 }}>{translate('fb.imports.nothing')}</Typography>}
    </Part>
  );
};

const Done = ({ shown, act, busy }: Acting) => {
  const translate = useTranslate();
  const locale = useLocale();
  const { figures, state } = shown;
  if (['read', 'trying', 'tried'].includes(state)) return null;
  const undoing = {
    title: translate('fb.imports.undoTitle'),
    text: translate('fb.imports.undoAsk', { n: figure(figures.added, locale) }),
    go: translate('fb.imports.undo'),
    reason: true as const,
    danger: true as const,
    run: (reason: string) => act('undo', { reason }),
  };
  return (
    <Part title={translate('fb.imports.result')}>
      {state === 'running' && (
        <Box role="status" sx={{ mb: 2 }}>
          <Typography>{translate('fb.imports.running', { rows: figure(figures.rows, locale) })}</Typography>
          <LinearProgress
            variant="determinate"
            value={Math.floor(shown.share * 100)}
            aria-label={translate('fb.imports.state.running')}
          />
        </Box>
      )}
      <Figures figures={figures} names={['undoing', 'undone'].includes(state) ? after : before} />
      <Box sx={{ display: 'flex', gap: 1.5, flexWrap: 'wrap', mt: 2 }}>
        {state === 'running' && (
          <Button variant="contained" disabled={busy} onClick={() => act('stop')}>
            {translate('fb.imports.stop')}
          </Button>
        )}
        {state === 'stopped' && (
          <Button variant="contained" disabled={busy} onClick={() => act('go-on')}>
            {translate('fb.imports.goOn')}
          </Button>
        )}
        {['done', 'stopped'].includes(state) && figures.added > 0 && (
          <AskButton variant="outlined" color="error" disabled={busy} asking={undoing} />
        )}
      </Box>
    </Part>
  );
};

const Kept = ({ id }: { id: string }) => {
  const translate = useTranslate();
  return (
    <Part title={translate('fb.imports.keptTitle')}>
      <Listed
        path={`/imports/${id}/kept`}
        label={translate('fb.imports.keptTitle')}
        to={(r) => `/readers/${r.id}`}
        columns={[
          { name: 'masked', label: translate('fb.imports.reader'), show: (r) => r.masked },
          { name: 'line', label: translate('fb.imports.form.line'), show: (r) => r.line },
          { name: 'why', label: translate('fb.imports.reason'), show: (r) => translate(`fb.imports.why.${r.why}`) },
        ]}
      />
    </Part>
  );
};

const moving: readonly string[] = ['trying', 'running', 'undoing'];

const OneImport = ({ shown, again }: { shown: ImportShown; again: () => void }) => {
  const translate = useTranslate();
  const { run, wrong, busy } = useAct();
  const act = async (verb: VerbOf<'/imports'>, data: object = {}) => {
    await run(() => callNamed('POST', `/imports/${shown.id}/${verb}`, data));
    again();
  };
  const open = ['read', 'tried', 'failed'].includes(shown.state);
  return (
    <>
      <Alert severity={shown.state === 'failed' ? 'error' : 'info'} role="status">
        {translate(`fb.imports.state.${shown.state}`)}
      </Alert>
      {wrong.all && (
        <Alert severity="error" role="alert">
          {wrong.all}
        </Alert>
      )}
      {open && (
        <FormPart
          shown={shown}
          busy={busy}
          change={(form: ImportForm) => void act('form', form)}
          tryOut={() => void act('try')}
        />
      )}
      <Tried shown={shown} act={act} busy={busy} />
      <Done shown={shown} act={act} busy={busy} />
      {shown.state === 'undone' && shown.figures.kept > 0 && <Kept id={shown.id} />}
    </>
  );
};

const ImportShow = () => {
  const { id = '' } = useParams();
  const translate = useTranslate();
  const asked = useAsked(`/imports/${id}`);
  const state = asked.data?.state ?? '';
  useAsked(`/imports/${id}`, {}, moving.includes(state) ? { every: 1000 } : {});
  return (
    <Page title={asked.data?.name ?? translate('fb.imports.title')}>
      <Told asked={asked}>{asked.data && <OneImport shown={asked.data} again={asked.again} />}</Told>
    </Page>
  );
};
export default ImportShow;
