/** Imports so far, and the place to drop a file. */
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Link from '@mui/material/Link';
import Typography from '@mui/material/Typography';
import { type DragEvent, useRef, useState } from 'react';
import { useLocale, useTranslate } from 'react-admin';
import { useNavigate } from 'react-router-dom';
import type { ImportShown } from '../../../server/contract/console/imports.ts';
import { figure, moment } from '../../parts/moment.ts';
import { Page } from '../../parts/Page.tsx';
import { Rows } from '../../parts/Rows.tsx';
import { More, Told } from '../../parts/Told.tsx';
import { useAct } from '../../parts/useAct.ts';
import { usePages } from '../../parts/usePages.ts';
import { upload } from '../../providers/upload.ts';

const Drop = () => {
  const translate = useTranslate();
  const navigate = useNavigate();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const { run, wrong, busy } = useAct();
  const take = async (file: File | undefined) => {
    if (!file) return;
    const taken = await run(() => upload<ImportShown>('/imports', { name: file.name }, file));
    if (taken) navigate(`/imports/${taken.id}`);
  };
  const dropped = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void take(event.dataTransfer.files[0]);
  };
  return (
    <Box
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={dropped}
      sx={{
        border: 2,
        borderStyle: 'dashed',
        borderColor: over ? 'primary.main' : 'divider',
        borderRadius: 2,
        p: 3,
        display: 'grid',
        gap: 1.5,
        justifyItems: 'start',
      }}
    >
      <Typography>{translate('fb.imports.drop')}</Typography>
      <Button variant="contained" disabled={busy} onClick={() => input.current?.click()}>
        {translate('fb.imports.choose')}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        accept=".csv,.tsv,.txt,.xlsx"
        aria-label={translate('fb.imports.choose')}
        onChange={(event) => {
          void take(event.target.files?.[0]);
          // The same file, mended, can be chosen again.
          event.target.value = '';
        }}
      />
      <Typography variant="body2" color="text.secondary">
        {translate('fb.imports.help')}
      </Typography>
      {wrong.all && (
        <Alert severity="error" role="alert">
          {wrong.all}
        </Alert>
      )}
    </Box>
  );
};

const ImportList = () => {
  const translate = useTranslate();
  const locale = useLocale();
  const asked = usePages('/imports');
  const runs = asked.rows;
  return (
    <Page title={translate('fb.imports.title')}>
      <Drop />
      <Told asked={asked}>
        {runs.length === 0 ? (
          <Alert severity="info">{translate('fb.imports.none')}</Alert>
        ) : (
          <Rows
            label={translate('fb.imports.title')}
            rows={runs}
            keyOf={(row) => row.id}
            columns={[
              {
                name: 'file',
                label: translate('fb.imports.file'),
                show: (row) => <Link href={`#/imports/${row.id}`}>{row.name}</Link>,
                whole: true,
              },
              {
                name: 'state',
                label: translate('fb.bulletin.state'),
                show: (row) => translate(`fb.imports.state.${row.state}`),
              },
              {
                name: 'added',
                label: translate('fb.imports.figures.added'),
                show: (row) => figure(row.figures.added, locale),
                right: true,
              },
              { name: 'by', label: translate('fb.imports.by'), show: (row) => row.by },
              { name: 'at', label: translate('fb.imports.at'), show: (row) => moment(row.createdAt, locale) },
            ]}
          />
        )}
        <More more={asked.more} />
      </Told>
    </Page>
  );
};
export default ImportList;
