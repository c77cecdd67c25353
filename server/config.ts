/** Every setting: name, type, default, sentence. All are checked at once before anything opens; the table prints its own page (docs/settings.md). */
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { z } from 'zod';
import { roles } from './contract/codes.ts';
import { addressRule, flag, httpUrl, list, networks, number, oneOf, text } from './lib/settingRules.ts';

const setting = <T extends z.ZodType>(rule: T, fallback: string, says: string, secret = false) => ({
  rule,
  fallback,
  says,
  secret,
});

/** The table. `fallback` is what stands when the variable is absent or empty. */
export const settings = {
  NODE_ENV: setting(
    oneOf('development', 'test', 'production'),
    'development',
    'How strict the hub is with itself. `production` refuses the built-in mailbox, a turned clock and a generated key.',
  ),
  HTTP_PORT: setting(
    number(0, 65535),
    '3000',
    'Port of pages, API and console. When it is taken and was not set, the next free one is used and told.',
  ),
  HTTP_HOST: setting(
    text(),
    '',
    'Address to listen on for HTTP; empty means loopback in development and all addresses in production.',
  ),
  SMTP_PORT: setting(
    number(0, 65535),
    '2525',
    'Port of the mail entry (empty mails, bounces). When it is taken and was not set, the next free one is used and told.',
  ),
  SMTP_HOST: setting(text(), '', 'Address to listen on for SMTP; empty as with HTTP_HOST.'),
  PUBLIC_URL: setting(
    httpUrl(true),
    '',
    'Where residents reach the hub, without a slash at the end; every link in a mail begins with it. Empty: http://localhost and the port.',
  ),
  MAIL_DOMAIN: setting(
    text(/^[a-z0-9.-]+$/),
    'mail.example.jp',
    'Domain of our own addresses: entry@, no-reply@, bounce+…@, unsubscribe+…@.',
  ),
  ENTRY_DOMAIN: setting(
    text(/^[a-z0-9.-]*$/),
    '',
    'Domain of the empty-mail addresses when it differs from MAIL_DOMAIN.',
  ),
  MAIL_FROM: setting(
    addressRule(true),
    '',
    'Sender address of newsletter mails; empty means no-reply@ and MAIL_DOMAIN.',
  ),
  SENDER_FILE: setting(
    text(),
    'templates/sender.json',
    'Who the sender is: names, offices, contacts, domains, allowed link hosts.',
  ),
  DATA_DIR: setting(text(), './data', 'Folder of the database file, the generated key and the built-in mailbox.'),
  DATABASE_URL: setting(
    text(/^(sqlite:.+|postgres(ql)?:\/\/.+|)$/),
    '',
    '`sqlite:` and a file, or `postgres://…` when one machine is not enough. Empty: sqlite:DATA_DIR/fumibako.db.',
    true,
  ),
  DATABASE_OWNER_URL: setting(
    text(/^(postgres(ql)?:\/\/.+|)$/),
    '',
    'PostgreSQL: a second role, which owns the tables, migrates and purges the audit log, so that the role of DATABASE_URL can only add to it. For `hub migrate` and `hub audit purge`; the running hub does without. Empty: one role does everything.',
    true,
  ),
  ERASURES_FILE: setting(
    text(),
    '',
    'List of erasures, as keyed indexes, outside the database and its backups; `hub person replay` plays it after a restore. Empty: DATA_DIR/erasures.jsonl. Where several machines serve the console, a folder that they share.',
  ),
  AUDIT_HEADS_FILE: setting(
    text(),
    '',
    'Signed heads of the audit log, a line a day, outside the database: a folder that the database’s keeper cannot write is best. Empty: DATA_DIR/audit-heads.jsonl.',
  ),
  AUDIT_MAIL: setting(
    text(/^(([^\s@,]+@[^\s@,]+)(\s+|$))*$/),
    '',
    'Who gets the signed head of the audit log by mail every day, to keep it elsewhere; addresses joined by spaces. Empty: only the file has it.',
  ),
  FILES_URL: setting(
    httpUrl(true),
    '',
    'S3-compatible store for files by link: https://KEY:SECRET@host/bucket?region=…; bytes are sealed before they go there. Empty: DATA_DIR/files, which several machines then must share.',
    true,
  ),
  BACKUP_DAYS: setting(
    number(1, 3650),
    '35',
    'Days for which backups are kept, and so the lines of the list of erasures. Those in BACKUP_DIR end by themselves; copies elsewhere are yours to end.',
  ),
  BACKUP_DIR: setting(
    text(),
    '',
    'Folder for a backup every night, best on another disk that is copied elsewhere. Empty: no schedule, `hub backup --to` only.',
  ),
  BACKUP_RECIPIENT: setting(
    text(/^(age1[0-9a-z]+|)$/),
    '',
    'Public key that backups are closed for, age1…; `hub backup key --out FILE` makes a pair.',
  ),
  BACKUP_IDENTITY_FILE: setting(
    text(),
    '',
    'File with the private key of backups, for a drill every week. Empty: the key is kept elsewhere, and `hub restore --drill --identity FILE` is run by hand.',
  ),
  REDIS_URL: setting(
    text(/^(rediss?:\/\/.+|)$/),
    '',
    'Redis for wake-ups across machines; empty uses the embedded clock. Redis holds nothing that cannot be lost.',
    true,
  ),
  SMTP_URL: setting(
    text(/^(smtps?:\/\/.+|)$/),
    '',
    'Relay that takes our mail: smtp(s)://user:password@host:port?tls=required. Several, joined by spaces, share by ?weight=. Empty: the built-in mailbox.',
    true,
  ),
  MASTER_KEY: setting(
    text(),
    '',
    'Key ring for personal data: base64 of 32 bytes, or several as id:base64 joined by commas. Empty: DATA_DIR/master.key is made; production demands it.',
    true,
  ),
  ROLES: setting(list(roles), roles.join(','), 'What this process does: web, intake (mail in), delivery, clock.'),
  DELIVERY_PROCESSES: setting(
    number(1, 16),
    String(Math.min(2, availableParallelism())),
    'How many delivery processes one command starts.',
  ),
  DELIVERY_CONNECTIONS: setting(
    number(1, 200),
    '8',
    'SMTP connections of all delivery processes of this command together.',
  ),
  NEWSLETTER_OPT_IN: setting(
    oneOf('single', 'double'),
    'single',
    '`double` sends a confirmation mail before a registration counts.',
  ),
  UNSUBSCRIBE_MAIL: setting(flag(), 'true', 'Send nl-unsubscribe-complete, the last mail to an address.'),
  INBOUND_AUTH: setting(
    oneOf('', 'off', 'required'),
    '',
    'SPF/DKIM check of who sends an empty mail. Empty: off in development, required in production.',
  ),
  SECOND_FACTOR: setting(
    oneOf('required', 'off'),
    'required',
    'Console: `required` asks everybody for a passkey or an authenticator app; `off` is for trying things out and refused in production.',
  ),
  OIDC_ISSUER: setting(
    httpUrl(true),
    '',
    'Console: address of a sign-in provider (OpenID Connect), as in its own configuration. Empty: passwords only. Its redirect address is PUBLIC_URL and /console/oidc/back.',
  ),
  OIDC_CLIENT_ID: setting(text(), '', 'What the provider calls the hub.'),
  OIDC_CLIENT_SECRET: setting(text(), '', 'The secret the provider gave for it.', true),
  OIDC_LABEL: setting(text(), 'OpenID Connect', 'Name of the provider on the button of the sign-in page.'),
  OIDC_SECOND_FACTOR: setting(
    oneOf('own', 'claimed', 'always'),
    'own',
    'When the second factor of the provider replaces our authenticator app: `own` never, `claimed` when the ID token says `mfa` in `amr`, `always` when the provider asks everybody.',
  ),
  LIMIT_FORMS_NETWORK_HOUR: setting(
    number(0, 1e9),
    '30',
    'Form posts of one network (IPv4 address or IPv6 /64; four times as many of a /48) an hour; 0 is no limit.',
  ),
  LIMIT_FORMS_BROWSER_HOUR: setting(
    number(0, 1e9),
    '10',
    'Form posts of one browser (by the cookie of the pages) an hour. Above this or the number before, a form waits for its turn; 0 is no limit.',
  ),
  LIMIT_MAILS_ADDRESS_DAY: setting(
    number(0, 1e9),
    '3',
    'Mails that forms and empty mail may cause to one mailbox in 24 hours (+tags and dots of big providers are one mailbox); 0 is no limit.',
  ),
  LIMIT_MAILS_HOUR: setting(
    number(0, 1e9),
    '10000',
    'Mails that forms, empty mails of big providers and other empty mails may cause in an hour, each for itself; 0 is no limit.',
  ),
  LIMIT_EMPTY_DOMAIN_HOUR: setting(
    number(0, 1e9),
    '30',
    'Empty mails of one domain that are answered in an hour; big providers are counted by mailbox only; 0 is no limit.',
  ),
  LIMIT_EMPTY_NETWORK_HOUR: setting(
    number(0, 1e9),
    '60',
    'Empty mails that the servers of one network (IPv4 address or IPv6 /64; four times as many of a /24 or /48) bring and that are answered in an hour; big providers are not counted; 0 is no limit.',
  ),
  TRUST_PROXY: setting(number(0, 10), '0', 'How many proxies in front set X-Forwarded-For; 0 believes none.'),
  SMTP_TLS_KEY: setting(text(), '', 'File with the private key for STARTTLS of the mail entry.'),
  SMTP_TLS_CERT: setting(text(), '', 'File with the certificate for STARTTLS of the mail entry.'),
  MAIL_FRONT: setting(
    networks(),
    '',
    'Mail servers in front of the mail entry that may say who brought a mail (XCLIENT, XFORWARD), so that SPF can be checked: addresses or networks, joined by spaces. Empty: nobody may.',
  ),
  SMTP_SIZE_LIMIT: setting(number(1000, 1e9), '10485760', 'Largest mail taken, in bytes.'),
  MAILBOX_KEEP: setting(number(10, 1e6), '10000', 'How many mails the built-in mailbox keeps.'),
  QUIET_FROM: setting(
    text(/^([01]\d|2[0-3]):[0-5]\d$/),
    '21:00',
    'Begin of the quiet hours (JST) of bulletins and follow-ups.',
  ),
  QUIET_TO: setting(text(/^([01]\d|2[0-3]):[0-5]\d$/), '08:00', 'End of the quiet hours (JST).'),
  NEXT_DAY_TIME: setting(text(/^([01]\d|2[0-3]):[0-5]\d$/), '09:00', 'When next-day mails leave (JST).'),
  API_RATE_MINUTE: setting(number(0, 1e9), '3000', 'Requests of one API key a minute; 0 is no limit.'),
  CALLBACK_ALLOW_PRIVATE: setting(flag(), 'false', 'Let callbacks go to private networks and plain http (tests only).'),
  DNS_SERVERS: setting(
    text(/^([0-9a-fA-F.:[\]]+(\s+|$))*$/),
    '',
    'Name servers that `hub doctor` asks, as IP or IP:port, joined by spaces; empty asks those of this machine.',
  ),
  CLOCK_FILE: setting(
    text(),
    '',
    'A file with an ISO instant that runs on from its time of change; for tests, refused in production.',
  ),
  BEAT_FILE: setting(
    text(),
    '',
    'A file that this process writes anew every five seconds while it goes on, for the health check of a container. Empty: none.',
  ),
  METRICS_PORT: setting(
    number(0, 65535),
    '0',
    'Port on which this process gives its metrics to Prometheus at /metrics, on the address of HTTP_HOST; 0 opens none.',
  ),
  METRICS_TOKEN: setting(
    text(/^([!-~]{16,}|)$/),
    '',
    'With it /metrics also answers on HTTP_PORT, to who sends it as a bearer token; at least 16 signs. Empty: it does not.',
    true,
  ),
  ALERT_MAIL: setting(
    text(/^(([^\s@,]+@[^\s@,]+)(\s+|$))*$/),
    '',
    'Who hears by mail, past our own queues, when work stands still or the database takes no writes; addresses joined by spaces. Empty: only the task tells.',
  ),
  CANARY_MINUTES: setting(
    number(0, 1440),
    '0',
    'So many minutes apart the hub sends itself a mail in every lane and language, through the relay to MAIL_DOMAIN, and waits for it at its mail door. Needs SMTP_URL. 0 sends none.',
  ),
  CANARY_LATE_MINUTES: setting(number(1, 1440), '15', 'How long such a mail may take before staff are told.'),
  OTEL_EXPORTER_OTLP_ENDPOINT: setting(
    text(/^(https?:\/\/.+|)$/),
    '',
    'An OpenTelemetry collector (OTLP over HTTP, for example http://127.0.0.1:4318): it gets a trace of each event, its letters and what the next server said. Without names, addresses and texts. Empty: nobody gets any.',
  ),
  ARRIVALS_MAIL: setting(
    text(/^([^\s@,]+@[^\s@,]+|)$/),
    '',
    "The agency's mailbox, to which letters of people to postmaster@, abuse@ and no-reply@ and their answers to return paths are forwarded. Empty: staff read and close them in the console.",
  ),
  ALERT_SMTP_URL: setting(
    text(/^(smtps?:\/\/.+|)$/),
    '',
    'The second way of alerts: a relay other than SMTP_URL, written like it. Empty: that of SMTP_URL.',
    true,
  ),
  LOG_LEVEL: setting(oneOf('silent', 'error', 'warn', 'info', 'debug'), 'warn', 'How much the log says.'),
} as const;

