/** `npm run hub -- <noun> <verb>`. On a fresh clone it installs first; only the command itself writes to standard output. */
import { runOurs } from './runtime.mjs';
import { setUp } from './setup/setUp.mjs';

const code = await setUp('packages');
if (code === 0) await runOurs('server/cli.ts');
else process.exitCode = code;
