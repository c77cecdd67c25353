/** The nouns of the house, each opened once in their order, and the jobs that they give to the clock. */

import { mailHeads } from './alert.ts';
import { auditHeadsFile, erasuresFile, filesPlace } from './config.ts';
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
import { openBudgets } from './domain/budgets/budgets.ts';
import { openBulletinNoun } from './domain/bulletins/open.ts';
import { bulletinJobs } from './domain/bulletins/release.ts';
import { openCallbacks } from './domain/callbacks/callbacks.ts';
import { openCallbackPayload } from './domain/callbacks/payload.ts';
import { openCanaries } from './domain/canaries/canaries.ts';
import type { OutcomeParts } from './domain/cases/applyOutcomes.ts';
import { caseJobs } from './domain/cases/jobs.ts';
import { openCaseNoun } from './domain/cases/open.ts';
import type { FlowParts } from './domain/cases/parts.ts';
import { openDelivery } from './domain/delivery/delivery.ts';
import { openDemo } from './domain/demo/demo.ts';
import { openFiles } from './domain/files/files.ts';
import { openFileShelf } from './domain/files/shelf.ts';
import { openFind } from './domain/find/find.ts';
import { openHomeNoun } from './domain/home/open.ts';
import { openImportNoun } from './domain/imports/open.ts';
import { openKeyNoun } from './domain/keys/open.ts';
import { openLetterNoun } from './domain/letters/open.ts';
import { openLimits } from './domain/limits/limits.ts';
import { openMaintenance } from './domain/maintenance/maintenance.ts';
import { openNews } from './domain/news/news.ts';
import { openNotifications } from './domain/notify/notify.ts';
import { openOperators } from './domain/people/people.ts';
import { openPersons } from './domain/persons/persons.ts';
import { openPlja } from './domain/plja/plja.ts';
import { openPolicy } from './domain/policy/policy.ts';
import { openReaderNoun } from './domain/readers/open.ts';
import { openReturnNoun } from './domain/returns/open.ts';
import { openSettings } from './domain/rulebook/settings.ts';
import { openSubscriptionNoun } from './domain/subscriptions/open.ts';
import { applyReaderOutcome, tellRefused } from './domain/subscriptions/outcomes.ts';
import { subscriptionJobs } from './domain/subscriptions/subscriptions.ts';
import { openSuppressions } from './domain/suppressions/suppressions.ts';
import { openReplyAddresses } from './domain/systems/replyAddresses.ts';
import { openTaskNoun } from './domain/tasks/open.ts';
import { openTemplates } from './domain/templates/templates.ts';
import { openTopicNoun } from './domain/topics/open.ts';
import { openWorks, type WorkKind } from './domain/works/works.ts';
import {
  backupSettings,
  budgetDefaults,
  callTimes,
  canarySettings,
  newsletterSettings,
  signInSettings,
} from './given.ts';
import { type Ground, termsMade } from './ground.ts';
import { daily, type Job, minutes, seconds } from './jobs.ts';
import { senderOf } from './letters/sender.ts';
import { CLOCK_BEAT } from './store/jobs.ts';

/** Every noun once, in the order of `test/house/rooms.cjs`: each is given the ground and those before it that it asks. */
export const openParts = (ground: Ground) => {
  const { config } = ground;
  const relay = config.SMTP_URL !== '';
  const persons = openPersons({ ...ground, erasuresFile: erasuresFile(config), backupDays: config.BACKUP_DAYS });
  const policy = openPolicy(ground);
  const budgets = openBudgets({ ...ground, defaults: budgetDefaults(config) });
  const audience = openAudience(ground);
  const settings = openSettings(ground);
  const replyAddresses = openReplyAddresses(ground);
  const works = openWorks(ground);
  const shared = { ...ground, persons, policy, budgets, audience, works, relay };
  const keys = openKeyNoun({ ...shared, settings });
  const callbacks = openCallbacks(ground);
  const files = openFiles({ ...ground, shelf: openFileShelf(filesPlace(config)) });
  const templates = openTemplates(ground);
  const operators = openOperators({ ...shared, ...signInSettings(config) });
  const subscriptions = openSubscriptionNoun({
    ...shared,
    settings: newsletterSettings(config),
    made: termsMade(ground),
  });
  const { links, subscriptions: desk } = subscriptions;
  const bundles = bundleShelf(ground.db);
  const flow: FlowParts & OutcomeParts = {
    ...ground,
    settings,
    applyOther: (trx, outcome) =>
      applyReaderOutcome(trx, { clock: ground.clock, suspendReader: desk.suspend }, outcome),
    linkHosts: senderOf(ground.bundle).linkHosts,
    noteHard: desk.noteHard,
    tellRefused: (trx, about) => tellRefused(trx, ground, about),
    times: callTimes(config),
    callBack: callbacks.tell,
    suspendReader: desk.suspend,
    ends: () => ground.live.stopping,
    rehearse: openRehearsal({ ...ground, bundles, mailbox: () => ground.live.mailbox }),
  };
  return {
    ...{ db: ground.db, clock: ground.clock },
    ...{ persons, policy, budgets, audience, settings, replyAddresses, works, callbacks, files, templates, operators },
    ...keys,
    ...subscriptions,
    suppressions: openSuppressions(ground),
    audit: openAudit({
      ...ground,
      headsFile: auditHeadsFile(config),
      ownerUrl: config.DATABASE_OWNER_URL,
      mailHead: mailHeads(config),
    }),
    backups: openBackups({ ...ground, ...backupSettings(config) }),
    maintenance: openMaintenance(ground),
    plja: openPlja(ground),
    blocks: openBlocks(ground),
    ...openTaskNoun(shared),
    news: openNews(ground),
    ...openBulletinNoun(shared),
    ...openTopicNoun({ ...shared, links }),
    ...openImportNoun(shared),
    ...openReturnNoun(ground),
    arrivals: openArrivals(ground),
    forwarding: openForwarding(ground),
    ...openLetterNoun({ ...ground, bundles, render: openMaskedReading({ ...ground, bundles }) }),
    ...openCaseNoun({ ...flow, works }),
    ...openReaderNoun({ ...shared, staff: desk.staff }),
    find: openFind(ground),
    notifications: openNotifications({ ...ground, files, settings, replyAddresses, keys: keys.keys, templates }),
    callbackSender: openCallbackSender(ground),
    callbackPayload: openCallbackPayload(ground),
    limits: openLimits(ground),
    canaries: openCanaries({ ...ground, ...canarySettings(config) }),
    relayCheck: openRelayCheck(config.SMTP_URL),
    delivery: openDelivery({ ...ground, relays: parseRelays(config.SMTP_URL).map(({ name }) => name) }),
    ...openHomeNoun({ ...shared, readers: async () => (await audience.active()).languages }),
    demo: openDemo({ ...ground, operators, again: () => ground.live.again }),
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
