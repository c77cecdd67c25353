/** Reports that nobody understood, one of each wording; one press says what it means, for all that came and will come with it. */
import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { useLocale, useNotify, usePermissions, useTranslate } from 'react-admin';
import type { Wording } from '../../../server/contract/console/returns.ts';
import type { Right } from '../../../server/contract/rights.ts';
import { AskButton } from '../../parts/AskButton.tsx';
import { figure, moment } from '../../parts/moment.ts';
import { Part } from '../../parts/Page.tsx';
import type { Asking } from '../../parts/ReasonDialog.tsx';
import { type Column, Rows } from '../../parts/Rows.tsx';
import { Told } from '../../parts/Told.tsx';
import { useAsked } from '../../parts/useAsked.ts';
import { call } from '../../providers/http.ts';

const meanings = ['hard', 'soft', 'none'] as const;

export const WordingPart = () => {
  const translate = useTranslate();
  const locale = useLocale();
  const notify = useNotify();
  const { permissions = [] } = usePermissions<Right[]>();
  const asked = useAsked('/wordings');
  const asking = (w: Wording, means: (typeof meanings)[number]): Asking => ({
    title: translate(`fb.wordings.${means}`),
    text: translate(`fb.wordings.asks.${means}`, { n: figure(w.reports, locale) }),
    go: translate(`fb.wordings.${means}`),
    ...(means === 'hard' ? { danger: true as const } : {}),
    run: async () => {
      const { reports } = await call('POST', `/wordings/${w.id}/decide`, { means });
      asked.again();
      notify('fb.wordings.done', { type: 'success', messageArgs: { n: figure(reports, locale) } });
    },
  });
  const act: Column<Wording> = {
    name: 'act',
    label: translate('fb.common.actions'),
    whole: true,
    show: (w) => (
      <Box sx={{ display: 'flex', gap: 1, flexWrap: 'wrap' }}>
        {meanings.map((means) => (
          <AskButton key={means} variant="outlined" asking={asking(w, means)} />
        ))}
      </Box>
    ),
  };
  return (
    <Part title={translate('fb.wordings.title')}>
      <Typography sx={{ mb: 2 }}>{translate('fb.wordings.intro')}</Typography>
      <Told asked={asked}>
        <Rows
          label={translate('fb.wordings.title')}
          rows={asked.data?.data ?? []}
          keyOf={(w) => w.id}
          empty={{ title: translate('fb.wordings.emptyTitle'), text: translate('fb.wordings.emptyText') }}
          columns={[
            {
              name: 'words',
              label: translate('fb.wordings.words'),
              show: (w) => <Box sx={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{w.words}</Box>,
            },
            {
              name: 'reports',
              label: translate('fb.wordings.reports'),
              show: (w) => figure(w.reports, locale),
              right: true,
            },
            { name: 'last', label: translate('fb.wordings.last'), show: (w) => moment(w.last, locale), whole: true },
            ...(permissions.includes('reader.suspend') ? [act] : []),
          ]}
        />
      </Told>
    </Part>
  );
};
