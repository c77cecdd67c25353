/** What a caller is told about its rate (draft-ietf-httpapi-ratelimit-headers). */
import type { Allowance } from '../../../domain/keys/rates.ts';

export const rateHeaders = (a: Allowance): Record<string, string> => ({
  'RateLimit-Policy': `"key";q=${a.limit};w=60`,
  RateLimit: `"key";r=${a.remaining};t=${a.resetIn}`,
  ...(a.allowed ? {} : { 'Retry-After': String(a.resetIn) }),
});
