/** Publishes the earlier bulletins that the filter of the list names: counted first, then asked with the number. */
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useLocale, useNotify, useTranslate } from 'react-admin';
import type { InputOf } from '../../../server/contract/console/table.ts';
import { AskButton } from '../../parts/AskButton.tsx';
import { figure } from '../../parts/moment.ts';
import { Part } from '../../parts/Page.tsx';
import { useAct } from '../../parts/useAct.ts';
import { call } from '../../providers/http.ts';

/** Rendered anew for each filter (`key`), so that a number never stands beside another filter. */
export const PublishMany = ({ filter, onDone }: { filter: InputOf<'POST', '/news/count'>; onDone: () => void }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const notify = useNotify();
  const { run, wrong, busy } = useAct();
  const [n, setN] = useState<number | null>(null);
  const count = async () => {
    const told = await run(() => call('POST', '/news/count', filter));
    if (told) setN(told.n);
  };
  const said = { n: figure(n ?? 0, locale) };
  const asking = {
    title: translate('fb.news.many.title'),
    text: translate('fb.news.many.ask', said),
    go: translate('fb.news.many.go', said),
    run: async () => {
      const { published } = await call('POST', '/news/publish', { ...filter, n: n ?? 0 });
      notify('fb.news.many.done', { type: 'success', messageArgs: { n: figure(published, locale) } });
      setN(null);
      onDone();
    },
  };
  return (
    <Part title={translate('fb.news.many.title')}>
      <Typography sx={{ mb: 2 }}>{translate('fb.news.many.intro')}</Typography>
      <Button variant="outlined" onClick={count} disabled={busy}>
        {translate('fb.news.many.count')}
      </Button>
      <Box role="status" sx={{ display: 'grid', gap: 1.5, mt: 2, justifyItems: 'start' }}>
        {wrong.all && <Typography color="error">{wrong.all}</Typography>}
        {n !== null && <Typography>{translate('fb.news.many.found', said)}</Typography>}
        {n !== null && n > 0 && <AskButton variant="contained" asking={asking} />}
      </Box>
    </Part>
  );
};
