/** Who the sender is: templates/sender.json, the one file another agency replaces. */

import { z } from 'zod';
import { inEvery, type Language, languages, type SystemCode, systems } from '../contract/codes.ts';
import { paths } from '../contract/paths.ts';
import { languageOf } from '../languages/languages.ts';
import { HubError } from '../lib/errors.ts';
import type { Bundle } from './bundle.ts';

const line = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\n\r\t]*$/);
const localised = z.strictObject(inEvery(() => line));
const httpsUrl = z.url({ protocol: /^https?$/ }).max(70);
const host = z.string().regex(/^[a-z0-9.-]+\.[a-z0-9-]+$/);

const contact = z.strictObject({
  name: localised,
  phone: line.optional(),
  /** As dialled from abroad; English mails show it. */
  phoneAbroad: line.optional(),
  hours: localised.optional(),
  /** Where it answers by mail; footers name it beside the telephone. As long as the systems take addresses: a line holds it. */
  mail: z.email().max(60).optional(),
});
/** Where people can ask, on the page of help. */
const counter = z.strictObject({
  name: localised,
  /** What one can ask there. */
  about: localised.optional(),
  languages: localised.optional(),
  hours: localised.optional(),
  phone: line.optional(),
  phoneAbroad: line.optional(),
  mail: line.optional(),
  url: z.strictObject(inEvery(() => httpsUrl)).optional(),
});
const office = z.strictObject({
  counters: z.array(counter).default([]),
  /** The links of the completion mail, each in the reader's language (domain decision 15). */
  links: z.array(z.strictObject({ label: localised, url: z.strictObject(inEvery(() => httpsUrl)) })),
  /** Where renewing a period of stay is explained; the reminder of its end shows it. */
  renewalUrl: httpsUrl.optional(),
  /** Who answers questions about the newsletter. */
  contact: z.strictObject({ name: localised, address: localised, phone: line, phoneAbroad: line.optional() }),
});
const systemSchema = z.strictObject({
  name: localised,
  /** Display name of From; the agency's name when absent. */
  fromName: localised.optional(),
  domain: host,
  from: z.string().regex(/^[A-Za-z0-9._+-]+$/),
  /** Begins every subject; short, so that the decisive word stays within the first 15 characters. */
  subjectPrefix: localised,
  /** Questions about the procedure itself (none for our own staff), and about the working of the system. */
  procedure: contact.optional(),
  operation: contact,
  /** Where users sign in; mails that ask for a sign-in show it. */
  loginUrl: httpsUrl.optional(),
  /** In which of our languages its desk answers; the page of help says so. */
  languages: z.array(z.enum(languages)).min(1),
});
const senderSchema = z.strictObject({
  agency: z.strictObject({
    name: localised,
    short: localised,
    /** The whole name, for the head of every page; the name when absent. */
    fullName: localised.optional(),
    address: localised,
    phone: line,
    phoneAbroad: line.optional(),
    site: httpsUrl,
  }),
  office,
  /** Hosts that literal links in templates and bulletins may lead to. */
  linkHosts: z.array(host),
  systems: z.strictObject(
    Object.fromEntries(systems.map((code) => [code, systemSchema])) as Record<SystemCode, typeof systemSchema>,
  ),
});

export type Sender = z.infer<typeof senderSchema>;
export type SenderSystem = Sender['systems'][SystemCode];
export type Contact = SenderSystem['operation'];

/**
 * Domains that letters leave from, each with the systems that use it. The newsletter is not among them: its sender is MAIL_FROM.
 */
export const senderDomains = (sender: Sender): { domain: string; systems: SystemCode[] }[] => {
  const found = new Map<string, SystemCode[]>();
  for (const code of systems)
    if (code !== 'nl')
      found.set(sender.systems[code].domain, [...(found.get(sender.systems[code].domain) ?? []), code]);
  return [...found].map(([domain, used]) => ({ domain, systems: used }));
};

/** Systems that write to people outside and whose help desk has no mail address in sender.json: footers then name its telephone only. */
export const desksWithoutMail = (sender: Sender): SystemCode[] =>
  systems.filter((code) => code !== 'nl' && code !== 'staff' && sender.systems[code].operation.mail === undefined);

const read = new WeakMap<Bundle, Sender>();

