/** What is known of a task, told in sentences; what it is about, by a name that staff understand, and where that is. */
import { useLocale, usePermissions, useTranslate } from 'react-admin';
import type { Task } from '../../../server/contract/console/tasks.ts';
import type { Right } from '../../../server/contract/rights.ts';
import { figure } from '../../parts/moment.ts';
import { useMailTypeNames } from '../../parts/useMailTypeNames.ts';

const text = (value: unknown): string => (value === null || value === undefined ? '' : String(value));

/** Objects with a page of their own, and who may open it. */
const pages: Readonly<Record<string, { right: Right; path: (id: string) => string }>> = {
  letter: { right: 'letter.find', path: (id) => `/letters/${id}` },
  bulletin: { right: 'bulletin.see', path: (id) => `/bulletins/${id}/show` },
  reader: { right: 'reader.find', path: (id) => `/readers/${id}` },
  late: { right: 'letter.control', path: (id) => `/letters?group=held&type=${id.split(':')[1]}` },
  relay: { right: 'delivery.see', path: () => '/delivery' },
  database: { right: 'delivery.see', path: () => '/delivery' },
  trouble: { right: 'delivery.see', path: () => '/delivery' },
  sender: { right: 'setting.see', path: () => '/systems' },
  brake: { right: 'suppression.see', path: (id) => `/suspensions?brake=${id}` },
  arrivals: { right: 'arrival.see', path: () => '/arrivals' },
  wordings: { right: 'arrival.see', path: () => '/arrivals' },
};

export const useTaskFacts = () => {
  const translate = useTranslate();
  const locale = useLocale();
  const { permissions = [] } = usePermissions<Right[]>();
  const typeName = useMailTypeNames();
  const reply = (code: unknown) => translate(`fb.code.reply.${text(code)}`, { _: text(code) });
  const tell = (name: string, values: object = {}) => translate(`fb.task.fact.${name}`, values);

  const letter = ({ kind, facts }: Task): string[] => [
    tell('letter', {
      type: typeName(text(facts.type)),
      system: translate(`fb.code.system.${text(facts.system)}`, { _: text(facts.system) }),
      role: translate(`fb.code.recipient.${text(facts.role)}`, { _: text(facts.role) }),
    }),
    ...(facts.reason ? [tell(kind, { reason: reply(facts.reason) })] : []),
    ...(facts.outcome
      ? [tell(kind, { outcome: translate(`fb.code.result.${text(facts.outcome)}`, { _: text(facts.outcome) }) })]
      : []),
  ];
  const bulletin = ({ facts }: Task): string[] =>
    facts.reason === 'delivery.crashed'
      ? [tell('crashed', { crashes: text(facts.crashes) })]
      : [tell('refused', { refused: text(facts.refused), of: text(facts.of), last: reply(facts.last) })];
  const database = ({ facts }: Task): string[] =>
    typeof facts.seen === 'number' && typeof facts.found === 'number'
      ? [tell('ages', { beats: figure(facts.seen - facts.found, locale) })]
      : [tell('fresh')];

  const factsOf = (task: Task): string[] => {
    if (Object.keys(task.facts).length === 0) return [];
    if (task.kind === 'bulletin-paused') return bulletin(task);
    if (task.kind === 'letters-expired' || task.kind === 'letters-late')
      return [
        tell(task.kind, {
          days: text(task.facts.days),
          type: typeName(text(task.facts.type)),
          system: translate(`fb.code.system.${text(task.facts.system)}`, { _: text(task.facts.system) }),
        }),
      ];
    if (task.kind === 'access-request')
      return [tell(`asks-${text(task.facts.asks)}`, { day: text(task.facts.received) })];
    if (task.kind === 'database-restored') return database(task);
    if (task.kind === 'hub-trouble') return [tell(text(task.facts.code), task.facts)];
    if (task.kind === 'relay-unreached')
      return [tell('why', { relay: task.object.slice('relay:'.length), why: text(task.facts.why) })];
    if (task.kind === 'suspensions-held') return [tell('held', { ...task.facts, reason: reply(task.facts.reason) })];
    if (task.kind === 'own-domain-refused')
      return [tell('ownDomain', { at: text(task.facts.at), reason: reply(task.facts.reason) })];
    if (task.kind === 'sender-unsigned')
      return [tell('unsigned', { domain: text(task.facts.domain), systems: text(task.facts.systems) })];
    if (task.kind === 'reference-copied') return [tell('copied', { networks: text(task.facts.networks) })];
    return letter(task);
  };
  /** [name, address inside the console or null]. */
  const objectOf = (task: Task): [string, string | null] => {
    const [kind = '', ...rest] = task.object.split(':');
    const id = rest.join(':');
    const page = pages[kind];
    const names: Record<string, string> = {
      letter: task.facts.type
        ? typeName(text(task.facts.type))
        : translate('resources.letters.name', { smart_count: 1 }),
      bulletin: task.about ?? translate('resources.bulletins.name', { smart_count: 1 }),
      reader: translate('resources.readers.name', { smart_count: 1 }),
      relay: id,
      sender: id,
      expired: typeName(text(task.facts.type)),
      late: typeName(text(task.facts.type)),
      database: translate('resources.delivery.name', { smart_count: 1 }),
      trouble: translate('resources.delivery.name', { smart_count: 1 }),
      brake: translate('resources.suspensions.name', { smart_count: 1 }),
      arrivals: translate('resources.arrivals.name', { smart_count: 2 }),
      wordings: translate('fb.wordings.title'),
    };
    return [names[kind] ?? task.object, page && permissions.includes(page.right) ? page.path(id) : null];
  };
  return { factsOf, objectOf };
};
