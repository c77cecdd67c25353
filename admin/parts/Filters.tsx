/** Filters of a list, kept in the address of the page: a link, a reload and the way back show the same rows. */
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import { useEffect, useState } from 'react';
import { useTranslate } from 'react-admin';
import { useSearchParams } from 'react-router-dom';
import { useChoose } from './kept.ts';

export type Filter = {
  name: string;
  label: string;
  /** Absent: typed. */
  options?: readonly (readonly [string, string])[];
  type?: 'date';
  /** What an empty choice means, when it is not everything. */
  none?: string;
};

/** What the address says of these filters; empty ones are left out. */
export const useFilters = (filters: readonly Filter[]): Record<string, string> => {
  const [params] = useSearchParams();
  return Object.fromEntries(filters.flatMap(({ name }) => (params.get(name) ? [[name, params.get(name)!]] : [])));
};

/** The same in words: 'state: suspended, domain: example.jp'. */
export const filterWords = (filters: readonly Filter[], chosen: Record<string, string>): string =>
  filters
    .filter(({ name }) => chosen[name] !== undefined)
    .map(({ name, label, options }) => {
      const value = chosen[name]!;
      return `${label || value}: ${options?.find(([code]) => code === value)?.[1] ?? value}`;
    })
    .join(' · ');

const Typed = ({ filter, value, set }: { filter: Filter; value: string; set: (value: string) => void }) => {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const date = filter.type === 'date';
  return (
    <TextField
      size="small"
      label={filter.label}
      type={filter.type ?? 'text'}
      value={text}
      onChange={(event) => {
        setText(event.target.value);
        if (date) set(event.target.value);
      }}
      onBlur={() => set(text.trim())}
      onKeyDown={(event) => event.key === 'Enter' && set(text.trim())}
      slotProps={date ? { inputLabel: { shrink: true } } : {}}
      sx={{ minWidth: 180 }}
    />
  );
};

export const Filters = ({ filters }: { filters: readonly Filter[] }) => {
  const translate = useTranslate();
  const [params] = useSearchParams();
  const choose = useChoose();
  const set = (name: string, value: string) => choose({ [name]: value });
  const chosen = filters.some(({ name }) => params.has(name));
  return (
    <Box component="search" sx={{ display: 'flex', gap: 1.5, flexWrap: 'wrap', alignItems: 'center' }}>
      {filters.map((filter) =>
        filter.options ? (
          <TextField
            key={filter.name}
            select
            size="small"
            label={filter.label}
            value={params.get(filter.name) ?? ''}
            onChange={(event) => set(filter.name, event.target.value)}
            slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}
            sx={{ minWidth: 180 }}
          >
            <MenuItem value="">{filter.none ?? translate('fb.filters.all')}</MenuItem>
            {filter.options.map(([value, words]) => (
              <MenuItem key={value} value={value}>
                {words}
              </MenuItem>
            ))}
          </TextField>
        ) : (
          <Typed
            key={filter.name}
            filter={filter}
            value={params.get(filter.name) ?? ''}
            set={(value) => set(filter.name, value)}
          />
        ),
      )}
      {chosen && (
        <Button onClick={() => choose(Object.fromEntries(filters.map(({ name }) => [name, ''])))}>
          {translate('fb.filters.clear')}
        </Button>
      )}
    </Box>
  );
};
