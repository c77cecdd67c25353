/** Rows: a table where there is room, cards on a phone. An empty one says what to do. */
import type { Theme } from '@mui/material';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Link from '@mui/material/Link';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import Typography from '@mui/material/Typography';
import useMediaQuery from '@mui/material/useMediaQuery';
import { type ReactNode, useState } from 'react';
import { useTranslate } from 'react-admin';
import { Facts } from './Facts.tsx';

export type Column<T> = {
  name: string;
  label: string;
  show: (row: T) => ReactNode;
  right?: boolean;
  /** One line in a table: a name, a time, a button. */
  whole?: boolean;
  /** A list that is wholly there is sorted by the field of this name. */
  sort?: boolean;
};
type Shown<T> = {
  rows: readonly T[];
  columns: readonly Column<T>[];
  keyOf: (row: T) => string;
  label: string;
  /** Where the first column leads. */
  to?: (row: T) => string;
  empty?: { title: string; text?: string; go?: ReactNode };
  /** On a phone: so many, and a button for the others; a list whose end nobody reads makes the page long. */
  fold?: number;
};

export const Empty = (p: { title: string; text?: string; go?: ReactNode }) => (
  <Box
    className="empty"
    sx={{
      textAlign: 'center',
      p: { xs: 3, sm: 5 },
      border: 1,
      borderStyle: 'dashed',
      borderColor: 'divider',
      borderRadius: 2,
    }}
  >
    <Typography sx={{ fontWeight: 700, mb: 0.5 }}>{p.title}</Typography>
    {p.text && <Typography sx={{ mb: p.go ? 2 : 0 }}>{p.text}</Typography>}
    {p.go}
  </Box>
);

export const Rows = <T,>({ rows, columns, keyOf, label, to, empty, fold }: Shown<T>) => {
  const translate = useTranslate();
  const [unfolded, setUnfolded] = useState(false);
  const wide = useMediaQuery((theme: Theme) => theme.breakpoints.up('md'));
  const cell = (column: Column<T>, row: T, first: boolean) =>
    first && to ? <Link href={`#${to(row)}`}>{column.show(row)}</Link> : column.show(row);
  if (rows.length === 0) return <Empty {...(empty ?? { title: translate('fb.common.none') })} />;
  const shown = fold === undefined || unfolded ? rows : rows.slice(0, fold);
  if (!wide)
    return (
      <Box sx={{ display: 'grid', gap: 1.5 }}>
        <Box component="ul" aria-label={label} sx={{ display: 'grid', gap: 1.5, m: 0, p: 0, listStyle: 'none' }}>
          {shown.map((row) => (
            <Box component="li" key={keyOf(row)} sx={{ border: 1, borderColor: 'divider', borderRadius: 2, p: 2 }}>
              <Facts rows={columns.map((c, i) => [c.name, c.label, cell(c, row, i === 0)])} />
            </Box>
          ))}
        </Box>
        {shown.length < rows.length && (
          <Button variant="outlined" onClick={() => setUnfolded(true)}>
            {translate('fb.common.unfold', { n: rows.length - shown.length })}
          </Button>
        )}
      </Box>
    );
  return (
    // Between a phone and a desk a table may be wider than its place: then the keyboard moves it, too.
    <Box sx={{ overflowX: 'auto' }} tabIndex={0} role="group" aria-label={label}>
      <Table aria-label={label}>
        <TableHead>
          <TableRow>
            {columns.map((c) => (
              <TableCell key={c.name} align={c.right ? 'right' : 'left'} sx={{ fontWeight: 700 }}>
                {c.label}
              </TableCell>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>
          {rows.map((row) => (
            <TableRow key={keyOf(row)} hover>
              {columns.map((c, i) => (
                <TableCell
                  key={c.name}
                  align={c.right ? 'right' : 'left'}
                  sx={{
                    verticalAlign: 'top',
                    ...(c.whole ? { whiteSpace: 'nowrap' } : { overflowWrap: 'anywhere', minWidth: 96 }),
                  }}
                >
                  {cell(c, row, i === 0)}
                </TableCell>
              ))}
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Box>
  );
};
