/** The nouns of the house, each opened once in their order, and the jobs that they give to the clock. */

import { mailHeads } from './alert.ts';
import { auditHeadsFile, type Config, erasuresFile, filesPlace } from './config.ts';
import { bundleShelf } from './delivery/bundles.ts';
import { openCallbackSender } from './delivery/callback.ts';
import { deliveryJobs } from './delivery/expand.ts';
import { openForwarding } from './delivery/forwarding.ts';
import { openMaskedReading, openRehearsal } from './delivery/rehearsal.ts';
import { openRelayCheck } from './delivery/relayCheck.ts';
import { parseRelays } from './delivery/wire/relay.ts';
import { openArrivals } from './domain/arrivals/arrivals.ts';
import { openAudience } from './domain/audience/audience.ts';
import { openAudit } from './domain/audit/audit.ts';
import { openBackups } from './domain/backups/backups.ts';
import { openBlocks } from './domain/blocks/blocks.ts';
import { type BudgetValues, builtIn, openBudgets } from './domain/budgets/budgets.ts';
import { openApproval } from './domain/bulletins/approval.ts';
import { openBulletins } from './domain/bulletins/bulletins.ts';
import { openCommentNotices } from './domain/bulletins/commentNotices.ts';
import { openComments } from './domain/bulletins/comments.ts';
import { openDigests } from './domain/bulletins/digests.ts';
import { openPresence } from './domain/bulletins/presence.ts';
import { openPreview } from './domain/bulletins/preview.ts';
import { bulletinJobs, openRelease } from './domain/bulletins/release.ts';
import { openRevisions } from './domain/bulletins/revisions.ts';
import { openSequels } from './domain/bulletins/sequel.ts';
import { openShelf } from './domain/bulletins/shelf.ts';
import { openTestSend } from './domain/bulletins/testSend.ts';
import { openUnderWay } from './domain/bulletins/underWay.ts';
import { openWatch } from './domain/bulletins/watching.ts';
import { openCallbacks } from './domain/callbacks/callbacks.ts';
import { openCallbackPayload } from './domain/callbacks/payload.ts';
import { openCanaries } from './domain/canaries/canaries.ts';
import type { OutcomeParts } from './domain/cases/applyOutcomes.ts';
import { openApplications } from './domain/cases/cases.ts';
import { openCaseControl } from './domain/cases/control.ts';
import { openCaseFiles } from './domain/cases/files.ts';
import { caseJobs } from './domain/cases/jobs.ts';
import { openManyLetters } from './domain/cases/manyLetters.ts';
import { openWhyLetter } from './domain/cases/whyLetter.ts';
import { openDelivery } from './domain/delivery/delivery.ts';
import { openDemo } from './domain/demo/demo.ts';
import { openFiles } from './domain/files/files.ts';
import { openFileShelf } from './domain/files/shelf.ts';
import { openFind } from './domain/find/find.ts';
import { openChecklist } from './domain/home/checklist.ts';
import { openHome } from './domain/home/home.ts';
import { openSummaries } from './domain/home/summary.ts';
import { openImports } from './domain/imports/imports.ts';
import { openLaterImports } from './domain/imports/later.ts';
import { openImportRuns } from './domain/imports/runs.ts';
import { openKeyExchange } from './domain/keys/exchange.ts';
import { openKeys } from './domain/keys/keys.ts';
import { openRotation } from './domain/keys/rotation.ts';
import { openLetters } from './domain/letters/letters.ts';
import { openLetterList } from './domain/letters/list.ts';
import { openMailReferences } from './domain/letters/mailReferences.ts';
import { openLetterText } from './domain/letters/reading.ts';
import { openLetterReports } from './domain/letters/reports.ts';
import { openLimits } from './domain/limits/limits.ts';
import { openMaintenance } from './domain/maintenance/maintenance.ts';
import { openNews } from './domain/news/news.ts';
import { openNotifications } from './domain/notify/notify.ts';
import { openOperators } from './domain/people/people.ts';
import { openPersons } from './domain/persons/persons.ts';
import { openPlja } from './domain/plja/plja.ts';
import { openPolicy } from './domain/policy/policy.ts';
import { openReaderHistory } from './domain/readers/history.ts';
import { openReaderList } from './domain/readers/list.ts';
import { openManyReaders } from './domain/readers/many.ts';
import { openReaders } from './domain/readers/readers.ts';
import { openReaderRequests } from './domain/readers/requests.ts';
import { openTimeline } from './domain/readers/timeline.ts';
import { openReturns } from './domain/returns/returns.ts';
import { openWordings } from './domain/returns/wordings.ts';
import { openSettings } from './domain/rulebook/settings.ts';
import { openLinks } from './domain/subscriptions/links.ts';
import { applyReaderOutcome, tellRefused } from './domain/subscriptions/outcomes.ts';
import { openOwnData } from './domain/subscriptions/ownData.ts';
import { openStayReminders } from './domain/subscriptions/stayReminders.ts';
import { openSubscriptions, subscriptionJobs } from './domain/subscriptions/subscriptions.ts';
import { openTerms } from './domain/subscriptions/terms.ts';
import { openTermsProposals } from './domain/subscriptions/termsProposals.ts';
import { openSuppressions } from './domain/suppressions/suppressions.ts';
import { openReplyAddresses } from './domain/systems/replyAddresses.ts';
import { openLateNotices } from './domain/tasks/late.ts';
import { openTaskNotices } from './domain/tasks/notices.ts';
import { openTasks } from './domain/tasks/tasks.ts';
import { openTemplates } from './domain/templates/templates.ts';
import { openTopicEnding } from './domain/topics/ending.ts';
import { openTopicLife } from './domain/topics/life.ts';
import { openTopics } from './domain/topics/topics.ts';
import { openWorks, type WorkKind } from './domain/works/works.ts';
import { type Ground, termsMade } from './ground.ts';
import { daily, type Job, minutes, seconds } from './jobs.ts';
import { senderOf } from './letters/sender.ts';
import type { Trx } from './store/db.ts';
import { CLOCK_BEAT } from './store/jobs.ts';
import type { OutcomeRow } from './store/outcomes.ts';

