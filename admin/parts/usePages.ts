/** A list that grows page by page: first page, then more below it. */
import { useInfiniteQuery } from '@tanstack/react-query';
import type { AnswerOf, InputOf, PathOf } from '../../server/contract/console/table.ts';
import { callNamed } from '../providers/http.ts';

type PageOf<T> = { data: T[]; next: string | null };
type RowOf<A> = A extends PageOf<infer T> ? T : never;

/** `every`: looks again by itself, milliseconds. */
export const usePages = <const P extends PathOf<'GET'>>(
  path: P,
  query: Partial<InputOf<'GET', P>> = {},
  how: { every?: number } = {},
) => {
  type Row = RowOf<AnswerOf<'GET', P>>;
  const asked = useInfiniteQuery({
    queryKey: [path, query],
    queryFn: ({ pageParam }) =>
      callNamed<PageOf<Row>>(
        'GET',
        path,
        { ...query, ...(pageParam === '' ? {} : { cursor: pageParam }) },
        // What a screen asks by itself is no sign of life of the person.
        { quiet: how.every !== undefined },
      ),
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
    refetchInterval: how.every ?? false,
    retry: false,
  });
  return {
    rows: asked.data?.pages.flatMap((page) => page.data) ?? [],
    error: asked.error,
    loading: asked.isPending,
    more: asked.hasNextPage ? () => void asked.fetchNextPage() : null,
    again: () => void asked.refetch(),
  };
};
