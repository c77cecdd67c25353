/** `hub doctor`: what is wrong around the hub, and how to mend it. It makes and migrates nothing. */
import { openBackends } from '../backends.ts';
import { type Config, environment, readConfig, SettingsError } from '../config.ts';
import { openClock } from '../deliver.ts';
import { examine } from '../doctor/doctor.ts';
import { type Area, areas, type Finding, notebook } from '../doctor/finding.ts';
import { type DoctorLanguage, sentences } from '../doctor/words.ts';
import { readTexts } from '../ground.ts';
import { loadKeyRing } from '../keys.ts';
import { desksWithoutMail, senderDomains, senderOf } from '../letters/sender.ts';
import { openLog } from '../lib/log.ts';
import { type Command, UsageError, type Words } from './command.ts';

/** As programs are told by the environment (POSIX): LC_ALL, then LC_MESSAGES, then LANG. */
const languageOf = (env: Record<string, string | undefined>): DoctorLanguage =>
  (env.LC_ALL || env.LC_MESSAGES || env.LANG || '').startsWith('ja') ? 'ja' : 'en';

const onlyOf = (words: Words): readonly Area[] => {
  if (typeof words.values.only !== 'string') return areas;
  const asked = words.values.only.split(',').map((word) => word.trim());
  const wrong = asked.find((word) => !areas.includes(word as Area));
  if (wrong !== undefined) throw new UsageError(`--only takes ${areas.join(', ')}; not ${wrong}`);
  return asked as Area[];
};

/** What cannot be read stops the start, which says so; the doctor then looks at the rest. */
const sendersOf = async (config: Config) => {
  try {
    const sender = senderOf(await readTexts(config));
    return { senders: senderDomains(sender), mailless: desksWithoutMail(sender) };
  } catch {
    return {};
  }
};

const look = async (config: Config, only: readonly Area[]): Promise<Finding[]> => {
  const silent = openLog('silent', 'doctor');
  return examine(
    {
      settings: config,
      openDb: async () => (await openBackends({ ...config, REDIS_URL: '' }, silent)).db,
      ring: () => loadKeyRing(config),
      now: openClock(config).now,
      ...(await sendersOf(config)),
    },
    only,
  );
};

/** Settings that cannot be read are the first finding, and the last: nothing else can be looked at. */
const wrongSettings = (error: SettingsError): Finding[] => {
  const book = notebook('settings');
  for (const problem of error.problems) book.fail('settings.wrong', problem.split(/[=:]/)[0]!, { error: problem });
  return book.findings;
};

const signs = { ok: 'ok  ', warn: 'warn', fail: 'FAIL' } as const;

export const doctorCommands: Command[] = [
  {
    name: 'doctor',
    takes: '',
    says: 'looks at DNS, relay, mail entry, database, Redis, disk and clock and says what to mend; exit code 1 when something fails',
    options: { only: { type: 'string' } },
    optionSays: { only: `some of ${areas.join(', ')}, joined by commas` },
    needs: 0,
    async run(words, _ground, out) {
      const only = onlyOf(words);
      const language = languageOf(process.env);
      let findings: Finding[];
      try {
        findings = await look(readConfig(environment()), only);
      } catch (error) {
        if (!(error instanceof SettingsError)) throw error;
        findings = wrongSettings(error);
      }
      const told = findings.map((f) => ({ ...f, ...sentences(f.code, f.facts, language) }));
      for (const f of told) {
        out.line(`${signs[f.level]}  ${f.area.padEnd(9)} ${f.about}: ${f.says}`);
        if (f.level !== 'ok' && f.mend) out.line(`      ${' '.repeat(9)} → ${f.mend}`);
      }
      const count = (level: Finding['level']) => findings.filter((f) => f.level === level).length;
      const sum = { ok: count('ok'), warn: count('warn'), fail: count('fail') };
      out.line(`\n${sum.ok} ok, ${sum.warn} warn, ${sum.fail} fail`);
      // With --only it answers a container's question whether this process is well: a warning is a no.
      const well = sum.fail === 0 && (only.length === areas.length || sum.warn === 0);
      out.answer({ well, ...sum, findings: told });
      if (!well) out.fails();
    },
  },
];
