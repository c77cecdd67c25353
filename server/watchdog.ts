/**
 * Tells who started this process that it is up and goes on: systemd, whose unit with WatchdogSec starts one again that has stopped turning,
 * and a container's health check, which looks how old a file is. Both are this process's own state, asked of no database.
 */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs';

/** A health check takes a file older than half a minute for a process that hangs (deploy/compose.yaml). */
const BEAT_MS = 5000;

/** Says one state by systemd's own program, for Node opens no datagram socket in the file system (sd_notify(3)). */
const tell = (state: string): void => {
  // A message that did not arrive is followed by another; without any systemd acts, which is what it is there for.
  execFile('systemd-notify', [`--pid=${process.pid}`, state], { timeout: 5000 }, () => {});
};

/** Writes the file anew; a disk that takes nothing shows as a file that grows old. */
const beat = (file: string): void => writeFile(file, '', { mode: 0o600 }, () => {});

/**
 * Begins when the roles run. `env`: NOTIFY_SOCKET and WATCHDOG_USEC, as systemd sets them; without a socket it is told nothing.
 * BEAT_FILE is the setting. The beats come from the event loop of this process, so one that hangs, or turns without end, says nothing more.
 */
export const startWatchdog = (env: Readonly<Record<string, string | undefined>>): void => {
  if (env.BEAT_FILE) {
    beat(env.BEAT_FILE);
    setInterval(beat, BEAT_MS, env.BEAT_FILE).unref();
  }
  if (!env.NOTIFY_SOCKET) return;
  tell('READY=1');
  const within = Number(env.WATCHDOG_USEC) / 1000;
  if (within > 0) setInterval(() => tell('WATCHDOG=1'), within / 3).unref();
};
