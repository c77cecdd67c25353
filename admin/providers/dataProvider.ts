/** react-admin's verbs over the console's API. Lists walk with cursors: the page number is kept as the cursor that led to it. */
import type { DataProvider, GetListParams, Identifier, RaRecord } from 'react-admin';
import { HttpError } from 'react-admin';
import { callNamed, problemOf } from './http.ts';

type ListAnswer = { data: RaRecord[]; next: string | null; total?: number };

/** Cursor of each page of each list, found while walking; a filter or an order of its own has its own walk. */
const cursors = new Map<string, string>();
const walk = (resource: string, params: Partial<GetListParams>) =>
  `${resource}|${JSON.stringify(params.filter ?? {})}|${params.pagination?.perPage ?? 25}`;

/** Rows of one answer while only its end matters: as many as the server gives. */
const STRIDE = 100;

/** Where a page begins that nobody walked to: after a reload, or by the link of a colleague. Undefined: at the start, or behind the end. */
const beginningOf = async (
  resource: string,
  params: GetListParams,
  page: number,
): Promise<string | null | undefined> => {
  const key = walk(resource, params);
  const perPage = params.pagination?.perPage ?? 25;
  let at = page;
  while (at > 1 && !cursors.has(`${key}|${at}`)) at--;
  let cursor = at === 1 ? undefined : cursors.get(`${key}|${at}`);
  while (at < page) {
    const pages = Math.max(1, Math.min(page - at, Math.floor(STRIDE / perPage)));
    const asked = { ...params.filter, limit: pages * perPage, cursor };
    const { next } = await callNamed<ListAnswer>('GET', `/${resource}`, asked);
    if (next === null) return null;
    at += pages;
    cursor = next;
    cursors.set(`${key}|${at}`, next);
  }
  return cursor;
};

/** A list that is wholly there is put in order here; the server keeps the order of one that has pages. */
const sorted = (rows: RaRecord[], sort: GetListParams['sort']): RaRecord[] => {
  if (!sort?.field) return rows;
  const { field, order } = sort;
  const sign = order === 'DESC' ? -1 : 1;
  const byValue = (a: unknown, b: unknown) =>
    typeof a === 'number' && typeof b === 'number' ? a - b : String(a ?? '').localeCompare(String(b ?? ''), 'ja');
  return [...rows].sort((a, b) => sign * byValue(a[field], b[field]));
};

const list = async (resource: string, params: GetListParams & { meta?: { quiet?: boolean; sorts?: boolean } }) => {
  const page = params.pagination?.page ?? 1;
  const cursor = await beginningOf(resource, params, page);
  // Behind the end: react-admin goes to the last page that there is.
  if (cursor === null) return { data: [], pageInfo: { hasNextPage: false, hasPreviousPage: page > 1 } };
  const asked = { ...params.filter, limit: params.pagination?.perPage ?? 25, cursor };
  const how = { quiet: params.meta?.quiet ?? false };
  const answer = await callNamed<ListAnswer>('GET', `/${resource}`, asked, how);
  if (answer.next) cursors.set(`${walk(resource, params)}|${page + 1}`, answer.next);
  const whole = params.meta?.sorts === true && page === 1 && answer.next === null;
  return {
    data: whole ? sorted(answer.data, params.sort) : answer.data,
    total: answer.total,
    pageInfo: { hasNextPage: answer.next !== null, hasPreviousPage: page > 1 },
  };
};

/** Field errors of the server become react-admin's: shown at the field. */
const withFields = async <T>(work: Promise<T>): Promise<T> => {
  try {
    return await work;
  } catch (error) {
    const problem = problemOf(error);
    if (!problem?.fields?.length) throw error;
    const errors: Record<string, unknown> = {};
    for (const f of problem.fields) errors[f.field] = { message: `problem.${f.code}`, args: f.details ?? {} };
    throw new HttpError(`problem.${problem.code}`, problem.status, { ...problem, errors });
  }
};

const one = async (resource: string, id: Identifier) => ({
  data: await callNamed<RaRecord>('GET', `/${resource}/${id}`),
});

// react-admin asks for record types that only the caller knows; the server's contract is what makes them true.
export const dataProvider = {
  getList: list,
  getOne: (resource: string, { id }: { id: Identifier }) => one(resource, id),
  getMany: async (resource: string, { ids }: { ids: Identifier[] }) => ({
    data: await Promise.all(ids.map(async (id) => (await one(resource, id)).data)),
  }),
  getManyReference: (resource: string, params: GetListParams & { target: string; id: Identifier }) =>
    list(resource, { ...params, filter: { ...params.filter, [params.target]: params.id } }),
  create: (resource: string, { data }: { data: object }) =>
    withFields(callNamed<RaRecord>('POST', `/${resource}`, data)).then((answer) => ({ data: answer })),
  update: (resource: string, { id, data }: { id: Identifier; data: object }) =>
    withFields(callNamed<RaRecord>('PUT', `/${resource}/${id}`, data)).then((answer) => ({ data: answer })),
  updateMany: async () => {
    throw new HttpError('problem.not-possible', 400);
  },
  delete: (resource: string, { id }: { id: Identifier }) =>
    callNamed<RaRecord>('DELETE', `/${resource}/${id}`).then((answer) => ({ data: answer })),
  deleteMany: async () => {
    throw new HttpError('problem.not-possible', 400);
  },
  /** An act on a record: `POST /bulletins/:id/send`. */
  act: <T>(resource: string, id: Identifier, verb: string, data: object = {}) =>
    withFields(callNamed<T>('POST', `/${resource}/${id}/${verb}`, data)),
} as unknown as DataProvider & { act<T>(resource: string, id: Identifier, verb: string, data?: object): Promise<T> };
