/** For vitest: names a test the moment it fails. A run of half an hour that is cut off has told what was broken. */
import { writeSync } from 'node:fs';
import { relative } from 'node:path';
import type { Reporter, TestCase, TestModule } from 'vitest/node';

/** Told at once, also by a run whose other words wait for its end: scripts/test.ts opens it. */
const AT_ONCE = 3;

const tell = (file: string, name: string, error: { message?: string } | undefined) =>
  writeSync(
    AT_ONCE,
    `\n× ${process.env.TEST_ENGINE}: ${relative(process.cwd(), file)} › ${name}\n  ${error?.message?.split('\n')[0] ?? ''}\n`,
  );

export default class Failing implements Reporter {
  onTestCaseResult(test: TestCase): void {
    const { state, errors } = test.result();
    if (state === 'failed') tell(test.module.moduleId, test.fullName, errors?.[0]);
  }
  onTestModuleEnd(module: TestModule): void {
    for (const error of module.errors()) tell(module.moduleId, 'the file itself', error);
  }
}
