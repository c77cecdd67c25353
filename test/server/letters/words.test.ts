/** i18next does the filling: inert values, no gap, no other language. */
import { describe, expect, test } from 'vitest';
import { makeBundle } from '../../../server/letters/bundle.ts';
import { fill, hasWord, word } from '../../../server/letters/words.ts';

const bundle = makeBundle({
  'ja/_wording.json': '{"frame":{"hello":"{{name}}様、こんにちは"},"only":"日本語だけ"}',
  'plja/_wording.json': '{}',
  'en/_wording.json': '{"frame":{"hello":"Hello {{name}}"}}',
});

describe('words', () => {
  test('a sentence comes in the asked language', () => {
    expect(word(bundle, 'ja', 'frame.hello', { name: '見本' })).toBe('見本様、こんにちは');
    expect(word(bundle, 'en', 'frame.hello', { name: 'SAMPLE' })).toBe('Hello SAMPLE');
  });
  test('a sentence missing in one language is an error, never another language', () => {
    expect(hasWord(bundle, 'en', 'only')).toBe(false);
    expect(() => word(bundle, 'en', 'only')).toThrow('letter.wording_missing');
  });
  test('a missing variable is an error, not a gap', () => {
    expect(() => fill(bundle, 'ja', '{{a}}と{{b}}', { a: '1' })).toThrow('letter.variable_missing');
    expect(() => fill(bundle, 'ja', '{{constructor}}', {})).toThrow('letter.variable_missing');
  });
  test.each(['{{b}}', '$t(only)', '{{- b}}', '$& $1 $$', '{{a}} {{b}}', '\\{{b}}', '{{b, x}}'])(
    'the value %s stays as it is',
    (value) => {
      expect(fill(bundle, 'ja', 'A {{a}} B {{b}} {{a}}', { a: value, b: 'Q' })).toBe(`A ${value} B Q ${value}`);
    },
  );
  test('a variable named count or context picks no plural', () => {
    expect(fill(bundle, 'en', '{{count}} {{context}}', { count: '1', context: 'male' })).toBe('1 male');
  });
});
