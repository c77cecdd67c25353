/** The composition root: every part once, in order. `buildApp` gives the parts; `start` runs the asked roles, `stop` undoes it in reverse. */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type Router from '@koa/router';
import packageFacts from '../package.json' with { type: 'json' };
import { openBackends } from './backends.ts';
import { type Config, erasuresFile, settingLines } from './config.ts';
import { childSettings, deliverHere, openClock, openMailbox, publicUrl } from './deliver.ts';
import { bundleShelf } from './delivery/bundles.ts';
import { callbackSender } from './delivery/callback.ts';
import { deliveryJobs } from './delivery/expand.ts';
import { openRehearsal } from './delivery/rehearsal.ts';
import { supervise } from './delivery/supervise.ts';
import { parseRelays } from './delivery/wire/relay.ts';
import { openAudience } from './domain/audience/audience.ts';
import { audit } from './domain/audit/audit.ts';
import { openApproval } from './domain/bulletins/approval.ts';
import { openBulletins } from './domain/bulletins/bulletins.ts';
import { openPreview } from './domain/bulletins/preview.ts';
import { bulletinJobs, openRelease } from './domain/bulletins/release.ts';
import { openSequels } from './domain/bulletins/sequel.ts';
import { openTestSend } from './domain/bulletins/testSend.ts';
import { openUnderWay } from './domain/bulletins/underWay.ts';
import { openWatch } from './domain/bulletins/watching.ts';
import { callbacks } from './domain/callbacks/callbacks.ts';
import { applications } from './domain/cases/cases.ts';
import { caseFiles } from './domain/cases/files.ts';
import { caseJobs } from './domain/cases/jobs.ts';
import { delivery } from './domain/delivery/delivery.ts';
import { find } from './domain/find/find.ts';
import { openChecklist } from './domain/home/checklist.ts';
import { home } from './domain/home/home.ts';
import { openImports } from './domain/imports/imports.ts';
import { openLaterImports } from './domain/imports/later.ts';
import { openImportRuns } from './domain/imports/runs.ts';
import { keys } from './domain/keys/keys.ts';
import { openRates } from './domain/keys/rates.ts';
import { letters } from './domain/letters/letters.ts';
import { openLetterList } from './domain/letters/list.ts';
import { limits } from './domain/limits/limits.ts';
import { notifications } from './domain/notify/notify.ts';
import { openOperators } from './domain/people/people.ts';
import { openPersons } from './domain/persons/persons.ts';
import { policy } from './domain/policy/policy.ts';
import { readerHistory } from './domain/readers/history.ts';
import { openReaderList } from './domain/readers/list.ts';
import { readers as staffReaders } from './domain/readers/readers.ts';
import { openReturns } from './domain/returns/returns.ts';
import { rulebookRevision, rulebookText } from './domain/rulebook/index.ts';
import { systemSettings } from './domain/rulebook/settings.ts';
import { linkDesk } from './domain/subscriptions/links.ts';
import { applyReaderOutcome } from './domain/subscriptions/outcomes.ts';
import { pageDrafts } from './domain/subscriptions/pageDrafts.ts';
import { openStayReminders } from './domain/subscriptions/stayReminders.ts';
import { subscriptionJobs, subscriptions } from './domain/subscriptions/subscriptions.ts';
import { suppressions } from './domain/suppressions/suppressions.ts';
import { openTaskNotices } from './domain/tasks/notices.ts';
import { tasks } from './domain/tasks/tasks.ts';
import { customTemplates } from './domain/templates/templates.ts';
import { openTopicEnding } from './domain/topics/ending.ts';
import { exampleTopics } from './domain/topics/examples.ts';
import { openTopicLife } from './domain/topics/life.ts';
import { topics } from './domain/topics/topics.ts';
import { openRunner } from './domain/works/runner.ts';
import { openWorks, type WorkKind } from './domain/works/works.ts';
import { openMailReader } from './inbound/parse.ts';
import { apiRoutes } from './intake/http/api/routes.ts';
import { openBudgets } from './intake/http/budgets.ts';
import { auditConsole } from './intake/http/console/audit.ts';
import { bulletinConsole } from './intake/http/console/bulletins.ts';
import { bulletinWayConsole } from './intake/http/console/bulletinWay.ts';
import { callbackConsole } from './intake/http/console/callbacks.ts';
import { caseConsole } from './intake/http/console/cases.ts';
import { cursors } from './intake/http/console/cursor.ts';
import { deliveryConsole } from './intake/http/console/delivery.ts';
import { findConsole } from './intake/http/console/find.ts';
import { homeConsole } from './intake/http/console/home.ts';
import { houseRuleConsole } from './intake/http/console/houseRules.ts';
import { importConsole } from './intake/http/console/imports.ts';
import { keyConsole } from './intake/http/console/keys.ts';
import { letterConsole } from './intake/http/console/letters.ts';
import { limitConsole } from './intake/http/console/limits.ts';
import { mailTypeConsole } from './intake/http/console/mailTypes.ts';
import { mountConsole, sessionCookie } from './intake/http/console/mount.ts';
import { oidcRoutes } from './intake/http/console/oidc.ts';
import { consolePages } from './intake/http/console/pages.ts';
import { peopleConsole } from './intake/http/console/people.ts';
import { readerConsole } from './intake/http/console/readers.ts';
import { rulebookConsole } from './intake/http/console/rulebook.ts';
import { sessionConsole } from './intake/http/console/session.ts';
import { settingConsole } from './intake/http/console/settings.ts';
import { suppressionConsole } from './intake/http/console/suppressions.ts';
import { suspensionConsole } from './intake/http/console/suspensions.ts';
import { taskConsole } from './intake/http/console/tasks.ts';
import { templateConsole } from './intake/http/console/templates.ts';
import { topicConsole } from './intake/http/console/topics.ts';
import { underWayConsole } from './intake/http/console/underWay.ts';
import { workConsole } from './intake/http/console/works.ts';
import { healthRoutes } from './intake/http/health.ts';
import { type MailboxDoor, mailboxRoutes } from './intake/http/mailbox.ts';
import { timeRequests } from './intake/http/metrics.ts';
import { notifyRoutes } from './intake/http/notify/routes.ts';
import { publicRoutes } from './intake/http/public/routes.ts';
import { allConsentTexts, wordsOf } from './intake/http/public/words/words.ts';
import { httpDoor } from './intake/http/server.ts';
import { recipientOf } from './intake/smtp/address.ts';
import { openReceive } from './intake/smtp/receive.ts';
import { mailDoor } from './intake/smtp/server.ts';
import { type Job, minutes, seconds, wind } from './jobs.ts';
import { loadKeyRing } from './keys.ts';
import { type Bundle, makeBundle, readBundle, serialiseBundle } from './letters/bundle.ts';
import { mailTypes } from './letters/catalogue.ts';
import { findBroken } from './letters/check.ts';
import { senderOf } from './letters/sender.ts';
import { type Clock, SECOND } from './lib/clock.ts';
import { HubError } from './lib/errors.ts';
import { type Log, openLog } from './lib/log.ts';
import { type Outbox, openOutbox } from './outbox/outbox.ts';
import { isNudge } from './queue/port.ts';
import type { Trx } from './store/db.ts';
import { CLOCK_BEAT } from './store/jobs.ts';
import type { MailboxStore } from './store/mailbox.ts';
import { checkKey, migrate } from './store/migrate.ts';
import type { OutcomeRow } from './store/outcomes.ts';
import { keepText } from './store/texts.ts';
import { startWatching } from './watch.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The shipped texts; who the sender is may stand in a file elsewhere. */
const readTexts = async (config: Config): Promise<Bundle> => {
  const bundle = await readBundle(here('../templates'));
  if (!config.given.has('SENDER_FILE')) return bundle;
  const sender = await readFile(config.SENDER_FILE, 'utf8').catch((error: { code?: string }) => {
    throw new HubError('templates.broken', { reason: `SENDER_FILE ${config.SENDER_FILE}: ${error.code}` });
  });
  return makeBundle({ ...bundle.files, 'sender.json': sender });
};

