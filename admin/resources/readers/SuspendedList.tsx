/** Readers that get nothing for now, and why. */
import { useLocale, useTranslate } from 'react-admin';
import { Listed } from '../../parts/Listed.tsx';
import { moment } from '../../parts/moment.ts';
import { Page } from '../../parts/Page.tsx';

const SuspendedList = () => {
  const translate = useTranslate();
  const locale = useLocale();
  return (
    <Page title={translate('resources.suspended.name', { smart_count: 2 })} intro={translate('fb.suspended.intro')}>
      <Listed
        path="/suspended"
        label={translate('resources.suspended.name', { smart_count: 2 })}
        to={(r) => `/readers/${r.id}`}
        empty={{ title: translate('fb.suspended.emptyTitle'), text: translate('fb.suspended.emptyText') }}
        columns={[
          { name: 'masked', label: translate('fb.reader.email'), show: (r) => r.masked },
          {
            name: 'reason',
            label: translate('fb.reason.label'),
            show: (r) => translate(`fb.suspended.reasons.${r.reason}`, { _: r.reason ?? '–' }),
          },
          {
            name: 'language',
            label: translate('fb.reader.language'),
            show: (r) => translate(`fb.language.${r.language}`),
          },
          { name: 'since', label: translate('fb.suspended.since'), show: (r) => moment(r.since, locale) },
        ]}
      />
    </Page>
  );
};
export default SuspendedList;
