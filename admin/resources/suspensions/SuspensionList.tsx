/** Suspensions that are held back, one of them when its address names it, and the way to undo many at once. */
import { useState } from 'react';
import { useLocale, usePermissions, useTranslate } from 'react-admin';
import { useSearchParams } from 'react-router-dom';
import type { BrakeLine } from '../../../server/contract/console/suspensions.ts';
import type { Right } from '../../../server/contract/rights.ts';
import { Figure } from '../../parts/Figure.tsx';
import { figure, moment } from '../../parts/moment.ts';
import { Page } from '../../parts/Page.tsx';
import { Rows } from '../../parts/Rows.tsx';
import { Told } from '../../parts/Told.tsx';
import { useAsked } from '../../parts/useAsked.ts';
import { useDomainWord } from '../bulletins/useDomainWord.ts';
import { BrakePart } from './BrakePart.tsx';
import { UndoMany } from './UndoMany.tsx';
import { useReasonWord } from './useReasonWord.ts';

const SuspensionList = () => {
  const translate = useTranslate();
  const locale = useLocale();
  const domain = useDomainWord();
  const reason = useReasonWord();
  const { permissions = [] } = usePermissions<Right[]>();
  const [query] = useSearchParams();
  const chosen = query.get('brake');
  // What was undone below changes what is shown above: it is asked for again.
  const [round, setRound] = useState(0);
  const asked = useAsked('/brakes');
  const share = (b: BrakeLine) =>
    translate('fb.suspensions.share', { hards: figure(b.hards, locale), tried: figure(b.tried, locale) });
  return (
    <Page title={translate('resources.suspensions.name', { smart_count: 2 })} intro={translate('fb.suspensions.intro')}>
      <Told asked={asked}>
        <Rows
          label={translate('resources.suspensions.name', { smart_count: 2 })}
          rows={asked.data?.data ?? []}
          keyOf={(b) => b.id}
          to={(b) => `/suspensions?brake=${encodeURIComponent(b.id)}`}
          empty={{ title: translate('fb.suspensions.emptyTitle'), text: translate('fb.suspensions.emptyText') }}
          columns={[
            { name: 'at', label: translate('fb.suspensions.at'), show: (b) => domain(b.at) },
            { name: 'reason', label: translate('fb.reason.label'), show: (b) => reason(b.reason) },
            {
              name: 'state',
              label: translate('fb.suspensions.state'),
              show: (b) => translate(`fb.suspensions.states.${b.state}`),
            },
            { name: 'share', label: translate('fb.suspensions.answers'), show: share },
            {
              name: 'held',
              label: translate('fb.suspensions.held'),
              show: (b) => (
                <Figure
                  n={b.held}
                  to={`/suspensions?brake=${encodeURIComponent(b.id)}`}
                  right="suppression.see"
                  what={translate('fb.suspensions.held')}
                />
              ),
              right: true,
            },
            {
              name: 'pulled',
              label: translate('fb.suspensions.pulledAt'),
              show: (b) => moment(b.pulledAt, locale),
            },
          ]}
        />
      </Told>
      {chosen && <BrakePart key={`${chosen} ${round}`} id={chosen} onDecided={asked.again} />}
      {permissions.includes('reader.lift') && (
        <UndoMany
          onDone={() => {
            asked.again();
            setRound(round + 1);
          }}
        />
      )}
    </Page>
  );
};
export default SuspensionList;
