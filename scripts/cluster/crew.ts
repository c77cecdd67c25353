/** The processes of a whole hub on one machine: who they are, how they are started, and started again when they die. */
import { fileURLToPath } from 'node:url';
import { type Crew, supervise } from '../../server/delivery/supervise.ts';
import type { Log } from '../../server/lib/log.ts';

/** How many processes of each role; deploy/compose.yaml names the same roles. */
export type Counts = { web: number; intake: number; delivery: number; clock: number };
export const usualCounts: Counts = { web: 2, intake: 1, delivery: 3, clock: 2 };

export type Member = {
  /** 'web-1' */
  name: string;
  role: keyof Counts;
  /** Where it listens; null for those that nobody calls. */
  port: number | null;
  /** The living process; null between a death and the next start. */
  pid(): number | null;
};

const program = fileURLToPath(new URL('../../server/main.ts', import.meta.url));

/**
 * Starts one process per role and number on one database. `env` holds the settings they share, DATABASE_URL, REDIS_URL, MASTER_KEY and
 * PUBLIC_URL among them; `ports` gives each web and each intake process its own, so that one that died comes back to its place.
 */
export const startCrew = (p: {
  counts: Counts;
  env: Record<string, string>;
  ports: { web: readonly number[]; intake: readonly number[] };
  log: Log;
}) => {
  const crews: Crew[] = [];
  const start = (role: keyof Counts, at: number): Member => {
    const port = role === 'web' ? p.ports.web[at]! : role === 'intake' ? p.ports.intake[at]! : null;
    const own: Record<string, string> = {
      ...(role === 'web' ? { HTTP_PORT: String(port) } : {}),
      ...(role === 'intake' ? { SMTP_PORT: String(port) } : {}),
      // The built-in mailbox of a web process writes to the mail entry of another one.
      ...(role === 'web' && p.ports.intake.length > 0 ? { SMTP_PORT: String(p.ports.intake[0]) } : {}),
    };
    const crew = supervise({ count: 1, program, quiet: true, log: p.log, env: { ...p.env, ...own, ROLES: role } });
    crews.push(crew);
    return { name: `${role}-${at + 1}`, role, port, pid: () => crew.pids()[0] ?? null };
  };
  const roles = Object.keys(p.counts) as (keyof Counts)[];
  const members = roles.flatMap((role) => Array.from({ length: p.counts[role] }, (_, at) => start(role, at)));
  return {
    members,
    /** Asks all to drain and waits for them. */
    async stop(): Promise<void> {
      await Promise.all(crews.map((crew) => crew.stop()));
    },
  };
};