export type SettingName = keyof typeof settings;
type Values = { [K in SettingName]: z.infer<(typeof settings)[K]['rule']> };
export type Config = Readonly<
  Values & {
    production: boolean;
    /** Settings that stand in the environment, so that a taken port is an error only when it was asked for. */
    given: ReadonlySet<SettingName>;
  }
>;

/** Where the list of erasures lies. */
export const erasuresFile = (config: Pick<Config, 'ERASURES_FILE' | 'DATA_DIR'>): string =>
  config.ERASURES_FILE || join(config.DATA_DIR, 'erasures.jsonl');

/** Where the signed heads of the audit log lie. */
export const auditHeadsFile = (config: Pick<Config, 'AUDIT_HEADS_FILE' | 'DATA_DIR'>): string =>
  config.AUDIT_HEADS_FILE || join(config.DATA_DIR, 'audit-heads.jsonl');

type Env = Record<string, string | undefined>;

/** A secret may stand in a file that NAME_FILE names, as containers and systemd hand them over; NAME itself comes first. */
const withSecretFiles = (env: Env): { env: Env; problems: string[] } => {
  const full = { ...env };
  const problems: string[] = [];
  for (const [name, { secret }] of Object.entries(settings)) {
    const file = env[`${name}_FILE`]?.trim();
    if (!secret || !file || env[name]?.trim()) continue;
    try {
      full[name] = readFileSync(file, 'utf8').trim();
    } catch (error) {
      problems.push(`${name}_FILE=${file}: ${(error as { code?: string }).code ?? 'cannot be read'}`);
    }
  }
  return { env: full, problems };
};

