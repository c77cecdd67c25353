/** What a page shows while it waits, and when it could not be loaded. */
import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import type { ReactNode } from 'react';
import { useTranslate } from 'react-admin';
import { wordsOf } from '../providers/http.ts';
import { Waiting } from './Waiting.tsx';

type Asked = { error: Error | null; loading: boolean; again: () => void };

export const Told = ({ asked, children }: { asked: Asked; children: ReactNode }) => {
  const translate = useTranslate();
  if (asked.error)
    return (
      <Alert
        severity="error"
        role="alert"
        action={<Button onClick={asked.again}>{translate('fb.common.reload')}</Button>}
      >
        {translate(...wordsOf(asked.error))}
      </Alert>
    );
  return asked.loading ? <Waiting /> : children;
};

export const More = ({ more }: { more: (() => void) | null }) => {
  const translate = useTranslate();
  return more ? (
    <Button variant="outlined" onClick={more} sx={{ justifySelf: 'center' }}>
      {translate('fb.common.more')}
    </Button>
  ) : null;
};
