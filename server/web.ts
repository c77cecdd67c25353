/** The role `web`: everything that answers over HTTP. Loaded only by a process that has this role. */

import { fileURLToPath } from 'node:url';
import type Router from '@koa/router';
import type { Middleware } from 'koa';
import packageFacts from '../package.json' with { type: 'json' };
import type { Parts } from './app.ts';
import { type Config, settingLines } from './config.ts';
import { inEvery, type Language } from './contract/codes.ts';
import { openMailbox } from './deliver.ts';
import { examineSenders } from './doctor/doctor.ts';
import { sentences } from './doctor/words.ts';
import { openRates } from './domain/keys/rates.ts';
import { pageDrafts } from './domain/subscriptions/pageDrafts.ts';
import type { Ground } from './ground.ts';
import { apiRoutes } from './intake/http/api/routes.ts';
import { doorBudgets, type TurnedAwayDesk, turnedAway } from './intake/http/budgets.ts';
import { arrivalConsole } from './intake/http/console/arrivals.ts';
import { auditConsole } from './intake/http/console/audit.ts';
import { blockConsole } from './intake/http/console/blocks.ts';
import { budgetConsole } from './intake/http/console/budgets.ts';
import { bulletinCommentConsole } from './intake/http/console/bulletinComments.ts';
import { bulletinPresenceConsole } from './intake/http/console/bulletinPresence.ts';
import { bulletinRevisionConsole } from './intake/http/console/bulletinRevisions.ts';
import { bulletinConsole } from './intake/http/console/bulletins.ts';
import { bulletinWayConsole } from './intake/http/console/bulletinWay.ts';
import { callbackConsole } from './intake/http/console/callbacks.ts';
import { caseConsole } from './intake/http/console/cases.ts';
import { cursors } from './intake/http/console/cursor.ts';
import { deliveryConsole } from './intake/http/console/delivery.ts';
import { demoConsole } from './intake/http/console/demo.ts';
import { findConsole } from './intake/http/console/find.ts';
import { homeConsole } from './intake/http/console/home.ts';
import { houseRuleConsole } from './intake/http/console/houseRules.ts';
import { importConsole } from './intake/http/console/imports.ts';
import { keyConsole } from './intake/http/console/keys.ts';
import { letterConsole } from './intake/http/console/letters.ts';
import { limitConsole } from './intake/http/console/limits.ts';
import { mailTypeConsole } from './intake/http/console/mailTypes.ts';
import { type ConsoleRoute, mountConsole, sessionCookie } from './intake/http/console/mount.ts';
import { newsConsole } from './intake/http/console/news.ts';
import { consolePages } from './intake/http/console/pages.ts';
import { peopleConsole } from './intake/http/console/people.ts';
import { pljaConsole } from './intake/http/console/plja.ts';
import { readerActConsole } from './intake/http/console/readerActs.ts';
import { readerConsole } from './intake/http/console/readers.ts';
import { returnConsole } from './intake/http/console/returns.ts';
import { rulebookConsole } from './intake/http/console/rulebook.ts';
import { sessionConsole } from './intake/http/console/session.ts';
import { settingConsole } from './intake/http/console/settings.ts';
import { subscriptionTermsConsole } from './intake/http/console/subscriptionTerms.ts';
import { suppressionConsole } from './intake/http/console/suppressions.ts';
import { suspensionConsole } from './intake/http/console/suspensions.ts';
import { systemConsole } from './intake/http/console/systems.ts';
import { taskConsole } from './intake/http/console/tasks.ts';
import { templateConsole } from './intake/http/console/templates.ts';
import { topicConsole } from './intake/http/console/topics.ts';
import { underWayConsole } from './intake/http/console/underWay.ts';
import { workConsole } from './intake/http/console/works.ts';
import { healthRoutes } from './intake/http/health.ts';
import { type MailboxDoor, mailboxRoutes } from './intake/http/mailbox.ts';
import { duringMaintenance } from './intake/http/maintenance.ts';
import { metricsRoutes, timeRequests } from './intake/http/metrics.ts';
import { notifyRoutes } from './intake/http/notify/routes.ts';
import { madeOnce } from './intake/http/public/madeOnce.ts';
import { newTermsSample } from './intake/http/public/newTerms.ts';
import { nothingThere } from './intake/http/public/outside.ts';
import type { PublicParts } from './intake/http/public/parts.ts';
import { publicRoutes } from './intake/http/public/routes.ts';
import { wordsOf } from './intake/http/public/words/words.ts';
import { httpDoor } from './intake/http/server.ts';
import { senderDomains, senderOf } from './letters/sender.ts';
import type { TermsTexts } from './letters/termsText.ts';
import type { Watching } from './watch.ts';

