/** Every setting with its value and where it comes from. Rules and limits of the house are changed here, settings in the environment. */
import { useLocale, useTranslate } from 'react-admin';
import { Page } from '../../parts/Page.tsx';
import { Rows } from '../../parts/Rows.tsx';
import { Told } from '../../parts/Told.tsx';
import { useAsked } from '../../parts/useAsked.ts';
import { Budgets } from '../budgets/Budgets.tsx';
import { HouseRules } from '../houseRules/HouseRules.tsx';
import { settingsJa } from './settingsJa.ts';

/** Times of day are Japanese time and say so. */
const told = (value: string): string => (/^\d{1,2}:\d{2}$/.test(value) ? `${value} JST` : value || '–');

const SettingList = () => {
  const translate = useTranslate();
  const locale = useLocale();
  const asked = useAsked('/settings');
  return (
    <Page title={translate('resources.settings.name', { smart_count: 2 })} intro={translate('fb.setting.intro')}>
      <HouseRules />
      <Budgets />
      <Told asked={asked}>
        <Rows
          label={translate('resources.settings.name', { smart_count: 2 })}
          rows={asked.data?.data ?? []}
          keyOf={(s) => s.name}
          columns={[
            { name: 'name', label: translate('fb.setting.name'), show: (s) => <code>{s.name}</code> },
            { name: 'value', label: translate('fb.setting.value'), show: (s) => told(s.value) },
            { name: 'from', label: translate('fb.setting.from'), show: (s) => translate(`fb.setting.froms.${s.from}`) },
            {
              name: 'says',
              label: translate('fb.setting.says'),
              show: (s) => (locale === 'en' ? s.says.replaceAll('`', '') : (settingsJa[s.name] ?? s.says)),
            },
          ]}
        />
      </Told>
    </Page>
  );
};
export default SettingList;
