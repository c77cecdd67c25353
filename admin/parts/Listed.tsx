/** Lists by react-admin: order and page stand in the address beside the filters; a table where there is room, cards on a phone. */
import { type Theme, useMediaQuery } from '@mui/material';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import type { ReactNode } from 'react';
import { DataTable, ListBase, type RaRecord, useListContext, useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import type { AnswerOf, PathOf } from '../../server/contract/console/table.ts';
import { type Column, Empty, Rows } from './Rows.tsx';
import { Told } from './Told.tsx';

export type RowOf<P extends PathOf<'GET'>> = AnswerOf<'GET', P> extends { data: (infer T)[] } ? T : never;

/** The order in which the server answers. */
const AS_ANSWERED = { field: '', order: 'ASC' } as const;

type Given = {
  /** The route that answers the rows. */
  path: PathOf<'GET'>;
  /** What the address says of the filters. */
  filter?: Record<string, string | number>;
  /** Looks again by itself, milliseconds. */
  every?: number;
  perPage?: number;
  children: ReactNode;
};

/** Asks for the rows and gives them to what stands inside. What the address says is all it goes by: nothing is remembered elsewhere. */
export const Listing = ({ path, filter = {}, every, perPage = 25, children }: Given) => (
  <ListBase
    resource={path.slice(1)}
    // The right was asked before this place was offered, and the server asks it again.
    disableAuthentication
    exporter={false}
    storeKey={false}
    perPage={perPage}
    sort={AS_ANSWERED}
    filter={filter}
    queryOptions={{
      retry: false,
      // What a screen asks by itself is no sign of life of the person.
      meta: { quiet: every !== undefined, sorts: true },
      ...(every === undefined ? {} : { refetchInterval: every }),
    }}
  >
    {children}
  </ListBase>
);

/** On and back, where there is something: how many there are is not counted for a list. */
export const Pages = () => {
  const translate = useTranslate();
  const { page, setPage, hasNextPage, hasPreviousPage } = useListContext();
  if (!hasNextPage && !hasPreviousPage) return null;
  return (
    <Box component="nav" aria-label={translate('fb.bulletins.pages')} sx={{ display: 'flex', gap: 1, py: 1.5 }}>
      <Button variant="outlined" disabled={!hasPreviousPage} onClick={() => setPage(page - 1)}>
        {translate('fb.bulletins.newer')}
      </Button>
      <Button variant="outlined" disabled={!hasNextPage} onClick={() => setPage(page + 1)}>
        {translate('fb.bulletins.olderPage')}
      </Button>
    </Box>
  );
};

/** What waits, went wrong or is there, with the pages below it. */
export const Shown = <T extends object>({ children }: { children: (rows: readonly T[]) => ReactNode }) => {
  const { data, isPending, error, refetch } = useListContext<T & RaRecord>();
  return (
    <Told asked={{ error: (error as Error | null) ?? null, loading: isPending, again: () => void refetch() }}>
      {children(data ?? [])}
      <Pages />
    </Told>
  );
};

type Table<T> = {
  columns: readonly Column<T>[];
  label: string;
  to?: (row: T) => string;
  empty?: { title: string; text?: string; go?: ReactNode };
  fold?: number;
};

const Wide = <T extends object>({ columns, label, to }: Table<T>) => (
  // Between a phone and a desk a table may be wider than its place: then the keyboard moves it, too.
  <Box sx={{ overflowX: 'auto' }} tabIndex={0} role="group" aria-label={label}>
    <DataTable
      aria-label={label}
      bulkActionButtons={false}
      rowClick={false}
      size="medium"
      sx={{ '& th': { fontWeight: 700 } }}
    >
      {columns.map((column, n) => (
        <DataTable.Col
          key={column.name}
          source={column.name}
          label={column.label}
          disableSort={!column.sort}
          headerClassName={column.right ? 'right' : ''}
          sx={{
            verticalAlign: 'top',
            textAlign: column.right ? 'right' : 'left',
            ...(column.whole ? { whiteSpace: 'nowrap' } : { overflowWrap: 'anywhere', minWidth: 96 }),
          }}
          render={(row: T) =>
            n === 0 && to ? (
              <Box component={Link} to={to(row)} sx={{ color: 'primary.main' }}>
                {column.show(row)}
              </Box>
            ) : (
              column.show(row)
            )
          }
        />
      ))}
    </DataTable>
  </Box>
);

/** The rows of the list around it. */
export const ListRows = <T extends object>(p: Table<T>) => {
  const translate = useTranslate();
  const wide = useMediaQuery((theme: Theme) => theme.breakpoints.up('md'));
  return (
    <Shown<T & RaRecord>>
      {(rows) => {
        if (rows.length === 0) return <Empty {...(p.empty ?? { title: translate('fb.common.none') })} />;
        return wide ? <Wide {...p} /> : <Rows {...p} rows={rows} keyOf={(row) => String(row.id)} />;
      }}
    </Shown>
  );
};

/** A list whole: where it asks, and how each row is shown. */
export const Listed = <const P extends PathOf<'GET'>>({
  path,
  filter,
  every,
  perPage,
  ...table
}: Omit<Given, 'path' | 'children'> & { path: P } & Table<RowOf<P> & object>) => (
  <Listing
    path={path}
    {...(filter ? { filter } : {})}
    {...(every === undefined ? {} : { every })}
    {...(perPage === undefined ? {} : { perPage })}
  >
    <ListRows {...table} />
  </Listing>
);
