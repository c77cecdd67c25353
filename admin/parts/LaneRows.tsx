/** Lanes with what waits in them and since when. */
import { useLocale, useTranslate } from 'react-admin';
import type { LaneLoad } from '../../server/contract/console/operations.ts';
import { figure } from './moment.ts';
import { Rows } from './Rows.tsx';

/** '3 min', '2 h 5 min'. */
const age = (ms: number | null): string => {
  if (ms === null) return '–';
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return '< 1 min';
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
};

export const LaneRows = ({ lanes }: { lanes: readonly LaneLoad[] }) => {
  const translate = useTranslate();
  const locale = useLocale();
  return (
    <Rows
      label={translate('fb.delivery.lanes')}
      rows={lanes}
      keyOf={(l) => l.lane}
      columns={[
        {
          name: 'lane',
          label: translate('fb.delivery.lane'),
          show: (l) => translate(`fb.delivery.laneNames.${l.lane}`),
        },
        {
          name: 'waiting',
          label: translate('fb.delivery.waiting'),
          show: (l) => figure(l.waiting, locale),
          right: true,
        },
        { name: 'age', label: translate('fb.delivery.age'), show: (l) => age(l.ageMs), right: true },
      ]}
    />
  );
};