/** What every room is built from. */
export const openGround = async (config: Config, over: { clock?: Clock; log?: Log } = {}) => {
  const log = over.log ?? openLog(config.LOG_LEVEL, 'hub');
  const clock = over.clock ?? openClock(config);
  const ring = loadKeyRing(config);
  const { db, queue } = await openBackends(config, log);
  const bundle = await readTexts(config);
  const outbox: Outbox = openOutbox({
    ring,
    clock,
    revision: () => bundle.revision,
    mailDomain: config.MAIL_DOMAIN,
    nudge: () => db.wake(),
  });
  return {
    config,
    log,
    clock,
    ring,
    db,
    queue,
    bundle,
    outbox,
    worker: randomUUID(),
    turned: over.clock !== undefined,
    /** Where the doors really listen, once they do, and whether they are about to close. */
    live: {
      httpPort: config.HTTP_PORT,
      smtpPort: null as number | null,
      stopping: false,
      mailbox: null as MailboxStore | null,
    },
  };
};
export type Ground = Awaited<ReturnType<typeof openGround>>;

/** For commands that open the ground without starting roles. */
export const closeGround = async (ground: Ground): Promise<void> => {
  // A connection to Redis keeps a command from ending.
  await ground.queue.stop();
  await ground.db.close();
};

