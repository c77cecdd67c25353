/** Cases of the application systems, newest change first. */
import Button from '@mui/material/Button';
import { useLocale, usePermissions, useTranslate } from 'react-admin';
import { eventSystems } from '../../../server/contract/events.ts';
import type { Right } from '../../../server/contract/rights.ts';
import { type Filter, Filters, useFilters } from '../../parts/Filters.tsx';
import { Listed } from '../../parts/Listed.tsx';
import { moment } from '../../parts/moment.ts';
import { Page } from '../../parts/Page.tsx';
import { Empty } from '../../parts/Rows.tsx';
import { useCodeWords } from '../../parts/useCodeWords.ts';

const List = () => {
  const translate = useTranslate();
  const locale = useLocale();
  const words = useCodeWords();
  const filters: Filter[] = [
    {
      name: 'system',
      label: translate('fb.case.system'),
      options: eventSystems.map((system) => [system, words.system(system)]),
    },
    {
      name: 'state',
      label: translate('fb.letter.state'),
      options: (['open', 'closed'] as const).map((state) => [state, translate(`fb.case.states.${state}`)]),
    },
    {
      name: 'test',
      label: translate('fb.play.list'),
      options: [['true', translate('fb.audited.yes')]],
      none: translate('fb.audited.no'),
    },
  ];
  return (
    <>
      <Filters filters={filters} />
      <Listed
        path="/cases"
        filter={useFilters(filters)}
        label={translate('resources.cases.name', { smart_count: 2 })}
        to={(c) => `/cases/${c.id}`}
        empty={{ title: translate('fb.case.emptyTitle'), text: translate('fb.case.emptyText') }}
        columns={[
          {
            name: 'subject',
            label: translate('fb.case.subject'),
            show: (c) => (c.test ? `${c.subject} (${translate('fb.letter.test')})` : c.subject),
          },
          { name: 'system', label: translate('fb.case.system'), show: (c) => words.system(c.system) },
          { name: 'state', label: translate('fb.letter.state'), show: (c) => translate(`fb.case.states.${c.state}`) },
          { name: 'changed', label: translate('fb.case.changed'), show: (c) => moment(c.changedAt, locale) },
        ]}
      />
    </>
  );
};

const CaseList = () => {
  const translate = useTranslate();
  const { permissions = [] } = usePermissions<Right[]>();
  return (
    <Page title={translate('resources.cases.name', { smart_count: 2 })}>
      {permissions.includes('letter.control') ? (
        <List />
      ) : (
        <Empty
          title={translate('fb.case.byNumber')}
          text={translate('fb.find.none')}
          go={
            <Button variant="contained" href="#/letters">
              {translate('fb.find.short')}
            </Button>
          }
        />
      )}
    </Page>
  );
};
export default CaseList;
