/** A name server on loopback that answers from a table, over real datagrams (RFC 1035). */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';

const types = { A: 1, PTR: 12, MX: 15, TXT: 16, AAAA: 28 } as const;
type Type = keyof typeof types;
/** By 'TYPE name', in lower case: texts, addresses, names, or '10 host' for MX. */
export type Zone = Record<string, string[]>;

const nameBytes = (name: string): Buffer =>
  Buffer.concat([
    ...name
      .split('.')
      .filter(Boolean)
      .map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label, 'latin1')])),
    Buffer.from([0]),
  ]);

const dataOf: Record<Type, (value: string) => Buffer> = {
  A: (value) => Buffer.from(value.split('.').map(Number)),
  AAAA: (value) => Buffer.from(value.replaceAll(':', ''), 'hex'),
  PTR: nameBytes,
  MX: (value) => {
    const [priority = '0', host = ''] = value.split(' ');
    return Buffer.concat([Buffer.from([0, Number(priority)]), nameBytes(host)]);
  },
  TXT: (value) =>
    Buffer.concat(
      (value.match(/[\s\S]{1,255}/g) ?? ['']).map((piece) =>
        Buffer.concat([Buffer.from([piece.length]), Buffer.from(piece, 'latin1')]),
      ),
    ),
};

const word = (n: number) => Buffer.from([n >> 8, n & 255]);

const answer = (question: Buffer, zone: Zone, broken: boolean): Buffer => {
  let at = 12;
  const labels: string[] = [];
  while (question[at] !== 0) {
    const length = question[at]!;
    labels.push(question.toString('latin1', at + 1, at + 1 + length));
    at += length + 1;
  }
  const code = question.readUInt16BE(at + 1);
  const asked = question.subarray(12, at + 5);
  const name = labels.join('.').toLowerCase();
  const type = (Object.keys(types) as Type[]).find((t) => types[t] === code);
  const values = (type && zone[`${type} ${name}`]) ?? [];
  const exists = Object.keys(zone).some((key) => key.endsWith(` ${name}`));
  const records = values.map((value) => {
    const data = dataOf[type!](value);
    return Buffer.concat([
      Buffer.from([0xc0, 12]),
      word(code),
      word(1),
      Buffer.from([0, 0, 0, 60]),
      word(data.length),
      data,
    ]);
  });
  const status = broken ? 2 : exists ? 0 : 3;
  const head = Buffer.concat([
    question.subarray(0, 2),
    word(0x8580 | status),
    word(1),
    word(broken ? 0 : records.length),
    word(0),
    word(0),
  ]);
  return Buffer.concat([head, asked, ...(broken ? [] : records)]);
};

/** `zone` and `broken` (answers SERVFAIL) may be changed while it runs. */
export const startNameServer = async (zone: Zone) => {
  const socket = createSocket('udp4');
  const state = { zone, broken: false };
  socket.on('message', (question, from) => {
    socket.send(answer(question, state.zone, state.broken), from.port, from.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    state,
    server: `127.0.0.1:${socket.address().port}`,
    close: () => new Promise<void>((done) => socket.close(() => done())),
  };
};
