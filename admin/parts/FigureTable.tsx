/** The figures behind a chart, opened by whoever wants them. */
import Box from '@mui/material/Box';
import Link from '@mui/material/Link';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import { useLocale, useTranslate } from 'react-admin';
import { figure } from './moment.ts';

type Shown = {
  first: string;
  columns: readonly string[];
  /** `hrefs`: where each figure leads, to the rows behind it. */
  rows: readonly { name: string; figures: readonly number[]; hrefs?: readonly string[] }[];
};

export const FigureTable = ({ first, columns, rows }: Shown) => {
  const translate = useTranslate();
  const locale = useLocale();
  return (
    <Box component="details" sx={{ mt: 1 }}>
      <Box component="summary" sx={{ cursor: 'pointer', py: 1 }}>
        {translate('fb.home.table')}
      </Box>
      <Box sx={{ overflowX: 'auto' }} tabIndex={0} role="region" aria-label={translate('fb.home.table')}>
        <Table size="small" sx={{ fontVariantNumeric: 'tabular-nums', '& th': { whiteSpace: 'nowrap' } }}>
          <TableHead>
            <TableRow>
              <TableCell>{first}</TableCell>
              {columns.map((name) => (
                <TableCell key={name} align="right">
                  {name}
                </TableCell>
              ))}
            </TableRow>
          </TableHead>
          <TableBody>
            {rows.map((row) => (
              <TableRow key={row.name}>
                <TableCell component="th" scope="row">
                  {row.name}
                </TableCell>
                {row.figures.map((n, i) => (
                  <TableCell key={columns[i]} align="right">
                    {row.hrefs && n > 0 ? <Link href={row.hrefs[i]!}>{figure(n, locale)}</Link> : figure(n, locale)}
                  </TableCell>
                ))}
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </Box>
    </Box>
  );
};
