/** A process that runs one command of the command line after another (warmLine.ts): what each says goes to the usual two streams, and an end is marked there. */
import { runLine } from '../../server/cli/run.ts';
import { END } from './warmLine.ts';

process.on('disconnect', () => process.exit());
process.on('message', async ({ args, env }: { args: string[]; env: Record<string, string> }) => {
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, env);
  const code = await runLine(args);
  process.stderr.write(END);
  process.stdout.write(END);
  process.send!(code);
});
