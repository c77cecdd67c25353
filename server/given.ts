/** What of the settings each noun is given, in its own words. */
import type { Config } from './config.ts';
import { type BudgetValues, builtIn } from './domain/budgets/budgets.ts';

export const newsletterSettings = (config: Config) => ({
  optIn: config.NEWSLETTER_OPT_IN,
  unsubscribeMail: config.UNSUBSCRIBE_MAIL,
});
/** What holds until staff change it. */
export const budgetDefaults = (config: Config): BudgetValues => ({
  ...builtIn,
  'forms-network-hour': config.LIMIT_FORMS_NETWORK_HOUR,
  'forms-browser-hour': config.LIMIT_FORMS_BROWSER_HOUR,
  'mails-address-day': config.LIMIT_MAILS_ADDRESS_DAY,
  'mails-hour': config.LIMIT_MAILS_HOUR,
  'empty-domain-hour': config.LIMIT_EMPTY_DOMAIN_HOUR,
  'empty-network-hour': config.LIMIT_EMPTY_NETWORK_HOUR,
});
export const signInSettings = (config: Config) => ({
  secondFactor: config.SECOND_FACTOR,
  providerFactor: config.OIDC_SECOND_FACTOR,
});
export const backupSettings = (config: Config) => ({
  url: config.DATABASE_URL,
  folder: config.BACKUP_DIR,
  recipient: config.BACKUP_RECIPIENT,
  identityFile: config.BACKUP_IDENTITY_FILE,
  days: config.BACKUP_DAYS,
});
/** Without a relay nothing comes back: mail stays in the built-in mailbox. */
export const canarySettings = (config: Config) => ({
  everyMinutes: config.SMTP_URL === '' ? 0 : config.CANARY_MINUTES,
  domain: config.MAIL_DOMAIN,
});
/** When mails that wait for a time of day go, JST. */
export const callTimes = (config: Config) => ({
  quietFrom: config.QUIET_FROM,
  quietTo: config.QUIET_TO,
  nextDay: config.NEXT_DAY_TIME,
});
