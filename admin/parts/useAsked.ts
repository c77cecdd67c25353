/** Something asked from the server for a page: once, again on demand, and by itself where a screen is live. */
import { useQuery } from '@tanstack/react-query';
import type { AnswerOf, InputOf, PathOf } from '../../server/contract/console/table.ts';
import { callNamed } from '../providers/http.ts';

export const useAsked = <const P extends PathOf<'GET'>>(
  path: P,
  query: Partial<InputOf<'GET', P>> = {},
  how: { every?: number; when?: boolean } = {},
) => {
  const asked = useQuery({
    queryKey: [path, query],
    // What a screen asks by itself is no sign of life of the person.
    queryFn: () => callNamed<AnswerOf<'GET', P>>('GET', path, query, { quiet: how.every !== undefined }),
    refetchInterval: how.every ?? false,
    enabled: how.when ?? true,
    retry: false,
  });
  return { data: asked.data, error: asked.error, loading: asked.isPending, again: () => void asked.refetch() };
};
