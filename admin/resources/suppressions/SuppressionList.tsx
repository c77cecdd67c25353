/** Addresses and domains that get no mail: what each blocks, why, until when; one is added below, and lifted with a reason. */
import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useLocale, useNotify, usePermissions, useTranslate } from 'react-admin';
import type { SuppressionShown } from '../../../server/contract/console/suppressions.ts';
import type { Right } from '../../../server/contract/rights.ts';
import { AskButton } from '../../parts/AskButton.tsx';
import { figure, moment } from '../../parts/moment.ts';
import { Page } from '../../parts/Page.tsx';
import type { Asking } from '../../parts/ReasonDialog.tsx';
import { type Column, Rows } from '../../parts/Rows.tsx';
import { Told } from '../../parts/Told.tsx';
import { useAsked } from '../../parts/useAsked.ts';
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
    { name: 'reason', label: translate('fb.reason.label'), show: (s) => s.reason },
    {
      name: 'since',
      label: translate('fb.suppressions.since'),
      show: (s) => translate('fb.suppressions.by', { at: moment(s.createdAt, locale), actor: s.actor }),
    },
    { name: 'until', label: translate('fb.suppressions.until'), show: (s) => <Ends entry={s} /> },
  ];
};

const SuppressionList = () => {
  const translate = useTranslate();
  const locale = useLocale();
  const notify = useNotify();
  const { permissions = [] } = usePermissions<Right[]>();
  const [past, setPast] = useState(false);
  const asked = useAsked('/suppressions', past ? { lifted: 'true' } : {});
  const rows = asked.data?.data ?? [];
  const columns = useColumns();
  const lifting = (entry: SuppressionShown): Asking => ({
    title: translate('fb.suppressions.liftTitle'),
    text: translate('fb.suppressions.liftAsk', { target: entry.target }),
    go: translate('fb.suppressions.lift'),
    reason: true,
    run: async (reason) => {
      await call('POST', `/suppressions/${entry.id}/lift`, { reason });
      asked.again();
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
        control={<Checkbox checked={past} onChange={(e) => setPast(e.target.checked)} />}
        label={translate('fb.suppressions.past')}
        sx={{ justifySelf: 'start' }}
      />
      <Told asked={asked}>
        <Rows
          label={name}
          rows={rows}
          keyOf={(s) => s.id}
          empty={{ title: translate('fb.suppressions.emptyTitle'), text: translate('fb.suppressions.emptyText') }}
          columns={[...columns, ...(permissions.includes('reader.lift') ? [act] : [])]}
        />
        {rows.length >= MOST && <Small text={translate('fb.suppressions.newest', { n: figure(MOST, locale) })} />}
      </Told>
      {permissions.includes('reader.suspend') && <SuppressionForm onAdded={asked.again} />}
    </Page>
  );
};
export default SuppressionList;
