/** Checks of the Notify face in the words of Notify's own JSON schemas (notify-api.md 1.2): single quotes stripped, one entry per fault. */
import { notifyCalls, notifyKinds, notifyStatuses } from '../../../contract/notifyCalls.ts';
import { isAddress, readAddress, SYSTEM_LIMIT } from '../../../lib/address.ts';

export const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A value as Python prints it, without quotes: the clients' users know these messages. */
const printed = (value: unknown): string => {
  if (value === null) return 'None';
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (Array.isArray(value)) return `[${value.map(printed).join(', ')}]`;
  if (typeof value === 'object')
    return `{${Object.entries(value)
      .map(([k, v]) => `${k}: ${printed(v)}`)
      .join(', ')}}`;
  return String(value).replaceAll("'", '');
};

type Check = (name: string, value: unknown) => string[];

const ofType =
  (type: 'string' | 'object', then: (name: string, value: string) => string[] = () => []): Check =>
  (name, value) => {
    const right =
      type === 'string'
        ? typeof value === 'string'
        : typeof value === 'object' && value !== null && !Array.isArray(value);
    return right
      ? typeof value === 'string'
        ? then(name, value)
        : []
      : [`${name} ${printed(value)} is not of type ${type}`];
  };

const uuidCheck = ofType('string', (name, value) => (uuid.test(value) ? [] : [`${name} is not a valid UUID`]));

const email = ofType('string', (name, value) =>
  isAddress(readAddress(value, SYSTEM_LIMIT)) ? [] : [`${name} Not a valid email address`],
);

const reference = ofType('string', (name, value) => (value.length > 1000 ? [`${name} ${value} is too long`] : []));

const oneClick: Check = (name, value) => {
  if (value === null) return [];
  const right = typeof value === 'string' && /^https.*/.test(value) && !/[\s<>"]/.test(value) && URL.canParse(value);
  return right ? [] : [`${name} is not a valid https url`];
};

/** ISO 8601; without an offset it is UTC, as Notify reads it. */
export const readSchedule = (value: string): number =>
  Date.parse(/(Z|[+-]\d\d:?\d\d)$/i.test(value) ? value : `${value}Z`);

const schedule =
  (now: number, furthest: number): Check =>
  (name, value) => {
    if (value === null) return [];
    if (typeof value !== 'string') return [`${name} ${printed(value)} is not of type string, null`];
    const at = /^\d{4}-\d{2}-\d{2}([T ]\d{2}(:?\d{2})?)/.test(value) ? readSchedule(value) : Number.NaN;
    if (Number.isNaN(at))
      return [
        `${name} datetime format is invalid. It must be a valid ISO8601 date time format, https://en.wikipedia.org/wiki/ISO_8601`,
      ];
    if (at < now) return [`${name} datetime can not be in the past`];
    return at > now + furthest ? [`${name} datetime can only be 24 hours in the future`] : [];
  };

const names: Check = (name, value) => {
  if (value === null) return [];
  if (!Array.isArray(value)) return [`${name} ${printed(value)} is not of type array, null`];
  const wrong = value.find((one) => typeof one !== 'string');
  return wrong === undefined ? [] : [`${name} ${printed(wrong)} is not of type string`];
};

type Shape = { checks: Readonly<Record<string, Check>>; required: readonly string[] };

/** What Notify says of names it does not know. */
export const surplus = (unknown: readonly string[]) =>
  unknown.length === 0
    ? []
    : [
        `Additional properties are not allowed (${unknown.join(', ')} ${unknown.length > 1 ? 'were' : 'was'} unexpected)`,
      ];

/** All faults of a body, in the order of Notify's schema: fields, what is missing, what is too much. */
export const faults = (shape: Shape, body: unknown): string[] => {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    return [`${printed(body)} is not of type object`];
  const given = body as Record<string, unknown>;
  const found = [
    ...Object.entries(shape.checks).flatMap(([name, check]) =>
      Object.hasOwn(given, name) ? check(name, given[name]) : [],
    ),
    ...shape.required.filter((name) => !Object.hasOwn(given, name)).map((name) => `${name} is a required property`),
    ...surplus(Object.keys(given).filter((name) => !Object.hasOwn(shape.checks, name))),
  ];
  return [...new Set(found)];
};

export const emailShape = (now: number, furthest: number): Shape => ({
  checks: {
    reference,
    email_address: email,
    template_id: uuidCheck,
    personalisation: ofType('object'),
    scheduled_for: schedule(now, furthest),
    email_reply_to_id: uuidCheck,
    one_click_unsubscribe_url: oneClick,
    sanitise_content_for: names,
  },
  required: ['email_address', 'template_id'],
});

export const previewShape: Shape = { checks: { personalisation: ofType('object') }, required: [] };

const among = (name: string, values: readonly string[], words: readonly string[]) =>
  values.filter((v) => !words.includes(v)).map((v) => `${name} ${printed(v)} is not one of [${words.join(', ')}]`);

/** Faults of the query of a list. */
export const listFaults = (query: URLSearchParams): string[] => {
  const known = Object.keys(notifyCalls.listNotifications.query.shape);
  const jobs = query.get('include_jobs');
  const older = query.get('older_than');
  return [
    ...among('status', query.getAll('status'), notifyStatuses),
    ...among('template_type', query.getAll('template_type'), notifyKinds),
    ...(jobs !== null && !['true', 'True'].includes(jobs)
      ? [`include_jobs ${printed(jobs)} is not one of [true, True]`]
      : []),
    ...(older !== null && !uuid.test(older) ? ['older_than is not a valid UUID'] : []),
    ...surplus([...new Set(query.keys())].filter((name) => !known.includes(name))),
  ];
};

/** Faults of the query of the list of templates. */
export const templateListFaults = (query: URLSearchParams): string[] => [
  ...among('type', query.getAll('type'), notifyKinds),
  ...surplus([...new Set(query.keys())].filter((name) => name !== 'type')),
];
