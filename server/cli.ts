/** `npm run hub -- <noun> <verb>`: the command line, thin over the domain. It works while the hub runs. */
import { runLine } from './commandLine.ts';

// `hub … | head` closes the pipe early: that is no error.
process.stdout.on('error', (error: { code?: string }) => process.exit(error.code === 'EPIPE' ? 0 : 1));

process.exitCode = await runLine(process.argv.slice(2));
