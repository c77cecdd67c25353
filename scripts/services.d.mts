/** Types of services.mjs: a private PostgreSQL, a private Redis, a free port. */
export type PrivatePostgres = { url: string; port: number; restart(how: 'immediate' | 'fast'): void; stop(): Promise<void> };
export type PrivateRedis = { url: string; port: number; restart(): Promise<void>; stop(): Promise<void> };
export const freePort: () => Promise<number>;
export const startPostgres: (how?: { lasting?: boolean }) => Promise<PrivatePostgres>;
export const startRedis: () => Promise<PrivateRedis>;