const readEach = (env: Env) => {
  const values: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const [name, { rule, fallback, secret }] of Object.entries(settings)) {
    const given = env[name]?.trim();
    const result = rule.safeParse(given || fallback);
    if (result.success) values[name] = result.data;
    else problems.push(`${name}=${secret ? '…' : given}: ${result.error.issues.map((i) => i.message).join('; ')}`);
  }
  return { values: values as Values, problems };
};

/** Relays of a list that are neither on this machine nor reached by TLS with a checked certificate; by host, never with the password. */
const openRelays = (list: string): string[] =>
  list
    .split(/\s+/)
    .filter((text) => URL.canParse(text))
    .map((text) => new URL(text))
    .filter(({ protocol, hostname, username, searchParams }) => {
      if (/^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/.test(hostname)) return false;
      const asked = searchParams.get('tls');
      // As server/delivery/wire/relay.ts reads it: a password is never sent without TLS.
      return asked === null ? protocol !== 'smtps:' && username === '' : asked !== 'required';
    })
    .map((url) => url.host);

const together = (v: Values): string[] => {
  const wrong: string[] = [];
  const say = (when: boolean, words: string) => when && wrong.push(words);
  if (v.NODE_ENV === 'production') {
    say(!v.SMTP_URL, 'SMTP_URL: production needs a relay; the built-in mailbox is for trying things out');
    say(!v.MASTER_KEY, 'MASTER_KEY: production needs an explicit key; make one with: openssl rand -base64 32');
    say(!!v.CLOCK_FILE, 'CLOCK_FILE: a turned clock is refused in production');
    say(!v.PUBLIC_URL, 'PUBLIC_URL: production needs the address that residents use');
    say(v.SECOND_FACTOR === 'off', 'SECOND_FACTOR: production asks for a second factor');
    say(v.OIDC_ISSUER.startsWith('http:'), 'OIDC_ISSUER: production needs https');
    for (const name of ['SMTP_URL', 'ALERT_SMTP_URL'] as const)
      for (const host of openRelays(v[name]))
        say(
          true,
          `${name}: production reaches ${host} by TLS alone; add ?tls=required (an authority of your own: &ca=FILE)`,
        );
    say(v.CALLBACK_ALLOW_PRIVATE, 'CALLBACK_ALLOW_PRIVATE: refused in production');
  }
  const provider = [v.OIDC_ISSUER, v.OIDC_CLIENT_ID, v.OIDC_CLIENT_SECRET].filter(Boolean).length;
  say(provider !== 0 && provider !== 3, 'OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET: give all three or none');
  const arrivals = v.ARRIVALS_MAIL.slice(v.ARRIVALS_MAIL.lastIndexOf('@') + 1).toLowerCase();
  say(
    arrivals !== '' && [v.MAIL_DOMAIN, v.ENTRY_DOMAIN].includes(arrivals),
    'ARRIVALS_MAIL: mail to this domain comes back to the hub and would go in circles; name a mailbox elsewhere',
  );
  say(!v.SMTP_TLS_KEY !== !v.SMTP_TLS_CERT, 'SMTP_TLS_KEY and SMTP_TLS_CERT: give both or none');
  say(
    !!v.DATABASE_OWNER_URL && !v.DATABASE_URL.startsWith('postgres'),
    'DATABASE_OWNER_URL: only PostgreSQL has a second role; set DATABASE_URL=postgres://… too',
  );
  say(
    !!v.DATABASE_OWNER_URL &&
      v.DATABASE_URL.startsWith('postgres') &&
      new URL(v.DATABASE_OWNER_URL).username === new URL(v.DATABASE_URL).username,
    'DATABASE_OWNER_URL: this is the role of DATABASE_URL; name another one, or leave it empty',
  );
  say(
    !!v.REDIS_URL && !v.DATABASE_URL.startsWith('postgres'),
    'REDIS_URL: several machines also need DATABASE_URL=postgres://…',
  );
  return wrong;
};

