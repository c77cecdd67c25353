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
  const sentence: unknown = instanceOf(bundle).getResource(language, 'wording', key);
  if (typeof sentence === 'string' && sentence !== '') return fill(bundle, language, sentence, values);
  if (!hasWord(bundle, language, key)) throw new HubError('letter.wording_missing', { language, key });
  return String(instanceOf(bundle).t(key, { lng: language, ns: 'wording', replace: values, nest: false }));
};

/** Lines of a bundle never change, so the maps stay small: short keys, for i18next looks at every sign of one, and what plain lines are made of. */
type Lines = { keys: Map<string, string>; pieces: Map<string, readonly string[] | null> };
const linesOf = new WeakMap<Bundle, Lines>();

/**
 * Text and names of placeholders in turn; null for a line with braces of any other kind, which i18next reads. It finds its way through a
 * line anew for every letter, which took a sixth of what a letter costs.
 */
const piecesOf = (lines: Lines, line: string): readonly string[] | null => {
  const known = lines.pieces.get(line);
  if (known !== undefined) return known;
  const pieces = line.split(/\{\{([a-z][a-z0-9_]*)\}\}/);
  const plain = pieces.every((piece, i) => i % 2 === 1 || !/\{\{|\}\}|\$t\(/.test(piece)) ? pieces : null;
  lines.pieces.set(line, plain);
  return plain;
};

const join = (pieces: readonly string[], values: Readonly<Record<string, string>>): string => {
  let text = pieces[0]!;
  for (let i = 1; i < pieces.length; i += 2) {
    const name = pieces[i]!;
    text += (Object.hasOwn(values, name) ? values[name] : undefined) ?? missing(name);
    text += pieces[i + 1];
  }
  return text;
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
  const lines = linesOf.get(bundle) ?? { keys: new Map(), pieces: new Map() };
  linesOf.set(bundle, lines);
  const pieces = piecesOf(lines, line);
  if (pieces) return join(pieces, values);
  const instance = instanceOf(bundle);
  const known = lines.keys.get(`${language} ${line}`);
  const key = known ?? `line${lines.keys.size}`;
  if (!known) {
    lines.keys.set(`${language} ${line}`, key);
    instance.addResource(language, 'lines', key, line);
  }
  return String(instance.t(key, { lng: language, ns: 'lines', replace: values, nest: false }));
};
