/** `npm run demo`: fills an empty hub with a made-up agency. It is `hub demo fill`, after what a start needs has been set up. */
import { runOurs } from './runtime.mjs';

process.argv.splice(2, 0, 'demo', 'fill');
await runOurs('server/cli.ts');