/** The environment, with what a file `.env` beside package.json adds to it. */
export const environment = (): Record<string, string | undefined> => {
  const file = fileURLToPath(new URL('../.env', import.meta.url));
  if (existsSync(file)) process.loadEnvFile(file);
  return process.env;
};

/** Reads all settings. Throws one Error that lists every mistake. */
export const readConfig = (asGiven: Env): Config => {
  const { env, problems: files } = withSecretFiles(asGiven);
  const { values, problems: inValues } = readEach(env);
  const problems = [...files, ...inValues];
  const wrong = problems.length > 0 ? problems : together(values);
  if (wrong.length > 0) throw new SettingsError(wrong);
  const given = new Set((Object.keys(settings) as SettingName[]).filter((name) => env[name]?.trim()));
  const production = values.NODE_ENV === 'production';
  return Object.freeze({
    ...values,
    production,
    given,
    DATABASE_URL: values.DATABASE_URL || `sqlite:${values.DATA_DIR}/fumibako.db`,
    MAIL_FROM: values.MAIL_FROM || `no-reply@${values.MAIL_DOMAIN}`,
    ENTRY_DOMAIN: values.ENTRY_DOMAIN || values.MAIL_DOMAIN,
    HTTP_HOST: values.HTTP_HOST || (production ? '::' : '127.0.0.1'),
    SMTP_HOST: values.SMTP_HOST || (production ? '::' : '127.0.0.1'),
    INBOUND_AUTH: values.INBOUND_AUTH || (production ? 'required' : 'off'),
  });
};

