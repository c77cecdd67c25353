/** A process that runs one command of the command line after another (warmLine.ts): what each says goes to the usual two streams, and an end is marked there. */
import { runLine } from '../../server/commandLine.ts';
import { END } from './warmLine.ts';

const send = process.send!.bind(process) as (code: number) => boolean;
// A hub's own children have such a channel to it: a command must not take this one for that.
delete process.send;
process.on('disconnect', () => process.exit());
process.on('message', async ({ args, env }: { args: string[]; env: Record<string, string> }) => {
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, env);
  const code = await runLine(args);
  process.stderr.write(END);
  process.stdout.write(END);
  send(code);
});
