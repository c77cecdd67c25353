/** react-admin's verbs over the console's API. Lists walk with cursors: the page number is kept as the cursor that led to it. */
import type { DataProvider, GetListParams, Identifier, RaRecord } from 'react-admin';
import { HttpError } from 'react-admin';
import { callNamed, problemOf } from './http.ts';

type ListAnswer = { data: RaRecord[]; next: string | null; total?: number };

/** Cursor of each page of each list, found while walking; a filter or an order of its own has its own walk. */
const cursors = new Map<string, string>();
const walk = (resource: string, params: Partial<GetListParams>) =>
  `${resource}|${JSON.stringify(params.filter ?? {})}|${JSON.stringify(params.sort ?? {})}|${params.pagination?.perPage ?? 25}`;

const list = async (resource: string, params: GetListParams) => {
  const page = params.pagination?.page ?? 1;
  const key = walk(resource, params);
  const answer = await callNamed<ListAnswer>('GET', `/${resource}`, {
    ...params.filter,
    limit: params.pagination?.perPage ?? 25,
    cursor: cursors.get(`${key}|${page}`),
  });
  if (answer.next) cursors.set(`${key}|${page + 1}`, answer.next);
  return {
    data: answer.data,
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
