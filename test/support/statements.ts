/** What the hub asks of its database while somebody waits for an answer. */
import type { TestApp } from './app.ts';

/** The statements of `work`, without their values, sorted; reads and writes, but for sessions and limits, which are read whoever knocks. */
export const statementsOf = async (app: TestApp, work: () => Promise<unknown>): Promise<string[]> => {
  const seen: string[] = [];
  const note = (query: { sql: string }) => void seen.push(query.sql);
  const { db } = app.ground;
  const { write } = db;
  db.knex.on('query', note);
  db.write = (run) =>
    write((trx) => {
      trx.knex.on('query', note);
      return run(trx);
    });
  try {
    await work();
  } finally {
    db.write = write;
    db.knex.off('query', note);
  }
  // The limits, and whether there is maintenance, are read anew each second, whoever knocks.
  const besides = /session_|savepoint|release|begin|commit|house_rule|^select .value. from .meta. where .name. = /i;
  return seen.filter((sql) => !besides.test(sql)).sort();
};