/** The doctor's look at the sender domains, in the words of both languages. */
const lookAtSenders = async ({ config, bundle }: Ground) =>
  (await examineSenders({ settings: config, senders: senderDomains(senderOf(bundle)) })).map(
    ({ level, code, about, facts }) => ({
      ...{ level, code, about },
      ja: sentences(code, facts, 'ja'),
      en: sentences(code, facts, 'en'),
    }),
  );

const behindTls = (config: Config): boolean => config.PUBLIC_URL.startsWith('https:') || config.production;

/** The way through a sign-in provider, when the settings name one. */
const signInProvider = async (ground: Ground, parts: Parts): Promise<Router[]> => {
  const { config, ring, log, clock } = ground;
  if (!config.OIDC_ISSUER) return [];
  const { oidcRoutes } = await import('./intake/http/console/oidc.ts');
  return [
    oidcRoutes({
      operators: parts.operators,
      publicUrl: ground.publicUrl,
      settings: {
        issuer: config.OIDC_ISSUER,
        clientId: config.OIDC_CLIENT_ID,
        clientSecret: config.OIDC_CLIENT_SECRET,
      },
      cookie: sessionCookie(behindTls(config)),
      secure: behindTls(config),
      ring,
      log,
      now: clock.now,
    }),
  ];
};

const termsParts = (ground: Ground, parts: Parts, pages: PublicParts) => ({
  ...parts,
  bundle: ground.bundle,
  publicUrl: ground.publicUrl,
  page: (texts: TermsTexts, language: Language, by: string) => newTermsSample(pages, texts, language, by),
  textsNow: () => {
    const now = ground.wordsNow();
    const texts = inEvery((language) => now[language].info.terms);
    return { texts, fromFiles: ground.termsInForce.now() === null };
  },
});

/** The console: every noun's routes, in one list. The first that knows a path takes it. */
const consoleRoutes = (ground: Ground, parts: Parts, pages: PublicParts): ConsoleRoute[] => {
  const { config, clock } = ground;
  const listed = { ...parts, cursors: cursors(ground.ring) };
  return [
    ...sessionConsole({
      operators: parts.operators,
      version: packageFacts.version,
      mailbox: config.SMTP_URL === '',
      now: clock.now,
      provider: config.OIDC_ISSUER ? config.OIDC_LABEL : null,
      demo: parts.demo,
      agency: senderOf(ground.bundle).agency.short,
    }),
    ...demoConsole(parts),
    ...peopleConsole(parts),
    ...bulletinConsole(parts),
    ...bulletinWayConsole(parts),
    ...bulletinRevisionConsole(parts),
    ...bulletinCommentConsole(parts),
    ...bulletinPresenceConsole(parts),
    ...newsConsole({ ...parts, publicUrl: ground.publicUrl }),
    ...subscriptionTermsConsole(termsParts(ground, parts, pages)),
    ...underWayConsole(parts),
    ...importConsole(parts),
    ...houseRuleConsole(parts),
    ...budgetConsole(parts),
    ...readerConsole(listed),
    ...readerActConsole(parts),
    ...suspensionConsole(parts),
    ...arrivalConsole(listed),
    ...returnConsole(parts),
    ...limitConsole(parts),
    ...workConsole(parts),
    ...suppressionConsole(parts),
    ...topicConsole({ ...parts, publicUrl: ground.publicUrl }),
    ...pljaConsole(parts),
    ...blockConsole(parts),
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
    ...rulebookConsole(parts),
    ...systemConsole({ ...parts, bundle: ground.bundle, lookAtSenders: () => lookAtSenders(ground) }),
    ...mailTypeConsole({ bundle: ground.bundle }),
    ...auditConsole(listed),
  ];
};

