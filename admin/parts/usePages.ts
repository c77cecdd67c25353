/** A list that grows page by page: first page, then more below it. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { call } from '../providers/http.ts';

type PageOf<T> = { data: T[]; next: string | null };

/** `every`: looks again by itself, milliseconds. */
export const usePages = <T>(path: string, query: object = {}, how: { every?: number } = {}) => {
  const asked = useInfiniteQuery({
    queryKey: [path, query],
    queryFn: ({ pageParam }) =>
      call<PageOf<T>>(
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
