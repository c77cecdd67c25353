/** The template checker proves itself: the shipped texts are clean, and every planted offence is found. */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { makeBundle } from '../../../server/letters/bundle.ts';
import { mailType, mailTypes } from '../../../server/letters/catalogue.ts';
import { checkTemplates, findBroken } from '../../../server/letters/check.ts';
import { checkBulletin } from '../../../server/letters/checkText.ts';
import { findingWords, rules } from '../../../server/letters/findings.ts';
import { senderOf } from '../../../server/letters/sender.ts';
import { shipped } from './shipped.ts';

const path = 'ja/nl-link-reissue.txt';
/** A few types are enough to plant offences in, and quick. */
const some = ['nl-issue', 'nl-link-reissue', 'nl-period-of-stay-reminder', 'staff-password-reset'].map(mailType);
const found = (files: Record<string, string | undefined>, types = some) => {
  const kept = Object.entries({ ...shipped.files, ...files }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return checkTemplates(makeBundle(Object.fromEntries(kept)), types).findings.filter(
    (finding) => finding.level === 'error' && (finding.rule !== 'file.unknown' || finding.file in files),
  );
};
const change = (from: string | RegExp, to: string, file = path) => {
  const text = shipped.files[file] ?? '';
  const changed = text.replace(from, to);
  expect(changed, 'the planted offence must change the file').not.toBe(text);
  return found({ [file]: changed }).map((finding) => finding.rule);
};

describe('check:templates', () => {
  test('the shipped templates have no error, and every file of every language was read', () => {
    const report = checkTemplates(shipped, mailTypes);
    expect(report.findings.filter((finding) => finding.level === 'error')).toEqual([]);
    expect(report.inspected).toBe(mailTypes.length * 3);
    expect(report.inspected).toBeGreaterThan(50);
  }, 30_000);

  test.each([
    ['subject.missing', /^Subject: .*/, 'お知らせ'],
    ['subject.long', /^Subject: .*/, `Subject: ${'長'.repeat(31)}`],
    ['subject.prefix', 'Subject: ', 'Subject: 【入管庁】'],
    ['file.broken', '\n\n', '\n'],
    ['file.broken', '■URL', '{{#expires_on}}\n■URL'],
    ['variable.unknown', '発行しました。', '発行しました。{{nobody}}'],
    ['variable.unsaid', '{{expires_on}}', '今月末'],
    ['variable.required', '上の2つの', '{{#expires_on}}\n上の2つの\n{{/expires_on}}\n'],
    ['variable.malformed', '発行しました。', '発行しました。{{- expires_on}}'],
    ['variable.malformed', '発行しました。', '発行しました。$t(x)'],
    ['links.differ', '{{reissue_url}}', '{{reissue_url}}\nhttps://www.moj.go.jp/isa/'],
    ['url.shared', '{{change_url}}', '変更は{{change_url}}'],
    ['url.shared', '発行しました。', '発行しました。https://www.moj.go.jp/isa/'],
    ['url.long', '発行しました。', `発行しました。\nhttps://www.moj.go.jp/${'a'.repeat(60)}`],
    ['url.host', '発行しました。', '発行しました。\nhttps://example.com/'],
    ['url.insecure', '発行しました。', '発行しました。\nhttp://www.moj.go.jp/isa/'],
    ['line.long', '発行しました。', `発行しました。${'長'.repeat(36)}`],
    ['sign.outside', '発行しました。', '発行しました①'],
    ['sign.outside', '発行しました。', '発行しました😀'],
    ['html.raw', '発行しました。', '<b>発行</b>しました。'],
    ['word.money', '発行しました。', '振込先をお知らせください。'],
    ['way_out.missing', '{{unsubscribe_url}}', '(なし)'],
    ['body.missing', /\n\n[\s\S]*/, '\n\n'],
  ])('%s is refused', (rule, from, to) => {
    expect(change(from, to)).toContain(rule);
  });

  test.each([
    ['E2', '新(あたら)しいURLを作', '新しいURLを作'],
    ['E3', '新(あたら)しいURLを作', '新(あらた)しいURLを作'],
    ['E5', '作(つく)りました。', '作(つく)った。'],
  ])('%s is refused in plain Japanese', (rule, from, to) => {
    expect(change(from, to, 'plja/nl-link-reissue.txt')).toContain(rule);
  });

  test('a missing file, a file nobody asked for and a doubled type are refused', () => {
    expect(found({ [path]: undefined })[0]).toMatchObject({ rule: 'file.missing', file: path });
    expect(found({ 'en/nl-nobody.txt': 'Subject: x\n\ny' })[0]).toMatchObject({
      rule: 'file.unknown',
      file: 'en/nl-nobody.txt',
    });
    expect(found({ 'fr/nl-issue.txt': 'Subject: x\n\ny' })[0]).toMatchObject({ rule: 'file.unknown' });
    expect(found({}, [...some, mailType('nl-issue')]).map((one) => one.rule)).toContain('type.double');
  });

  test('a security mail must say what to do if it was not you', () => {
    expect(change(/心当たり/g, '覚悟', 'ja/staff-password-reset.txt')).toContain('security.not_you');
  });

  test('a sensitive mail names nothing in its subject', () => {
    expect(
      change('Subject: ', 'Subject: {{renewal_url}}{{reissue_url}} ', 'en/nl-period-of-stay-reminder.txt'),
    ).toContain('subject.personal');
  });

  test('a sample that does not fit is told', () => {
    const types = some.map((type) =>
      type.id === 'nl-link-reissue' ? { ...type, sample: { ...type.sample, expires_on: 'soon' } } : type,
    );
    expect(found({}, types).map((finding) => finding.rule)).toContain('sample.unfit');
  });

  test('what the agency says on the pages is checked too', () => {
    expect(change('利用は無料です', '利用は無料です①', 'ja/_pages.json')).toContain('sign.outside');
    expect(change('{agency}', '{office}', 'en/_pages.json')).toContain('variable.unknown');
    expect(change('約束(やくそく)', '約束', 'plja/_pages.json')).toContain('E2');
    expect(change('"decision":', '"choice":', 'ja/_pages.json')).toEqual(['pages.invalid']);
    expect(change('"decision":', 'decision:', 'ja/_pages.json')).toEqual(['pages.invalid']);
    expect(
      change('"sections": [\n      {', '"sections": [\n      { "h": "0", "p": ["0"] },\n      {', 'en/_pages.json'),
    ).toContain('pages.differ');
    expect(found({ 'en/_pages.json': undefined }).map((one) => one.rule)).toContain('pages.invalid');
  });

  test('footer, wording and sender are checked too', () => {
    expect(change('返信できません', '返信できません①', 'ja/_footer.txt')).toContain('sign.outside');
    expect(change('"other": "Open the page",', '', 'en/_wording.json')).toContain('wording.missing');
    expect(change('"other": "ページを開(ひら)く"', '"other": "ページを開く"', 'plja/_wording.json')).toContain('E2');
    expect(change('入管庁(にゅうかんちょう)', '入管庁', 'sender.json')).toContain('E2');
    expect(change('"linkHosts"', '"hosts"', 'sender.json')).toEqual(['sender.invalid']);
    expect(change('{', '', 'sender.json')).toEqual(['sender.invalid']);
  });

  test('an offence is told with its line and column', () => {
    const text = (shipped.files[path] ?? '').replace('発行しました。', '発行しました①');
    const [finding] = found({ [path]: text });
    expect(finding).toMatchObject({ file: path, line: 3, rule: 'sign.outside' });
    expect(text.split('\n')[2]?.[(finding?.column ?? 0) - 1]).toBe('①');
  });

  test('every rule has words in both languages of the console', () => {
    for (const [rule, words] of Object.entries(rules)) expect([words.en, words.ja].every(Boolean), rule).toBe(true);
    expect(
      findingWords({ rule: 'E2', found: '登録', file: '', line: 1, column: 1, level: 'error', message: '' }, 'ja'),
    ).toBe('「登録」に読みがなが必要です');
  });

  test('the command ends with 1 on an error and when it inspected nothing, with 0 on the shipped folder', async () => {
    const run = (folder: string) =>
      promisify(execFile)(process.execPath, ['scripts/check-templates.ts', '--errors', folder]).then(
        ({ stdout }) => ({ code: 0, stdout }),
        (error: { code: number; stdout: string }) => ({ code: error.code, stdout: error.stdout }),
      );
    const folder = await mkdtemp(join(tmpdir(), 'templates-'));
    await cp('templates', folder, { recursive: true });
    expect(await run(folder)).toMatchObject({ code: 0 });
    await writeFile(join(folder, path), 'Subject: ①\n\n①\n');
    const bad = await run(folder);
    expect(bad.code).toBe(1);
    expect(bad.stdout).toContain(`${path}:3:1 error sign.outside`);
    await rm(join(folder, 'sender.json'));
    expect((await run(folder)).code).toBe(1);
    await rm(folder, { recursive: true });
  }, 30_000);
});

describe('a start', () => {
  const broken = (files: Record<string, string | undefined>) => {
    const kept = Object.entries({ ...shipped.files, ...files }).filter((entry) => entry[1] !== undefined);
    return findBroken(makeBundle(Object.fromEntries(kept) as Record<string, string>), some).map(
      (one) => `${one.file} ${one.rule}`,
    );
  };

  test('goes on with the shipped texts, and with one whose words break a rule of style', () => {
    expect(findBroken(shipped, mailTypes)).toEqual([]);
    expect(broken({ 'plja/nl-link-reissue.txt': `${shipped.files['plja/nl-link-reissue.txt']}\n漢字だ。` })).toEqual(
      [],
    );
  });

  test.each<[string, string | undefined, string]>([
    [path, undefined, 'file.missing'],
    [path, 'no subject', 'subject.missing'],
    [path, 'Subject: x\n\n{{nobody}}\n', 'variable.unknown'],
    ['en/_footer.txt', undefined, 'file.missing'],
    ['_frame.html', undefined, 'file.missing'],
    ['sender.json', '{', 'sender.invalid'],
    ['ja/_pages.json', '{}', 'pages.invalid'],
    ['en/_wording.json', '{', 'file.broken'],
  ])('is refused when %s is %j: %s', (file, text, rule) => {
    expect(broken({ [file]: text })).toEqual([`${file} ${rule}`]);
  });
});

describe('check of a bulletin', () => {
  const draft = {
    sender: senderOf(shipped),
    language: 'ja' as const,
    subject: 'お知らせ',
    body: '本文です。',
    publicUrl: 'https://hub.example.jp',
  };
  const rulesOf = (change: Partial<typeof draft> & { language?: 'ja' | 'plja' | 'en' }) =>
    checkBulletin({ ...draft, ...change }).map((one) => `${one.file}:${one.rule}:${one.level}`);

  test('a good text has no findings; our own host is allowed', () => {
    expect(rulesOf({})).toEqual([]);
    expect(rulesOf({ body: '時間(平日)と\\((注))\\>です。' })).toEqual([]);
    expect(rulesOf({ body: '[案内](https://hub.example.jp/m/ja_entry)' })).toEqual([]);
  });
  test.each([
    [{ subject: '' }, 'subject:subject.missing:error'],
    [{ body: ' \n' }, 'body:body.missing:error'],
    [{ subject: '長'.repeat(30) }, 'subject:subject.long:error'],
    [{ body: '①' }, 'body:sign.mapped:warning'],
    [{ body: '😀' }, 'body:sign.outside:error'],
    [{ body: 'https://evil.example/' }, 'body:url.host:error'],
    [{ body: '<b>x</b>' }, 'body:html.raw:error'],
    [{ body: '[こちら](https://www.moj.go.jp/isa/)' }, 'body:link.unclear:warning'],
    [{ body: '| 曜日 | 時間 |' }, 'body:form.table:warning'],
    [{ body: '案内図: ![地図]( )' }, 'body:form.image:warning'],
    [{ body: '((氏名))様' }, 'body:form.placeholder:warning'],
    [{ subject: '{{name}}様' }, 'subject:form.blank:error'],
    [{ body: '>前のメール' }, 'body:form.quote:warning'],
    [{ body: '> > 前の前のメール' }, 'body:form.quote:warning'],
    [{ body: '罰金の支払をしてください' }, 'body:word.money:error'],
    [{ language: 'plja' as const, body: '登録しました。' }, 'body:E2:error'],
  ])('%j gives %s', (change, finding) => {
    expect(rulesOf(change as Partial<typeof draft>)).toContain(finding);
  });

  test('lets a quotation be', () => {
    expect(rulesOf({ body: '> 前のメールです。' })).not.toContain('body:form.quote:warning');
  });
});