/** Schema, key and texts: done by one process before any role starts. Throws `templates.broken {reason}`: a line for each file. */
export const prepare = async (ground: Ground): Promise<string[]> => {
  const broken = findBroken(ground.bundle, mailTypes);
  if (broken.length > 0)
    throw new HubError('templates.broken', {
      reason: broken.map(({ file, line, message }) => `templates/${file}:${line} ${message}`).join('\n'),
    });
  const ran = await migrate(ground.db);
  await checkKey(ground.db, ground.ring);
  const { bundle, clock } = ground;
  const now = clock.now();
  await ground.db.write(async (trx) => {
    await keepText(trx, { kind: 'bundle', revision: bundle.revision, body: serialiseBundle(bundle), now });
    await keepText(trx, { kind: 'rulebook', revision: rulebookRevision, body: rulebookText, now });
    for (const text of allConsentTexts(wordsOf(bundle))) await keepText(trx, { ...text, now });
  });
  await topics({ db: ground.db, clock }).seed(exampleTopics);
  return ran;
};

/** Readers of the newsletter. */
const openReaders = (ground: Ground) => {
  const { config } = ground;
  return subscriptions({
    ...ground,
    publicUrl: () => publicUrl(config, ground.live.httpPort),
    ownDomains: [...new Set([config.MAIL_DOMAIN, config.ENTRY_DOMAIN])],
    settings: {
      optIn: config.NEWSLETTER_OPT_IN,
      unsubscribeMail: config.UNSUBSCRIBE_MAIL,
      formsPerNetworkHour: config.LIMIT_FORMS_NETWORK_HOUR,
      mailsPerAddressDay: config.LIMIT_MAILS_ADDRESS_DAY,
      mailsPerHour: config.LIMIT_MAILS_HOUR,
      emptyMailsPerDomainHour: config.LIMIT_EMPTY_DOMAIN_HOUR,
      emptyMailsPerNetworkHour: config.LIMIT_EMPTY_NETWORK_HOUR,
    },
  });
};

/** Cases of the application systems, with their keys and callbacks. */
const openCases = (ground: Ground, suspendReader: Parameters<typeof applications>[0]['suspendReader']) => {
  const { config, db, ring, clock, outbox, log } = ground;
  const settings = systemSettings({ db, clock });
  const told = callbacks({ db, ring, clock, allowPrivate: config.CALLBACK_ALLOW_PRIVATE });
  const applyOther = (trx: Trx, outcome: OutcomeRow) => applyReaderOutcome(trx, { clock, suspendReader }, outcome);
  const times = { quietFrom: config.QUIET_FROM, quietTo: config.QUIET_TO, nextDay: config.NEXT_DAY_TIME };
  const door = keys({ db, ring, clock, settings });
  const templates = customTemplates({ db, clock });
  return {
    settings,
    keys: door,
    templates,
    notifications: notifications({
      ...ground,
      settings,
      keys: door,
      templates,
      publicUrl: () => publicUrl(config, ground.live.httpPort),
    }),
    callbacks: told,
    callbackSender: callbackSender({ db, ring, clock, log, allowPrivate: config.CALLBACK_ALLOW_PRIVATE }),
    applications: applications({
      db,
      ring,
      clock,
      outbox,
      settings,
      times,
      callBack: told.tell,
      suspendReader,
      applyOther,
      rehearse: openRehearsal({
        ...{ db, ring, bundles: bundleShelf(db), mailDomain: config.MAIL_DOMAIN, mailFrom: config.MAIL_FROM },
        publicUrl: () => publicUrl(config, ground.live.httpPort),
        mailbox: () => ground.live.mailbox,
      }),
    }),
  };
};