const newsletterSettings = (config: Config) => ({
  optIn: config.NEWSLETTER_OPT_IN,
  unsubscribeMail: config.UNSUBSCRIBE_MAIL,
});
/** What holds until staff change it. */
const budgetDefaults = (config: Config): BudgetValues => ({
  ...builtIn,
  'forms-network-hour': config.LIMIT_FORMS_NETWORK_HOUR,
  'forms-browser-hour': config.LIMIT_FORMS_BROWSER_HOUR,
  'mails-address-day': config.LIMIT_MAILS_ADDRESS_DAY,
  'mails-hour': config.LIMIT_MAILS_HOUR,
  'empty-domain-hour': config.LIMIT_EMPTY_DOMAIN_HOUR,
  'empty-network-hour': config.LIMIT_EMPTY_NETWORK_HOUR,
});
const signInSettings = (config: Config) => ({
  secondFactor: config.SECOND_FACTOR,
  providerFactor: config.OIDC_SECOND_FACTOR,
});
const backupSettings = (config: Config) => ({
  url: config.DATABASE_URL,
  folder: config.BACKUP_DIR,
  recipient: config.BACKUP_RECIPIENT,
  identityFile: config.BACKUP_IDENTITY_FILE,
  days: config.BACKUP_DAYS,
});
/** Without a relay nothing comes back: mail stays in the built-in mailbox. */
const canarySettings = (config: Config) => ({
  everyMinutes: config.SMTP_URL === '' ? 0 : config.CANARY_MINUTES,
  domain: config.MAIL_DOMAIN,
});
/** When mails that wait for a time of day go, JST. */
const callTimes = (config: Config) => ({
  quietFrom: config.QUIET_FROM,
  quietTo: config.QUIET_TO,
  nextDay: config.NEXT_DAY_TIME,
});

