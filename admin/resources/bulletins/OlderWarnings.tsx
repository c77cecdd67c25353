/** Older warnings to the same readers that would still go out: before a newer one leaves, each is asked about where the newer one is decided. */
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Link from '@mui/material/Link';
import { useNotify, useRefresh, useTranslate } from 'react-admin';
import type { LastPage } from '../../../server/contract/console/bulletinWay.ts';
import { AskButton } from '../../parts/AskButton.tsx';
import { StateChip } from '../../parts/StateChip.tsx';
import { call } from '../../providers/http.ts';
import { useMay } from './Deciding.tsx';

export const OlderWarnings = ({ older }: Pick<LastPage, 'older'>) => {
  const translate = useTranslate();
  const notify = useNotify();
  const refresh = useRefresh();
  const may = useMay();
  if (older.length === 0) return null;
  const cancelling = ({ id, title }: LastPage['older'][number]) => ({
    title: translate('fb.bulletins.hold.cancelTitle'),
    text: translate('fb.bulletins.older.ask', { title }),
    go: translate('fb.bulletin.cancel'),
    stay: translate('fb.bulletins.older.stay'),
    danger: true as const,
    run: async () => {
      await call('POST', `/bulletins/${id}/cancel`);
      notify('fb.bulletin.cancelDone', { type: 'success' });
      refresh();
    },
  });
  return (
    <Alert severity="warning" sx={{ mb: 2 }}>
      {translate('fb.bulletins.older.says')}
      {older.map((one) => (
        <Box key={one.id} sx={{ display: 'flex', gap: 1.5, flexWrap: 'wrap', alignItems: 'center', mt: 1 }}>
          <Link href={`#/bulletins/${one.id}/show`}>{one.title}</Link>
          <StateChip state={one.state} />
          {may('bulletin.control') && <AskButton variant="outlined" color="error" asking={cancelling(one)} />}
        </Box>
      ))}
    </Alert>
  );
};