/** Everything about bulletins. */
const openBulletinParts = (ground: Ground) => {
  const { config, db, ring, clock, outbox, bundle } = ground;
  const address = () => publicUrl(config, ground.live.httpPort);
  const revision = () => ground.bundle.revision;
  const audience = openAudience({ db, ring, clock });
  const previews = openPreview({ bundle, publicUrl: address });
  const rules = policy({ db, clock, ring });
  const quiet = { from: config.QUIET_FROM, to: config.QUIET_TO };
  const links = linkDesk({ ring, clock, publicUrl: address });
  const watch = openWatch({ db, clock, policy: rules, audience, quiet });
  return {
    db,
    clock,
    audience,
    previews,
    policy: rules,
    testSend: openTestSend({ db, clock, outbox, publicUrl: address }),
    bulletins: openBulletins({ db, clock, revision }),
    approval: openApproval({ db, clock, outbox, policy: rules, audience, previews, publicUrl: address }),
    release: openRelease({ db, clock, policy: rules, audience, previews, quiet, revision, outbox, publicUrl: address }),
    sequels: openSequels({ db, clock }),
    watch,
    underWay: openUnderWay({ db, clock, watch }),
    topicLife: openTopicLife({ db, clock, audience }),
    taskNotices: openTaskNotices({ db, clock, outbox, policy: rules, publicUrl: address }),
    stayReminders: openStayReminders({ db, clock, ring, outbox, links, quiet, publicUrl: address }),
    topicEnding: openTopicEnding({
      db,
      clock,
      ring,
      outbox,
      policy: rules,
      audience,
      links,
      quiet,
      publicUrl: address,
    }),
  };
};

/** The nouns of the house, each built once. */
export const openParts = (ground: Ground) => {
  const { config, db, ring, clock, outbox } = ground;
  const address = () => publicUrl(config, ground.live.httpPort);
  const readers = openReaders(ground);
  const persons = openPersons({ db, ring, clock, erasuresFile: erasuresFile(config), backupDays: config.BACKUP_DAYS });
  const bulletins = openBulletinParts(ground);
  const { audience } = bulletins;
  const imports = openImports({ db, ring, clock });
  const works = openWorks({ db, ring, clock });
  return {
    ...openCases(ground, readers.suspend),
    topics: topics({ db, clock }),
    ...bulletins,
    persons,
    subscriptions: readers,
    letters: letters({ db, ring, clock }),
    letterList: openLetterList({ db, ring }),
    readerList: openReaderList({ db, ring, clock }),
    caseFiles: caseFiles({ db, ring }),
    readers: staffReaders({ db, ring, clock, persons }),
    find: find({ db, ring, clock }),
    checklist: openChecklist({ db, relay: config.SMTP_URL !== '' }),
    home: home({ db, clock, policy: bulletins.policy, readers: async () => (await audience.active()).languages }),
    readerHistory: readerHistory({ db, clock, audience }),
    audit: audit({ db, clock }),
    tasks: tasks({ db, clock }),
    limits: limits({ db, clock }),
    delivery: delivery({ db, clock, relays: parseRelays(config.SMTP_URL).map((relay) => relay.name) }),
    operators: openOperators({
      db,
      ring,
      clock,
      outbox,
      log: ground.log,
      publicUrl: address,
      secondFactor: config.SECOND_FACTOR,
      providerFactor: config.OIDC_SECOND_FACTOR,
    }),
    imports,
    works,
    suppressions: suppressions({ db, ring, clock }),
    laterImports: openLaterImports({ db, works, imports }),
    importRuns: openImportRuns({ db, ring, clock, policy: bulletins.policy }),
    returns: openReturns({ db, ring, clock }),
  };
};
export type Parts = ReturnType<typeof openParts>;

const behindTls = (config: Config): boolean => config.PUBLIC_URL.startsWith('https:') || config.production;

/** The way through a sign-in provider, when the settings name one. */
const signInProvider = (ground: Ground, parts: Parts): Router[] => {
  const { config, ring, log, clock } = ground;
  if (!config.OIDC_ISSUER) return [];
  return [
    oidcRoutes({
      operators: parts.operators,
      settings: {
        issuer: config.OIDC_ISSUER,
        clientId: config.OIDC_CLIENT_ID,
        clientSecret: config.OIDC_CLIENT_SECRET,
      },
      publicUrl: () => publicUrl(config, ground.live.httpPort),
      cookie: sessionCookie(behindTls(config)),
      secure: behindTls(config),
      ring,
      log,
      now: clock.now,
    }),
  ];
};

