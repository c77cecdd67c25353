/** i18next, made once per bundle: the wording of frame and footer per language, and the filling of every template line. */
import i18next, { type i18n } from 'i18next';
import { type Language, languages } from '../contract/codes.ts';
import { HubError } from '../lib/errors.ts';
import type { Bundle } from './bundle.ts';

const made = new WeakMap<Bundle, i18n>();

/** Flattens { link: { change_url: … } } to link.change_url, so that keys stay plain strings. */
const flatten = (value: unknown, path = ''): Record<string, string> => {
  if (typeof value === 'string') return { [path]: value };
  if (typeof value !== 'object' || value === null) return {};
  return Object.assign({}, ...Object.entries(value).map(([key, part]) => flatten(part, path ? `${path}.${key}` : key)));
};

/** The sentences of templates/<language>/_wording.json, keys joined by dots. Throws HubError `templates.wording_invalid`. */
export const wordingOf = (bundle: Bundle, language: Language): Record<string, string> => {
  const path = `${language}/_wording.json`;
  try {
    return flatten(JSON.parse(bundle.files[path] ?? ''));
  } catch (cause) {
    throw new HubError('templates.wording_invalid', { path }, [], cause);
  }
};

const missing = (name: string): never => {
  throw new HubError('letter.variable_missing', { name });
};

const instanceOf = (bundle: Bundle): i18n => {
  const known = made.get(bundle);
  if (known) return known;
  const instance = i18next.createInstance({
    initAsync: false,
    supportedLngs: [...languages],
    // A mail never falls back to another language: a gap must be an error, not a surprise for the reader.
    fallbackLng: false,
    load: 'currentOnly',
    ns: ['wording', 'lines'],
    defaultNS: 'wording',
    keySeparator: false,
    nsSeparator: false,
    resources: Object.fromEntries(languages.map((code) => [code, { wording: wordingOf(bundle, code), lines: {} }])),
    interpolation: { escapeValue: false, skipOnVariables: true, formatSeparator: '\u0000' },
    missingInterpolationHandler: (_text: string, match: RegExpMatchArray) => missing(String(match[1])),
  });
  void instance.init();
  made.set(bundle, instance);
  return instance;
};

/** True when the language has this sentence. */
export const hasWord = (bundle: Bundle, language: Language, key: string): boolean =>
  instanceOf(bundle).exists(key, { lng: language, ns: 'wording' });

/** A sentence of _wording.json. Throws HubError `letter.wording_missing {language, key}` or `letter.variable_missing {name}`. */
export const word = (bundle: Bundle, language: Language, key: string, values: Record<string, string> = {}): string => {
  if (!hasWord(bundle, language, key)) throw new HubError('letter.wording_missing', { language, key });
  return String(instanceOf(bundle).t(key, { lng: language, ns: 'wording', replace: values, nest: false }));
};

/** Short keys of lines: i18next looks at every sign of a key. Lines of a bundle never change, so the map stays small. */
const lineKeys = new WeakMap<i18n, Map<string, string>>();
const keysOf = (instance: i18n) => {
  const keys = lineKeys.get(instance) ?? new Map<string, string>();
  lineKeys.set(instance, keys);
  return keys;
};

/**
 * Fills the placeholders of one template line. Values stay inert: braces or $t(…) inside a value are never looked at again.
 * Throws HubError `letter.variable_missing {name}` instead of leaving a gap.
 */
export const fill = (
  bundle: Bundle,
  language: Language,
  line: string,
  values: Readonly<Record<string, string>>,
): string => {
  if (!line.includes('{{')) return line;
  const instance = instanceOf(bundle);
  const keys = keysOf(instance);
  const known = keys.get(`${language} ${line}`);
  const key = known ?? `line${keys.size}`;
  if (!known) {
    keys.set(`${language} ${line}`, key);
    instance.addResource(language, 'lines', key, line);
  }
  return String(instance.t(key, { lng: language, ns: 'lines', replace: values, nest: false }));
};