/** Where files by link lie. */
export const filesPlace = (config: Config) => ({ filesUrl: config.FILES_URL, folder: `${config.DATA_DIR}/files` });

export class SettingsError extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(`${problems.length} setting${problems.length > 1 ? 's are' : ' is'} wrong:\n  ${problems.join('\n  ')}`);
    this.problems = problems;
  }
}

/** Every setting with its value and where it comes from; secrets stay closed. */
export const settingLines = (config: Config) =>
  (Object.keys(settings) as SettingName[]).map((name) => ({
    name,
    value: settings[name].secret && config[name] ? '…' : String(config[name]),
    from: config.given.has(name) ? ('environment' as const) : ('default' as const),
    says: settings[name].says,
  }));

/** The page docs/settings.md. */
export const settingsPage = (): string => {
  const rows = Object.entries(settings).map(
    ([name, s]) => `| \`${name}\` | ${s.fallback === '' ? '' : `\`${s.fallback}\``} | ${s.says} |`,
  );
  return [
    '# Settings',
    '',
    'Given as environment variables or in a file `.env` beside `package.json`. This page is printed by `node server/config.ts`; `npm run check` refuses a stale one.',
    '',
    `Secrets may stand in a file instead, named by ${Object.entries(settings)
      .filter(([, s]) => s.secret)
      .map(([name]) => `\`${name}_FILE\``)
      .join(', ')}; the variable itself comes first.`,
    '',
    '| name | default | what it does |',
    '|---|---|---|',
    ...rows.map((r) => r.replace(/^(\| `DELIVERY_PROCESSES` \|) `\d+`/, '$1 one per core, at most 2')),
    '',
  ].join('\n');
};

if (process.argv[1] === fileURLToPath(import.meta.url)) process.stdout.write(settingsPage());
