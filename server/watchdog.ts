/** Tells systemd that this process is up and goes on: a unit with WatchdogSec starts one again that has stopped turning. */
import { execFile } from 'node:child_process';

/** Says one state by systemd's own program, for Node opens no datagram socket in the file system (sd_notify(3)). */
const tell = (state: string): void => {
  // A message that did not arrive is followed by another; without any systemd acts, which is what it is there for.
  execFile('systemd-notify', [`--pid=${process.pid}`, state], { timeout: 5000 }, () => {});
};

/**
 * Begins when the roles run. `env`: NOTIFY_SOCKET and WATCHDOG_USEC, as systemd sets them; without a socket nothing is said.
 * The beat comes from the event loop of this process, so one that hangs, or turns without end, says nothing more.
 */
export const startWatchdog = (env: Readonly<Record<string, string | undefined>>): void => {
  if (!env.NOTIFY_SOCKET) return;
  tell('READY=1');
  const within = Number(env.WATCHDOG_USEC) / 1000;
  if (within > 0) setInterval(() => tell('WATCHDOG=1'), within / 3).unref();
};