/** Everything that answers over HTTP; the first router that knows a path takes it. */
const webRouters = async (ground: Ground, parts: Parts, mailbox: MailboxDoor | null): Promise<Router[]> => {
  parts.audience.warm();
  const { config, log, clock } = ground;
  const budgets = openBudgets(clock.now);
  const listed = { ...parts, cursors: cursors(ground.ring) };
  const routes = [
    ...sessionConsole({
      operators: parts.operators,
      version: packageFacts.version,
      mailbox: config.SMTP_URL === '',
      now: clock.now,
      provider: config.OIDC_ISSUER ? config.OIDC_LABEL : null,
    }),
    ...peopleConsole(parts),
    ...bulletinConsole(parts),
    ...bulletinWayConsole(parts),
    ...underWayConsole(parts),
    ...importConsole(parts),
    ...houseRuleConsole(parts),
    ...readerConsole(listed),
    ...suspensionConsole(parts),
    ...limitConsole(parts),
    ...workConsole(parts),
    ...suppressionConsole(parts),
    ...topicConsole(parts),
    ...templateConsole({ ...parts, bundle: ground.bundle }),
    ...findConsole(parts),
    ...letterConsole(listed),
    ...caseConsole(listed),
    ...homeConsole(parts),
    ...taskConsole(listed),
    ...deliveryConsole(parts),
    ...keyConsole(parts),
    ...callbackConsole(parts),
    ...settingConsole({ settings: () => settingLines(config) }),
    ...rulebookConsole(),
    ...mailTypeConsole({ bundle: ground.bundle }),
    ...auditConsole(listed),
  ];
  const api = {
    ...ground,
    ...parts,
    budgets,
    perMinute: config.API_RATE_MINUTE,
    rate: openRates({
      db: ground.db,
      perMinute: config.API_RATE_MINUTE,
      ...(ground.turned ? { now: ground.clock.now } : {}),
    }),
    publicUrl: () => publicUrl(config, ground.live.httpPort),
  };
  return [
    publicRoutes({
      ...ground,
      budgets,
      subscriptions: parts.subscriptions,
      drafts: pageDrafts(ground),
      topics: parts.topics,
      sender: senderOf(ground.bundle),
      words: wordsOf(ground.bundle),
      publicUrl: () => publicUrl(config, ground.live.httpPort),
      mailFrom: config.MAIL_FROM,
      entryDomain: config.ENTRY_DOMAIN,
    }),
    apiRoutes(api),
    notifyRoutes(api),
    ...(mailbox ? [mailbox.router] : []),
    await consolePages(here('../admin/dist'), config.PUBLIC_URL === '' ? null : new URL(config.PUBLIC_URL).origin),
    ...signInProvider(ground, parts),
    mountConsole({
      operators: parts.operators,
      log,
      cookie: sessionCookie(behindTls(config)),
      secure: behindTls(config),
      provider: config.OIDC_ISSUER !== '',
      budgets,
      now: clock.now,
      routes,
    }),
  ];
};

/** What the clock runs. */
export const clockJobs = (ground: Ground, parts: Parts): Job[] => [
  // Does nothing, every minute: by its row somebody outside can tell that a clock lives (`hub doctor`).
  { name: CLOCK_BEAT, when: minutes(1), run: async () => {} },
  ...deliveryJobs(ground),
  ...bulletinJobs(parts.release),
  ...parts.topicEnding.jobs,
  ...parts.stayReminders.jobs,
  ...parts.taskNotices.jobs,
  ...parts.importRuns.jobs,
  ...subscriptionJobs(parts.subscriptions),
  ...parts.operators.jobs,
  ...caseJobs(parts.applications),
  { name: 'countReaders', when: minutes(30), run: parts.readerHistory.note },
  {
    name: 'sendCallbacks',
    when: seconds(1),
    nudged: true,
    run: parts.callbackSender.run,
    pending: parts.callbackSender.pending,
  },
];

/** The long works that this program can do. */
export const workKinds = (parts: Parts): WorkKind[] => [parts.laterImports.kind];