/** Every noun once, in the order of `test/house/rooms.cjs`: each is given the ground and those before it that it asks. */
export const openParts = (ground: Ground) => {
  const policy = openPolicy(ground);
  const budgets = openBudgets({ ...ground, defaults: budgetDefaults(ground.config) });
  const audience = openAudience(ground);
  const settings = openSettings(ground);
  const replyAddresses = openReplyAddresses(ground);
  const keys = openKeys({ ...ground, settings });
  const callbacks = openCallbacks(ground);
  const files = openFiles({ ...ground, shelf: openFileShelf(filesPlace(ground.config)) });
  const templates = openTemplates(ground);
  const operators = openOperators({ ...ground, budgets, ...signInSettings(ground.config) });
  const subscriptions = openSubscriptions({ ...ground, budgets, settings: newsletterSettings(ground.config) });
  const links = openLinks(ground);
  const previews = openPreview(ground);
  const watch = openWatch({ ...ground, policy, audience });
  const works = openWorks(ground);
  const imports = openImports(ground);
  const terms = openTerms({ ...ground, links, works });
  const applyOther = (trx: Trx, outcome: OutcomeRow) =>
    applyReaderOutcome(trx, { clock: ground.clock, suspendReader: subscriptions.suspend }, outcome);
  const flow: OutcomeParts = {
    ...ground,
    settings,
    applyOther,
    linkHosts: senderOf(ground.bundle).linkHosts,
    noteHard: subscriptions.noteHard,
    tellRefused: (trx, about) => tellRefused(trx, ground, about),
    times: callTimes(ground.config),
    callBack: callbacks.tell,
    suspendReader: subscriptions.suspend,
    ends: () => ground.live.stopping,
    rehearse: openRehearsal({ ...ground, bundles: bundleShelf(ground.db), mailbox: () => ground.live.mailbox }),
  };
  const applications = openApplications(flow);
  const persons = openPersons({
    ...ground,
    erasuresFile: erasuresFile(ground.config),
    backupDays: ground.config.BACKUP_DAYS,
  });
  const readers = openReaders({ ...ground, persons });
  const backups = openBackups({ ...ground, ...backupSettings(ground.config) });
  return {
    ...{ db: ground.db, clock: ground.clock },
    ...{
      policy,
      budgets,
      audience,
      settings,
      files,
      replyAddresses,
      keys,
      keyExchange: openKeyExchange({ ...ground, keys }),
      callbacks,
      templates,
      operators,
      subscriptions,
      previews,
      watch,
    },
    ...{ works, imports, applications, persons, backups },
    ownData: openOwnData({ ...ground, budgets, persons, settings: newsletterSettings(ground.config) }),
    maintenance: openMaintenance(ground),
    rotation: openRotation({ ...ground, works }),
    suppressions: openSuppressions(ground),
    audit: openAudit({
      ...ground,
      headsFile: auditHeadsFile(ground.config),
      ownerUrl: ground.config.DATABASE_OWNER_URL,
      mailHead: mailHeads(ground.config),
    }),
    plja: openPlja(ground),
    blocks: openBlocks(ground),
    tasks: openTasks(ground),
    taskNotices: openTaskNotices({ ...ground, policy }),
    lateNotices: openLateNotices({ ...ground, policy }),
    callbackSender: openCallbackSender(ground),
    stayReminders: openStayReminders({ ...ground, links }),
    terms,
    termsProposals: openTermsProposals({ ...ground, policy, works, terms, made: termsMade(ground) }),
    news: openNews(ground),
    bulletins: openBulletins(ground),
    testSend: openTestSend(ground),
    approval: openApproval({ ...ground, policy, audience, previews }),
    release: openRelease({ ...ground, policy, audience, previews }),
    digests: openDigests({ ...ground, policy }),
    shelf: openShelf({ ...ground, policy }),
    revisions: openRevisions({ ...ground, policy }),
    comments: openComments({ ...ground, policy }),
    presence: openPresence({ ...ground, policy }),
    commentNotices: openCommentNotices({ ...ground, policy }),
    sequels: openSequels(ground),
    underWay: openUnderWay({ ...ground, watch }),
    topics: openTopics(ground),
    topicLife: openTopicLife({ ...ground, audience }),
    topicEnding: openTopicEnding({ ...ground, policy, audience, links }),
    importRuns: openImportRuns({ ...ground, policy }),
    laterImports: openLaterImports({ ...ground, works, imports }),
    returns: openReturns(ground),
    wordings: openWordings(ground),
    arrivals: openArrivals(ground),
    forwarding: openForwarding(ground),
    letters: openLetters(ground),
    callbackPayload: openCallbackPayload(ground),
    letterReports: openLetterReports(ground),
    letterText: openLetterText({
      ...ground,
      render: openMaskedReading({ ...ground, bundles: bundleShelf(ground.db) }),
    }),
    whyLetter: openWhyLetter(ground),
    caseControl: openCaseControl(flow),
    letterList: openLetterList(ground),
    mailReferences: openMailReferences({ ...ground, bundles: bundleShelf(ground.db) }),
    caseFiles: openCaseFiles(ground),
    readers,
    readerRequests: openReaderRequests({ ...ground, persons, readers }),
    timeline: openTimeline({ ...ground, policy }),
    readerList: openReaderList(ground),
    manyLetters: openManyLetters({ ...flow, works }),
    manyReaders: openManyReaders({ ...ground, works, staff: subscriptions.staff }),
    readerHistory: openReaderHistory({ ...ground, audience }),
    find: openFind(ground),
    notifications: openNotifications({ ...ground, files, settings, replyAddresses, keys, templates }),
    limits: openLimits(ground),
    canaries: openCanaries({ ...ground, ...canarySettings(ground.config) }),
    relayCheck: openRelayCheck(ground.config.SMTP_URL),
    delivery: openDelivery({ ...ground, relays: parseRelays(ground.config.SMTP_URL).map((relay) => relay.name) }),
    checklist: openChecklist({ ...ground, relay: ground.config.SMTP_URL !== '' }),
    demo: openDemo({ ...ground, operators, again: () => ground.live.again }),
    summaries: openSummaries({ ...ground, policy, relay: ground.config.SMTP_URL !== '' }),
    home: openHome({ ...ground, policy, readers: async () => (await audience.active()).languages }),
  };
};

