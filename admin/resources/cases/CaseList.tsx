/** Cases of the application systems, newest change first. */
import Button from '@mui/material/Button';
import { useLocale, usePermissions, useTranslate } from 'react-admin';
import { eventSystems } from '../../../server/contract/events.ts';
import type { Right } from '../../../server/contract/rights.ts';
import { type Filter, Filters, useFilters } from '../../parts/Filters.tsx';
import { moment } from '../../parts/moment.ts';
import { Page } from '../../parts/Page.tsx';
import { Empty, Rows } from '../../parts/Rows.tsx';
import { More, Told } from '../../parts/Told.tsx';
import { useCodeWords } from '../../parts/useCodeWords.ts';
import { usePages } from '../../parts/usePages.ts';

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
  const asked = usePages('/cases', useFilters(filters));
  return (
    <>
      <Filters filters={filters} />
      <Told asked={asked}>
        <Rows
          label={translate('resources.cases.name', { smart_count: 2 })}
          rows={asked.rows}
          keyOf={(c) => c.id}
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
        <More more={asked.more} />
      </Told>
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
