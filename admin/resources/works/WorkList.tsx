/** Long works of staff: how far each has come, and the way to cancel one. */
import Alert from '@mui/material/Alert';
import Link from '@mui/material/Link';
import { useLocale, usePermissions, useRefresh, useTranslate } from 'react-admin';
import type { WorkShown } from '../../../server/contract/console/works.ts';
import type { Right } from '../../../server/contract/rights.ts';
import { AskButton } from '../../parts/AskButton.tsx';
import { Facts } from '../../parts/Facts.tsx';
import { useKept } from '../../parts/kept.ts';
import { Listed } from '../../parts/Listed.tsx';
import { figure, moment } from '../../parts/moment.ts';
import { Page, Part } from '../../parts/Page.tsx';
import { Told } from '../../parts/Told.tsx';
import { useAct } from '../../parts/useAct.ts';
import { useAsked } from '../../parts/useAsked.ts';
import { call } from '../../providers/http.ts';

const EVERY_MS = 2000;
const open: readonly string[] = ['collecting', 'waiting', 'running'];

/** What came of one work: figures of its kind by their names, or why it failed. */
const Result = ({ id }: { id: string }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const asked = useAsked(`/works/${id}`);
  const rows = Object.entries(asked.data?.result ?? {}).map(
    ([name, value]) =>
      [
        name,
        name === 'acted'
          ? translate('fb.works.acted')
          : translate(`fb.imports.figures.${name}`, { _: translate(`problem.${name}`, { _: name }) }),
        typeof value === 'number' ? figure(value, locale) : String(value),
      ] as const,
  );
  return (
    <Part title={translate('fb.works.result')}>
      <Told asked={asked}>
        {asked.data?.error && (
          <Alert severity="error">{translate(`problem.${asked.data.error}`, { _: asked.data.error })}</Alert>
        )}
        {rows.length > 0 ? <Facts rows={rows} /> : translate('fb.works.noResult')}
      </Told>
    </Part>
  );
};

const WorkList = () => {
  const translate = useTranslate();
  const locale = useLocale();
  const { permissions = [] } = usePermissions<Right[]>();
  const refresh = useRefresh();
  const { run, wrong, busy } = useAct();
  const [chosen, setChosen] = useKept('work');
  const actWord = ({ kind, act }: WorkShown) => translate(`fb.many.${kind.split('.')[0]}.${act}`, { _: act });
  const far = ({ done, total }: WorkShown) =>
    translate(total === null ? 'fb.works.sofar' : 'fb.works.of', {
      done: figure(done, locale),
      total: figure(total ?? 0, locale),
    });
  const cancelling = (work: WorkShown) => ({
    title: translate('fb.works.cancelTitle'),
    text: translate('fb.works.cancelAsk', { of: far(work) }),
    go: translate('fb.works.cancel'),
    stay: translate('fb.works.stay'),
    danger: true as const,
    run: async () => {
      await run(() => call('POST', `/works/${work.id}/cancel`));
      refresh();
    },
  });
  return (
    <Page title={translate('fb.works.title')} intro={translate('fb.works.intro')}>
      {wrong.all && (
        <Alert severity="error" role="alert">
          {wrong.all}
        </Alert>
      )}
      <Listed
        path="/works"
        every={EVERY_MS}
        perPage={100}
        label={translate('fb.works.title')}
        empty={{ title: translate('fb.works.none'), text: translate('fb.works.noneText') }}
        columns={[
          {
            name: 'kind',
            label: translate('fb.works.kind'),
            show: (work) => (
              <Link component="button" onClick={() => setChosen(work.id)}>
                {translate(`fb.works.kinds.${work.kind}`, { _: work.kind })}
                {work.act && ` (${actWord(work)})`}
              </Link>
            ),
          },
          {
            name: 'state',
            label: translate('fb.works.state'),
            show: (work) => translate(`fb.works.states.${work.state}`, { _: work.state }),
          },
          { name: 'far', label: translate('fb.works.progress'), show: far },
          { name: 'began', label: translate('fb.works.began'), show: (work) => moment(work.createdAt, locale) },
          { name: 'ended', label: translate('fb.works.ended'), show: (work) => moment(work.endedAt, locale) },
          {
            name: 'cancel',
            label: '',
            show: (work) =>
              permissions.includes('delivery.control') && open.includes(work.state) ? (
                <AskButton color="error" disabled={busy} asking={cancelling(work)} />
              ) : null,
          },
        ]}
      />
      {chosen && <Result key={chosen} id={chosen} />}
    </Page>
  );
};
export default WorkList;
