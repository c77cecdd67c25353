/** All mail types. */
import { useLocale, useTranslate } from 'react-admin';
import { Page } from '../../parts/Page.tsx';
import { Rows } from '../../parts/Rows.tsx';
import { Told } from '../../parts/Told.tsx';
import { useAsked } from '../../parts/useAsked.ts';
import { useCodeWords } from '../../parts/useCodeWords.ts';

const MailTypeList = () => {
  const translate = useTranslate();
  const locale = useLocale();
  const words = useCodeWords();
  const asked = useAsked('/mail-types');
  return (
    <Page title={translate('resources.mail-types.name', { smart_count: 2 })}>
      <Told asked={asked}>
        <Rows
          label={translate('resources.mail-types.name', { smart_count: 2 })}
          rows={asked.data?.data ?? []}
          keyOf={(t) => t.id}
          to={(t) => `/mail-types/${t.id}`}
          columns={[
            {
              name: 'name',
              label: translate('fb.mailType.subject'),
              show: (t) => t.names[locale === 'en' ? 'en' : 'ja'],
            },
            { name: 'id', label: translate('fb.mailType.code'), show: (t) => <code>{t.id}</code> },
            {
              name: 'systems',
              label: translate('fb.case.system'),
              show: (t) => t.systems.map(words.system).join(', '),
            },
            {
              name: 'sensitive',
              label: translate('fb.mailType.sensitive'),
              show: (t) => translate(t.sensitive ? 'fb.common.yes' : 'fb.common.no'),
            },
          ]}
        />
      </Told>
    </Page>
  );
};
export default MailTypeList;
