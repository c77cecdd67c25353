/** For vitest: the order of the files, the longest first, so that a run does not end with one long file on one core while the other rests. */
import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Seconds, as `npm test` names them at its end. For a machine that has not run them yet: by their size, as vitest guesses, several would start last. */
const long: Readonly<Record<string, number>> = {
  'test/journeys/consoleWalk.test.ts': 350,
  'test/journeys/consoleBulletin.test.ts': 180,
  'test/journeys/everyPage.test.ts': 180,
  'test/journeys/consoleMainPath.test.ts': 160,
  'test/journeys/yearOfRestarts.test.ts': 140,
  'test/journeys/consoleWriting.test.ts': 135,
  'test/journeys/consoleMeanwhile.test.ts': 130,
  'test/journeys/consoleAccidents.test.ts': 120,
  'test/journeys/consoleLists.test.ts': 110,
  'test/faults/killed.test.ts': 110,
  'test/server/domain/cases/matrix.test.ts': 90,
};
const guess = (path: string) => long[path] ?? (/^test\/(?:journeys|faults)\//.test(path) ? 50 : 5);

export default class LongestFirst extends BaseSequencer {
  /** What failed last time, then by seconds: a file that is new here has its place, too, and does not change that of the others. */
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const seconds = (file: TestSpecification) => {
      const known = this.ctx.cache.getTestSpecificationResult(file);
      if (known?.failed) return Number.MAX_SAFE_INTEGER;
      return known ? known.duration / 1000 : guess(relative(this.ctx.config.root, file.moduleId));
    };
    const order = new Map(files.map((file) => [file, seconds(file)]));
    return files.toSorted((a, b) => order.get(b)! - order.get(a)!);
  }
}
