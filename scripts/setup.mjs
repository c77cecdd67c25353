/**
 * Brings what is missing before `npm start` and `npm test`: packages and runtime, the built console, and for tests and the cluster the real servers.
 * Plain JavaScript without dependencies, for it runs on whatever Node the machine has (20 or newer) before anything is installed.
 * `node scripts/setup.mjs packages|start|cluster|test`; what it says goes to standard error.
 */
import { setUp } from './setup/setUp.mjs';

process.exitCode = await setUp(process.argv[2] ?? 'start');
