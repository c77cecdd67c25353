/** `npm start`. */
import { runOurs } from './runtime.mjs';

// npm starts us through a shell, and a signal to npm ends the shell without a word to us: without this the hub would stay behind.
if (process.env.npm_lifecycle_event) {
  const parent = process.ppid;
  const orphaned = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(orphaned);
    process.kill(process.pid, 'SIGTERM');
  }, 250);
  orphaned.unref();
}

await runOurs('server/main.ts');
