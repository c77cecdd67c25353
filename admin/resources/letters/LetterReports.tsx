/** What other servers wrote when a letter came back: read on request, as text alone, marked as foreign. */
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { useState } from 'react';
import { useLocale, useTranslate } from 'react-admin';
import { moment } from '../../parts/moment.ts';
import { Part } from '../../parts/Page.tsx';
import { useAct } from '../../parts/useAct.ts';
import { call } from '../../providers/http.ts';

type Reports = { data: { at: number; text: string }[] };

export const LetterReports = ({ id }: { id: string }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const { run, busy, wrong } = useAct();
  const [reports, setReports] = useState<Reports['data'] | null>(null);
  const read = async () => {
    const found = await run(() => call('POST', `/letters/${id}/reports`));
    if (found) setReports(found.data);
  };
  return (
    <Part title={translate('fb.letterReport.title')}>
      {wrong.all && (
        <Alert severity="error" role="alert">
          {wrong.all}
        </Alert>
      )}
      {reports === null ? (
        <Button variant="outlined" disabled={busy} onClick={() => void read()}>
          {translate('fb.letterReport.read')}
        </Button>
      ) : (
        <>
          <Alert severity="warning">{translate('fb.letterReport.foreign')}</Alert>
          {reports.map((report, i) => (
            <details key={report.at} open={i === 0}>
              <Box component="summary" sx={{ py: 1, cursor: 'pointer' }}>
                {moment(report.at, locale)}
              </Box>
              <Box
                component="pre"
                tabIndex={0}
                sx={{
                  ...{ m: 0, p: 1.5, border: 1, borderColor: 'divider', borderRadius: 2 },
                  ...{ maxHeight: 400, overflow: 'auto', whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' },
                }}
              >
                {report.text}
              </Box>
            </details>
          ))}
        </>
      )}
    </Part>
  );
};
