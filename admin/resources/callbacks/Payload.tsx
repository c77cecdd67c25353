/** What one callback tells, as it goes over the wire, with every try and the receiver's answer. */
import Box from '@mui/material/Box';
import { useLocale, useTranslate } from 'react-admin';
import { figure, moment } from '../../parts/moment.ts';
import { Part } from '../../parts/Page.tsx';
import { Rows } from '../../parts/Rows.tsx';
import { Told } from '../../parts/Told.tsx';
import { useAsked } from '../../parts/useAsked.ts';

export const Payload = ({ delivery }: { delivery: string }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const asked = useAsked(`/callbacks/deliveries/${delivery}`);
  const title = translate('fb.callbackPayload.title');
  return (
    <Part title={title}>
      <Told asked={asked}>
        <Box component="pre" tabIndex={0} aria-label={title} sx={{ overflowX: 'auto', m: 0, mb: 2 }}>
          {asked.data?.body}
        </Box>
        <Rows
          label={translate('fb.letter.tries')}
          rows={asked.data?.tries ?? []}
          keyOf={(t) => String(t.at)}
          columns={[
            { name: 'at', label: translate('fb.common.at'), show: (t) => moment(t.at, locale) },
            { name: 'status', label: translate('fb.letter.reply'), show: (t) => t.error ?? t.status ?? '–' },
            { name: 'ms', label: translate('fb.callbackPayload.took'), show: (t) => figure(t.ms, locale), right: true },
          ]}
        />
      </Told>
    </Part>
  );
};