/** Where the built-in mailbox writes to: the entry of this process, or the one that the settings name. */
const mailEntry = ({ config, live }: Ground) => {
  const port = live.smtpPort ?? (config.given.has('SMTP_PORT') ? config.SMTP_PORT : 0);
  return port === 0 ? null : { port, domain: config.ENTRY_DOMAIN };
};

/** Delivers in this process when it does nothing else, or when a test's clock stands in it; else in children. Answers how to stop. */
const runDelivery = async (ground: Ground): Promise<() => Promise<void>> => {
  const { config, log, live } = ground;
  if (config.ROLES.length === 1 || ground.turned) return deliverHere(ground, live.httpPort);
  const crew = supervise({
    count: config.DELIVERY_PROCESSES,
    env: childSettings(config, live.httpPort),
    log,
    onMessage: (message) => isNudge(message) && ground.queue.nudge(message.nudge),
  });
  return () => crew.stop();
};

/** The SMTP door for empty mails, mailto unsubscriptions and reports. */
const openMailDoor = async (ground: Ground, parts: Parts) => {
  const { config, log } = ground;
  const domains = { mail: config.MAIL_DOMAIN, entry: config.ENTRY_DOMAIN };
  const tls = config.SMTP_TLS_KEY
    ? { tls: { key: await readFile(config.SMTP_TLS_KEY), cert: await readFile(config.SMTP_TLS_CERT) } }
    : {};
  const reader = openMailReader();
  const door = mailDoor({
    log,
    name: config.MAIL_DOMAIN,
    sizeLimit: config.SMTP_SIZE_LIMIT,
    accepts: (to) => recipientOf(to, domains) !== null,
    receive: openReceive({
      ...parts,
      reader,
      log,
      domains,
      auth: config.INBOUND_AUTH || 'off',
      name: config.MAIL_DOMAIN,
    }),
    ...tls,
  });
  return { ...door, close: () => door.close().then(() => reader.close()) };
};

export type Running = { httpPort: number | null; smtpPort: number | null; parts: Parts; stop(): Promise<void> };

/** Starts the roles that the settings ask for. Call `prepare` first. */
export const startRoles = async (ground: Ground): Promise<Running> => {
  const { config, db, queue, log } = ground;
  const parts = openParts(ground);
  const watching = await startWatching(ground);
  const stops: (() => Promise<void>)[] = [
    () => parts.subscriptions.stop(),
    () => parts.operators.stop(),
    watching.stop,
  ];
  let httpPort: number | null = null;
  let smtpPort: number | null = null;
  if (config.ROLES.includes('intake')) {
    const door = await openMailDoor(ground, parts);
    smtpPort = await door.listen(config.SMTP_PORT, config.SMTP_HOST, !config.given.has('SMTP_PORT'));
    ground.live.smtpPort = smtpPort;
    stops.push(() => door.close());
  }
  if (config.ROLES.includes('web')) {
    const store = await openMailbox(config);
    ground.live.mailbox = store;
    const mailbox =
      store &&
      mailboxRoutes({
        store,
        clock: ground.clock,
        entry: () => mailEntry(ground),
        cameBack: parts.returns.cameBack,
      });
    const door = httpDoor({
      routers: [healthRoutes(watching.ready), ...watching.routers, ...(await webRouters(ground, parts, mailbox))],
      log,
      proxies: config.TRUST_PROXY,
      around: timeRequests(watching.metrics),
    });
    httpPort = await door.listen(config.HTTP_PORT, config.HTTP_HOST, !config.given.has('HTTP_PORT'));
    ground.live.httpPort = httpPort;
    stops.push(async () => {
      mailbox?.close();
      await door.close();
      await store?.close();
    });
  }
  if (config.ROLES.includes('delivery')) stops.push(await runDelivery(ground));
  if (config.ROLES.includes('clock')) {
    wind({ db, clock: ground.clock, queue, log, worker: ground.worker }, clockJobs(ground, parts));
    const runner = openRunner({ ...ground, works: parts.works }, workKinds(parts));
    queue.every('runWorks', SECOND, runner.run);
    await queue.start();
    stops.push(
      () => queue.stop(),
      parts.callbackSender.stop,
      async () => runner.stop(),
    );
  }
  return {
    httpPort,
    smtpPort,
    parts,
    async stop() {
      ground.live.stopping = true;
      for (const stop of stops.reverse()) await stop();
      await db.close();
    },
  };
};
