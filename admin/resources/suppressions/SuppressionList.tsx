/** Addresses and domains that get no mail: what each blocks, why, until when; one is added below, and lifted with a reason. */
import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import Typography from '@mui/material/Typography';
import { useListContext, useLocale, useNotify, usePermissions, useRefresh, useTranslate } from 'react-admin';
import type { SuppressionShown } from '../../../server/contract/console/suppressions.ts';
import type { Right } from '../../../server/contract/rights.ts';
import { AskButton } from '../../parts/AskButton.tsx';
import { useKept } from '../../parts/kept.ts';
import { Listing, ListRows } from '../../parts/Listed.tsx';
import { figure, moment } from '../../parts/moment.ts';
import { Page } from '../../parts/Page.tsx';
import type { Asking } from '../../parts/ReasonDialog.tsx';
import type { Column } from '../../parts/Rows.tsx';
import { call } from '../../providers/http.ts';
import { SuppressionForm } from './SuppressionForm.tsx';

/** The server answers this many, newest first. */
const MOST = 100;
/** The server's reason for an entry that a newer one replaced. */
const REPLACED = 'entered anew';

const Small = ({ text }: { text: string }) => (
  <Typography variant="body2" color="text.secondary">
    {text}
  </Typography>
);

const Ends = ({ entry }: { entry: SuppressionShown }) => {
  const translate = useTranslate();
  const locale = useLocale();
  if (entry.liftedAt === null)
    return <>{entry.until === null ? translate('fb.suppressions.open') : moment(entry.until, locale)}</>;
  const by = { at: moment(entry.liftedAt, locale), actor: entry.liftedBy };
  return (
    <>
      {translate('fb.suppressions.lifted', by)}
      <Small text={entry.liftedReason === REPLACED ? translate('fb.suppressions.anew') : (entry.liftedReason ?? '')} />
    </>
  );
};

const useColumns = (): Column<SuppressionShown>[] => {
  const translate = useTranslate();
  const locale = useLocale();
  return [
    {
      name: 'target',
      sort: true,
      label: translate('fb.suppressions.target'),
      show: (s) => (
        <>
          {s.target}
          <Small text={translate(`fb.suppressions.kinds.${s.kind}`)} />
        </>
      ),
    },
    {
      name: 'blocks',
      label: translate('fb.suppressions.blocks'),
      show: (s) => translate(s.letters ? 'fb.suppressions.lettersToo' : 'fb.suppressions.onlyBulletins'),
    },
    { name: 'reason', label: translate('fb.reason.label'), show: (s) => s.reason, sort: true },
    {
      name: 'since',
      label: translate('fb.suppressions.since'),
      show: (s) => translate('fb.suppressions.by', { at: moment(s.createdAt, locale), actor: s.actor }),
    },
    { name: 'until', label: translate('fb.suppressions.until'), show: (s) => <Ends entry={s} /> },
  ];
};

const OnlyNewest = () => {
  const translate = useTranslate();
  const locale = useLocale();
  const { data = [] } = useListContext();
  return data.length < MOST ? null : <Small text={translate('fb.suppressions.newest', { n: figure(MOST, locale) })} />;
};

const SuppressionList = () => {
  const translate = useTranslate();
  const notify = useNotify();
  const { permissions = [] } = usePermissions<Right[]>();
  const [past, setPast] = useKept('lifted', ['true']);
  const refresh = useRefresh();
  const columns = useColumns();
  const lifting = (entry: SuppressionShown): Asking => ({
    title: translate('fb.suppressions.liftTitle'),
    text: translate('fb.suppressions.liftAsk', { target: entry.target }),
    go: translate('fb.suppressions.lift'),
    reason: true,
    run: async (reason) => {
      await call('POST', `/suppressions/${entry.id}/lift`, { reason });
      refresh();
      notify('fb.suppressions.liftDone', { type: 'success' });
    },
  });
  const act: Column<SuppressionShown> = {
    name: 'act',
    label: translate('fb.common.actions'),
    show: (s) => (s.liftedAt === null ? <AskButton variant="outlined" asking={lifting(s)} /> : '–'),
    whole: true,
  };
  const name = translate('resources.suppressions.name', { smart_count: 2 });
  return (
    <Page title={name} intro={translate('fb.suppressions.intro')}>
      <FormControlLabel
        control={<Checkbox checked={past === 'true'} onChange={(e) => setPast(e.target.checked ? 'true' : '')} />}
        label={translate('fb.suppressions.past')}
        sx={{ justifySelf: 'start' }}
      />
      <Listing path="/suppressions" filter={past ? { lifted: past } : {}} perPage={MOST}>
        <ListRows
          label={name}
          empty={{ title: translate('fb.suppressions.emptyTitle'), text: translate('fb.suppressions.emptyText') }}
          columns={[...columns, ...(permissions.includes('reader.lift') ? [act] : [])]}
        />
        <OnlyNewest />
      </Listing>
      {permissions.includes('reader.suspend') && <SuppressionForm onAdded={refresh} />}
    </Page>
  );
};
export default SuppressionList;
