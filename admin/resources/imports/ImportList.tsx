/** Imports so far, and the place to drop a file. */
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { type DragEvent, useRef, useState } from 'react';
import { useLocale, useTranslate } from 'react-admin';
import { useNavigate } from 'react-router-dom';
import type { ImportShown } from '../../../server/contract/console/imports.ts';
import { Figure } from '../../parts/Figure.tsx';
import { Listed } from '../../parts/Listed.tsx';
import { moment } from '../../parts/moment.ts';
import { Page } from '../../parts/Page.tsx';
import { useAct } from '../../parts/useAct.ts';
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
  return (
    <Page title={translate('fb.imports.title')}>
      <Drop />
      <Listed
        path="/imports"
        label={translate('fb.imports.title')}
        to={(row) => `/imports/${row.id}`}
        empty={{ title: translate('fb.imports.none'), text: translate('fb.imports.help') }}
        columns={[
          { name: 'file', label: translate('fb.imports.file'), show: (row) => row.name, whole: true },
          {
            name: 'state',
            label: translate('fb.bulletin.state'),
            show: (row) => translate(`fb.imports.state.${row.state}`),
          },
          {
            name: 'added',
            label: translate('fb.imports.figures.added'),
            show: (row) => (
              <Figure
                n={row.figures.added}
                to={`/imports/${row.id}`}
                right="reader.import"
                what={translate('fb.imports.figures.added')}
              />
            ),
            right: true,
          },
          { name: 'by', label: translate('fb.imports.by'), show: (row) => row.by },
          { name: 'at', label: translate('fb.imports.at'), show: (row) => moment(row.createdAt, locale) },
        ]}
      />
    </Page>
  );
};
export default ImportList;
