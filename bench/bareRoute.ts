/**
 * What the hub's API is measured against: Koa, one route, one row a request on disk before the answer (WAL, synchronous FULL).
 * `node bench/bareRoute.ts FILE` prints its port.
 */
import type { AddressInfo } from 'node:net';
import Koa from 'koa';
import sqlite3 from 'sqlite3';

const database = new sqlite3.Database(process.argv[2]!);
const run = (sql: string, values: unknown[] = []) =>
  new Promise<void>((resolve, reject) => database.run(sql, values, (error) => (error ? reject(error) : resolve())));

await run('pragma journal_mode = wal');
await run('pragma synchronous = full');
await run('create table entry (id integer primary key, name text not null, body text not null, at integer not null)');

const app = new Koa();
app.use(async (ctx) => {
  const chunks: Buffer[] = [];
  for await (const chunk of ctx.req) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks).toString('utf8');
  const { id } = JSON.parse(body) as { id: string };
  await run('insert into entry (name, body, at) values (?, ?, ?)', [id, body, Date.now()]);
  ctx.status = 202;
  ctx.body = { id };
});
const server = app.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
});
