/** All mail types. */
import { useLocale, useTranslate } from 'react-admin';
import { Listed } from '../../parts/Listed.tsx';
import { Page } from '../../parts/Page.tsx';
import { useCodeWords } from '../../parts/useCodeWords.ts';

const MailTypeList = () => {
  const translate = useTranslate();
  const locale = useLocale();
  const words = useCodeWords();
  return (
    <Page title={translate('resources.mail-types.name', { smart_count: 2 })}>
      <Listed
        path="/mail-types"
        perPage={100}
        label={translate('resources.mail-types.name', { smart_count: 2 })}
        to={(t) => `/mail-types/${t.id}`}
        columns={[
          {
            name: 'name',
            label: translate('fb.mailType.subject'),
            show: (t) => t.names[locale === 'en' ? 'en' : 'ja'],
          },
          { name: 'id', label: translate('fb.mailType.code'), show: (t) => <code>{t.id}</code>, sort: true },
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
    </Page>
  );
};
export default MailTypeList;
