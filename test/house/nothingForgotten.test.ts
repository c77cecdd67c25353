/** Nothing is made and forgotten: every mail type is posted by somebody, every job is listed, every complaint of the API is provoked by a test. */
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { clockJobs } from '../../server/app.ts';
import { rulebooks } from '../../server/domain/rulebook/index.ts';
import { fieldSentences, problems } from '../../server/intake/http/api/problems.ts';
import { mailTypes } from '../../server/letters/catalogue.ts';
import { testApp } from '../support/app.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const textOf = (pattern: string, without: RegExp = /^$/) => {
  const files = globSync(pattern, { cwd: root }).filter((file) => !without.test(file));
  expect(files.length).toBeGreaterThan(5);
  return files.map((file) => readFileSync(`${root}/${file}`, 'utf8')).join('\n');
};

describe('a mail type', () => {
  /** What events of the application systems post, by the rules that post it. */
  const byRule = new Set(
    rulebooks
      .filter((book) => book.system !== 'nl')
      .flatMap((book) => book.events)
      .flatMap((event) => [
        ...event.letters.flatMap((letter) => [letter.type, ...(letter.onBounce ? [letter.onBounce.type] : [])]),
        ...(event.followUps ?? []).map((rule) => rule.type),
      ]),
  );

  test('is posted by a rule, or by code that names it', () => {
    const code = textOf('server/**/*.ts', /^server\/(letters|contract|domain\/rulebook)\//);
    const forgotten = mailTypes.map((type) => type.id).filter((id) => !byRule.has(id) && !code.includes(`'${id}'`));
    expect(forgotten).toEqual([]);
    expect(byRule.size).toBeGreaterThan(35);
  });
});

test('every job stands in docs/jobs.md, and nothing else does', async () => {
  const app = await testApp();
  try {
    const listed = [...readFileSync(`${root}/docs/jobs.md`, 'utf8').matchAll(/^\| `(\w+)` \|/gm)].map((m) => m[1]!);
    const jobs = clockJobs(app.ground, app.running.parts).map((job) => job.name);
    expect(listed.sort()).toEqual(jobs.sort());
  } finally {
    await app.stop();
  }
});

test('whoever nudges names a job that hears it, and whoever hears is nudged by somebody', async () => {
  const app = await testApp();
  try {
    const hears = clockJobs(app.ground, app.running.parts).filter((job) => job.nudged);
    const code = textOf('server/**/*.ts');
    const nudged = new Set([...code.matchAll(/\bnudge\('(\w+)'\)/g)].map((m) => m[1]!));
    for (const [, job] of code.matchAll(/^ {2}\w+: '(\w+Bulletins)',$/gm)) nudged.add(job!);
    expect([...nudged].sort()).toEqual([...hears.map((job) => job.name), 'runWorks'].sort());
  } finally {
    await app.stop();
  }
});

describe('a code of the API', () => {
  /** What nobody can provoke from outside without breaking the machine, or would not hear. */
  const unheard: Readonly<Record<string, string>> = {
    'event.busy': 'other writers made the same case four times in a row',
    'case.busy': 'delivery holds a letter of a test case for as long as the caller waits',
    'store.unavailable': 'the disk or the database is away',
    internal: 'a mistake of ours',
    'body.aborted': 'the caller has gone',
    'field.format': 'a form without a sentence of its own; every form has one today',
    'variable.unknown': 'a rule names a variable that its letter does not have; the templates’ check finds it first',
  };

  test('is provoked by a test, or says here why it cannot be', () => {
    const tests = textOf('test/**/*.test.ts', /nothingForgotten/);
    const said = [...Object.keys(problems), ...Object.keys(fieldSentences)];
    const quoted = (code: string) => new RegExp(`[ '"]${code.replaceAll('.', '\\.')}['"]`).test(tests);
    expect(said.filter((code) => !quoted(code) && !(code in unheard))).toEqual([]);
    expect(said.length).toBeGreaterThan(60);
  });
});
