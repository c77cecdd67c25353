/** The crowd of `npm run bench -- connections`, in a process of its own: `node bench/crowd.ts PORT N`. Says twice a second how many are open. */
import { connect, type Socket } from 'node:net';

const [port, n] = process.argv.slice(2).map(Number) as [number, number];
/** Every other connection begins a request and never ends it; the others say nothing at all. */
const HALF = 'POST /m/ja_entry HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\nX-';
/** Who was hung up on comes again within a second. */
const AGAIN_MS = 1000;

const open = new Set<Socket>();
let closed = 0;
const one = (i: number): void => {
  const socket = connect(port, '127.0.0.1', () => {
    open.add(socket);
    if (i % 2 === 0) socket.write(HALF);
  });
  socket.on('error', () => {});
  // What the hub says before it hangs up is read, or the end would not come.
  socket.resume();
  socket.once('close', () => {
    if (open.delete(socket)) closed++;
    setTimeout(one, Math.random() * AGAIN_MS, i);
  });
};
// Not all in one turn of the loop: the connections themselves would time out while they are made.
const BATCH = 200;
const come = (from: number): void => {
  for (let i = from; i < Math.min(n, from + BATCH); i++) one(i);
  if (from + BATCH < n) setTimeout(come, 20, from + BATCH);
};
come(0);
setInterval(() => process.stdout.write(`${open.size} ${closed}\n`), 500);