export type Parts = ReturnType<typeof openParts>;

/** What the clock runs. */
export const clockJobs = (ground: Ground, parts: Parts): Job[] => [
  // Does nothing, every minute: by its row somebody outside can tell that a clock lives (`hub doctor`).
  { name: CLOCK_BEAT, when: minutes(1), run: async () => {} },
  ...deliveryJobs(ground),
  ...bulletinJobs(parts.release),
  ...parts.digests.jobs,
  ...parts.topicEnding.jobs,
  ...parts.stayReminders.jobs,
  ...parts.termsProposals.jobs,
  ...parts.taskNotices.jobs,
  ...parts.lateNotices.jobs,
  ...parts.commentNotices.jobs,
  ...parts.summaries.jobs,
  ...parts.canaries.jobs,
  ...parts.forwarding.jobs,
  ...parts.importRuns.jobs,
  ...subscriptionJobs(parts.subscriptions),
  ...parts.operators.jobs,
  ...caseJobs(parts.applications),
  { name: 'endMaintenance', when: minutes(1), run: parts.maintenance.endDue },
  { name: 'backUp', when: daily('02:30'), run: parts.backups.nightly },
  { name: 'drillBackup', when: daily('04:30'), run: parts.backups.weekly },
  { name: 'watchAudit', when: daily('03:30'), run: parts.audit.watch },
  { name: 'purgeFiles', when: minutes(30), run: parts.files.purge },
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
export const workKinds = (parts: Parts): WorkKind[] => [
  parts.laterImports.kind,
  parts.rotation.kind,
  parts.terms.kind,
  parts.manyLetters.kind,
  parts.manyReaders.kind,
];
