/** How a file is read: what was found, and what a person says is otherwise; the first rows with their bad cells marked. */
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import MenuItem from '@mui/material/MenuItem';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import TextField from '@mui/material/TextField';
import { useGetList, useLocale, useTranslate } from 'react-admin';
import { languages } from '../../../server/contract/codes.ts';
import {
  type ImportForm,
  type ImportShown,
  importEncodings,
  importFields,
  importSeparators,
} from '../../../server/contract/console/imports.ts';
import type { Topic } from '../../../server/contract/console/topics.ts';
import { Part } from '../../parts/Page.tsx';

type Given = { shown: ImportShown; busy: boolean; change: (form: ImportForm) => void; tryOut: () => void };

const Choice = (p: {
  label: string;
  value: string;
  options: readonly (readonly [string, string])[];
  disabled: boolean;
  choose: (value: string) => void;
}) => (
  <TextField
    select
    size="small"
    label={p.label}
    value={p.value}
    disabled={p.disabled}
    onChange={(event) => p.choose(event.target.value)}
    slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}
    sx={{ minWidth: { xs: 250, sm: 280 } }}
  >
    {p.options.map(([value, words]) => (
      <MenuItem key={value} value={value}>
        {words}
      </MenuItem>
    ))}
  </TextField>
);

const Choices = ({ shown, busy, change }: Given) => {
  const translate = useTranslate();
  const locale = useLocale() === 'en' ? 'en' : 'ja';
  const { data: topics = [] } = useGetList<Topic>('topics', { pagination: { page: 1, perPage: 500 } });
  const { form } = shown;
  const words = (key: string) => translate(`fb.imports.${key}`);
  const sheet = form.encoding === 'xlsx';
  const nothing = ['', words('form.none')] as const;
  return (
    <Box sx={{ display: 'flex', gap: 2, flexWrap: 'wrap', alignItems: 'center', mb: 2 }}>
      <Choice
        label={words('form.encoding')}
        value={form.encoding}
        disabled={busy || sheet}
        options={importEncodings.filter((e) => sheet || e !== 'xlsx').map((e) => [e, words(`encodings.${e}`)])}
        choose={(encoding) => change({ ...form, encoding: encoding as ImportForm['encoding'] })}
      />
      <Choice
        label={words('form.separator')}
        value={form.separator}
        disabled={busy || sheet}
        options={importSeparators.map((s) => [s, words(`separators.${s}`)])}
        choose={(separator) => change({ ...form, separator: separator as ImportForm['separator'] })}
      />
      <Choice
        label={words('form.wins')}
        value={form.wins}
        disabled={busy}
        options={[
          ['last', words('form.last')],
          ['first', words('form.first')],
        ]}
        choose={(wins) => change({ ...form, wins: wins as ImportForm['wins'] })}
      />
      <Choice
        label={words('form.language')}
        value={form.language ?? ''}
        disabled={busy}
        options={[nothing, ...languages.map((l) => [l, translate(`fb.language.${l}`)] as const)]}
        choose={(language) => change({ ...form, language: (language || null) as ImportForm['language'] })}
      />
      <Choice
        label={words('form.topics')}
        value={form.topics[0] ?? ''}
        disabled={busy}
        options={[
          nothing,
          ...topics.filter((t) => t.retiredAt === null).map((t) => [t.code, t.names[locale] ?? t.code] as const),
        ]}
        choose={(topic) => change({ ...form, topics: topic === '' ? [] : [topic] })}
      />
      <FormControlLabel
        control={
          <Checkbox
            checked={form.header}
            disabled={busy}
            onChange={(event) => change({ ...form, header: event.target.checked })}
          />
        }
        label={words('form.header')}
      />
    </Box>
  );
};

/** Columns of a file have no other name than their place. */
const placeOf = (i: number): string => `column ${i + 1}`;

const FirstRows = ({ shown, busy, change }: Given) => {
  const translate = useTranslate();
  const locale = useLocale() === 'en' ? 'en' : 'ja';
  const { form } = shown;
  const width = Math.max(form.columns.length, ...shown.first.map((row) => row.cells.length));
  const columns = Array.from({ length: width }, (_, i) => form.columns[i] ?? null);
  const choose = (i: number, value: string) => {
    const field = (value || null) as ImportForm['columns'][number];
    // Each field is read from one column.
    change({ ...form, columns: columns.map((c, n) => (n === i ? field : c === field ? null : c)) });
  };
  const wrong = (row: ImportShown['first'][number], column: number | null) =>
    row.bad.filter((b) => b.column === column).map((b) => b[locale]);
  return (
    <Box sx={{ overflowX: 'auto' }} tabIndex={0} role="region" aria-label={translate('fb.imports.form.preview')}>
      <Table size="small">
        <TableHead>
          <TableRow>
            <TableCell>{translate('fb.imports.form.line')}</TableCell>
            {columns.map((field, i) => (
              <TableCell key={placeOf(i)} sx={{ verticalAlign: 'bottom' }}>
                <Box sx={{ mb: 1 }}>{shown.header[i]}</Box>
                <Choice
                  label={translate('fb.imports.form.column', { n: i + 1 })}
                  value={field ?? ''}
                  disabled={busy}
                  options={[
                    ['', translate('fb.imports.form.unread')],
                    ...importFields.map((f) => [f, translate(`fb.imports.fields.${f}`)] as const),
                  ]}
                  choose={(value) => choose(i, value)}
                />
              </TableCell>
            ))}
            <TableCell>{translate('fb.imports.form.mistakes')}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {shown.first.map((row) => (
            <TableRow key={row.line}>
              <TableCell>{row.line}</TableCell>
              {columns.map((_field, i) => (
                <TableCell
                  key={`${row.line} ${placeOf(i)}`}
                  sx={{
                    overflowWrap: 'anywhere',
                    ...(wrong(row, i).length > 0 && { outline: 2, outlineColor: 'error.main', outlineOffset: -2 }),
                  }}
                >
                  {row.cells[i]}
                </TableCell>
              ))}
              <TableCell sx={{ minWidth: 200 }}>
                {row.bad.length === 0 ? translate('fb.imports.form.clean') : row.bad.map((b) => b[locale]).join(' ')}
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Box>
  );
};

export const FormPart = (p: Given) => {
  const translate = useTranslate();
  const { lacks } = p.shown;
  return (
    <Part title={translate('fb.imports.form.title')}>
      <Choices {...p} />
      {lacks.length > 0 && (
        <Alert severity="warning" sx={{ mb: 2 }}>
          {translate('fb.imports.lacks', {
            fields: lacks.map((field) => translate(`fb.imports.fields.${field}`)).join(', '),
          })}
        </Alert>
      )}
      <FirstRows {...p} />
      <Button variant="contained" sx={{ mt: 2 }} disabled={p.busy || lacks.length > 0} onClick={p.tryOut}>
        {translate('fb.imports.tryOut')}
      </Button>
    </Part>
  );
};
