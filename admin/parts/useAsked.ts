/** Something asked from the server for a page: once, again on demand, and by itself where a screen is live. */
import { useQuery } from '@tanstack/react-query';
import { call } from '../providers/http.ts';

export const useAsked = <T>(path: string, query: object = {}, how: { every?: number; when?: boolean } = {}) => {
  const asked = useQuery({
    queryKey: [path, query],
    // What a screen asks by itself is no sign of life of the person.
    queryFn: () => call<T>('GET', path, query, { quiet: how.every !== undefined }),
    refetchInterval: how.every ?? false,
    enabled: how.when ?? true,
    retry: false,
  });
  return { data: asked.data, error: asked.error, loading: asked.isPending, again: () => void asked.refetch() };
};