/** The sender of a bundle, checked once. Throws HubError `templates.sender_invalid` with one field error per mistake. */
export const senderOf = (bundle: Bundle): Sender => {
  const known = read.get(bundle);
  if (known) return known;
  let given: unknown;
  try {
    given = JSON.parse(bundle.files['sender.json'] ?? '');
  } catch (cause) {
    throw new HubError('templates.sender_invalid', { reason: 'not JSON' }, [], cause);
  }
  const result = senderSchema.safeParse(given);
  if (!result.success) {
    const fields = result.error.issues.map((issue) => ({ field: issue.path.join('.'), code: issue.message }));
    throw new HubError(
      'templates.sender_invalid',
      { reason: fields.map((f) => `${f.field}: ${f.code}`).join('; ') },
      fields,
    );
  }
  read.set(bundle, result.data);
  return result.data;
};

/** True when a link may lead there: a host of sender.json, or the hub's own (host of PUBLIC_URL). */
export const hostAllowed = (sender: Sender, url: string, publicUrl?: string): boolean => {
  const target = URL.canParse(url) ? new URL(url).hostname : '';
  return sender.linkHosts.includes(target) || (publicUrl !== undefined && new URL(publicUrl).hostname === target);
};

/** Variables that every template may use beside its own; their values come from sender.json. */
export const factNames = [
  'agency_name',
  'agency_short',
  'agency_address',
  'agency_phone',
  'agency_site',
  'system_name',
  'sender_domain',
  'procedure_contact',
  'procedure_desk',
  'operation_desk',
  'procedure_phone',
  'procedure_hours',
  'procedure_mail',
  'operation_contact',
  'operation_phone',
  'operation_hours',
  'operation_mail',
  'login_url',
  'renewal_url',
  'office_block',
  'reference',
  'real_mail_url',
  'help_url',
] as const;
export type FactName = (typeof factNames)[number];

/** Facts that are more than a line of text, for the grammar of templates. */
export const factKinds = {
  login_url: 'url',
  renewal_url: 'url',
  real_mail_url: 'url',
  help_url: 'url',
  office_block: 'office',
} as const;

/** What a mail says of itself: the reference by which it can be compared, and where the hub's own pages are (PUBLIC_URL). */
export type OwnFacts = { reference?: string; publicUrl?: string };

/** Facts of one mail, beside those of its system. */
export const ownFacts = ({ reference, publicUrl }: OwnFacts, language: Language) => ({
  ...(reference ? { reference } : {}),
  ...(publicUrl
    ? {
        real_mail_url: publicUrl + paths.info(language, 'real-mail'),
        help_url: publicUrl + paths.info(language, 'contact'),
      }
    : {}),
});

/** The telephone number for readers of a language: some of them may call from abroad. */
export const phoneIn = <P extends { phone?: string; phoneAbroad?: string }>(
  language: Language,
  of: P,
): string | P['phone'] => (languageOf(language).abroad ? of.phoneAbroad : undefined) ?? of.phone;

/**
 * Facts of one system in one language; absent ones are left out (their line or block then goes too). `senderDomain`: the
 * domain the mail really leaves from, when the settings say another one than sender.json.
 */
export const factsOf = (
  sender: Sender,
  system: SystemCode,
  language: Language,
  senderDomain?: string,
): Partial<Record<FactName, string>> => {
  const own = sender.systems[system];
  const phone = (of: { phone?: string; phoneAbroad?: string }) => phoneIn(language, of);
  const desk = (of: Contact | undefined) => of && [of.name[language], phone(of)].filter(Boolean).join(' ');
  const facts: Partial<Record<FactName, string | undefined>> = {
    agency_name: sender.agency.name[language],
    agency_short: sender.agency.short[language],
    agency_address: sender.agency.address[language],
    agency_phone: phone(sender.agency),
    agency_site: sender.agency.site,
    system_name: own.name[language],
    sender_domain: senderDomain ?? own.domain,
    procedure_contact: own.procedure?.name[language],
    procedure_desk: desk(own.procedure),
    operation_desk: desk(own.operation),
    procedure_phone: own.procedure && phone(own.procedure),
    procedure_hours: own.procedure?.hours?.[language],
    procedure_mail: own.procedure?.mail,
    operation_contact: own.operation.name[language],
    operation_phone: phone(own.operation),
    operation_hours: own.operation.hours?.[language],
    operation_mail: own.operation.mail,
    login_url: own.loginUrl,
    renewal_url: sender.office.renewalUrl,
  };
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
};