/** What the residents' pages are built from. */
const pageParts = (ground: Ground, parts: Parts, budgets: PublicParts['budgets']): PublicParts => ({
  ...ground,
  budgets,
  subscriptions: parts.subscriptions,
  ownData: parts.ownData,
  terms: parts.terms,
  drafts: pageDrafts(ground),
  made: madeOnce(),
  files: parts.files,
  topics: parts.topics,
  news: parts.news,
  mailReferences: parts.mailReferences,
  sender: senderOf(ground.bundle),
  words: wordsOf(ground.bundle),
  entryDomain: ground.config.ENTRY_DOMAIN,
});

/** Everything that answers over HTTP; the first router that knows a path takes it, and the last resort what none knows. */
const webRouters = async (
  ground: Ground,
  parts: Parts,
  watching: Watching,
  mailbox: MailboxDoor | null,
  turned: TurnedAwayDesk,
): Promise<{ routers: Router[]; last: Middleware }> => {
  parts.audience.warm();
  const { config, log, clock } = ground;
  const budgets = doorBudgets(parts.budgets, clock.now);
  const api = {
    ...ground,
    ...parts,
    budgets,
    traces: watching.traces,
    perMinute: config.API_RATE_MINUTE,
    rate: openRates({
      db: ground.db,
      perMinute: config.API_RATE_MINUTE,
      ...(ground.turned ? { now: ground.clock.now } : {}),
    }),
  };
  const pages = pageParts(ground, parts, budgets);
  const routers = [
    healthRoutes(watching.ready, config.METRICS_TOKEN),
    ...(config.METRICS_TOKEN && watching.metrics ? [metricsRoutes(watching.metrics, config.METRICS_TOKEN)] : []),
    publicRoutes(pages),
    apiRoutes(api),
    notifyRoutes(api),
    ...(mailbox ? [mailbox.router] : []),
    await consolePages(
      fileURLToPath(new URL('../admin/dist', import.meta.url)),
      config.PUBLIC_URL === '' ? null : new URL(config.PUBLIC_URL).origin,
    ),
    ...(await signInProvider(ground, parts)),
    mountConsole({
      operators: parts.operators,
      log,
      cookie: sessionCookie(behindTls(config)),
      secure: behindTls(config),
      provider: config.OIDC_ISSUER !== '',
      budgets,
      turned,
      now: clock.now,
      routes: consoleRoutes(ground, parts, pages),
    }),
  ];
  return { routers, last: nothingThere(pages, routers) };
};

/** Where the built-in mailbox writes to: the entry of this process, or the one that the settings name. */
const mailEntry = ({ config, live }: Ground) => {
  const port = live.smtpPort ?? (config.given.has('SMTP_PORT') ? config.SMTP_PORT : 0);
  return port === 0 ? null : { port, domain: config.ENTRY_DOMAIN };
};

/** Opens the web door: pages, API, console and, outside production, the built-in mailbox. */
export const openWeb = async (ground: Ground, parts: Parts, watching: Watching) => {
  const { config, log } = ground;
  const store = await openMailbox(config);
  ground.live.mailbox = store;
  const mailbox =
    store &&
    mailboxRoutes({ store, clock: ground.clock, entry: () => mailEntry(ground), cameBack: parts.returns.cameBack });
  const turned = turnedAway(parts.operators.noteTurnedAway);
  const door = httpDoor({
    ...(await webRouters(ground, parts, watching, mailbox, turned)),
    log,
    proxies: config.TRUST_PROXY,
    ...(watching.metrics ? { around: timeRequests(watching.metrics) } : {}),
    before: duringMaintenance({ maintenance: parts.maintenance, now: ground.clock.now }),
  });
  return {
    listen: () => door.listen(config.HTTP_PORT, config.HTTP_HOST, !config.given.has('HTTP_PORT')),
    async close() {
      mailbox?.close();
      await door.close();
      await turned.flush();
      await store?.close();
    },
  };
};
