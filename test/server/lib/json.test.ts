/** A field that stands twice is found wherever it stands, and nothing else is taken for one. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findDuplicate } from '../../../server/lib/json.ts';

describe('A field that stands twice', () => {
  it.each([
    ['{"id":"1","id":"2"}', 'id'],
    ['{"id":"1","type":"t","id":"1"}', 'id'],
    ['{"a":{"b":1,"c":{"d":[{"x":1},{"x":1,"x":2}]}}}', 'a.c.d.1.x'],
    ['{"id":1,"\\u0069d":2}', 'id'],
    ['[{"a":1},{"b":1,"b":1}]', '1.b'],
    ['{"":1,"":2}', ''],
    ['{"a\\"b":1,"a\\"b":2}', 'a"b'],
    ['{"a\\\\":1,"a\\\\":2}', 'a\\'],
    ['{"data":{"recipients":{"filer":{}, "filer" : {}}}}', 'data.recipients.filer'],
  ])('%s', (text, path) => {
    expect(findDuplicate(text)).toBe(path);
  });

  it.each([
    '{"a":"a","b":"a"}',
    '{"a":{"a":{"a":1}}}',
    '[{"a":1},{"a":1}]',
    '{"":"","x":""}',
    '{"a":"{\\"a\\":1,\\"a\\":2}"}',
    '"a"',
    '[]',
    'null',
    '{"a":["a","a",":","a"],"b":"a"}',
    '{"id":1,"Id":2,"ID":3}',
  ])('%s has none', (text) => {
    expect(findDuplicate(text)).toBeNull();
  });

  it('is found in any value it was put into, and in none that it was not', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string(), (value, key) => {
        const inner = JSON.stringify(value);
        const name = JSON.stringify(key);
        const once = JSON.stringify({ before: value, [`x${key}`]: value, after: [value] });
        return (
          findDuplicate(once) === null &&
          findDuplicate(`{"in":[${inner},{${name}:${inner},${name}:${inner}}]}`) === `in.1.${key}`
        );
      }),
    );
  });
});
