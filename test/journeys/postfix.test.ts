/** The private Postfix is a real one: what the later journeys rely on. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Postfix, startPostfix } from '../support/postfix.ts';
import { type Sink, startSink } from '../support/recordingSink.ts';
import { swaks } from '../support/swaks.ts';

describe('a private Postfix', () => {
  let postfix: Postfix;
  let hub: Sink;
  beforeAll(async () => {
    hub = await startSink();
    postfix = await startPostfix({
      relay: { domain: 'mail.example.jp', port: hub.port },
      refuse: { 'full@reader.example.jp': '452 4.2.2 mailbox full' },
      bounce: { 'gone@reader.example.jp': '5.1.1 no such user' },
    });
  });
  afterAll(async () => {
    await postfix.stop();
    await hub.close();
  });

  test('keeps what it takes, with the envelope that it was given', async () => {
    const { code } = await swaks({ port: postfix.port, from: 'a@sender.example.jp', to: 'one@reader.example.jp' });
    expect(code).toBe(0);
    const [mail] = await postfix.arrived(1, 'one@reader.example.jp');
    expect(mail!.from).toBe('a@sender.example.jp');
  });

  test('refuses in the dialogue where it is told to', async () => {
    const { code, dialogue } = await swaks({
      port: postfix.port,
      from: 'a@sender.example.jp',
      to: 'full@reader.example.jp',
    });
    expect(code).not.toBe(0);
    expect(dialogue).toContain('452 4.2.2');
  });

  test('hands on what is meant for the hub', async () => {
    await swaks({ port: postfix.port, from: 'one@reader.example.jp', to: 'entry@mail.example.jp' });
    await expect.poll(() => hub.mails.map((mail) => mail.to), { timeout: 60_000 }).toContain('entry@mail.example.jp');
  });

  test('bounces to the address in the envelope, with an empty sender and a delivery status', async () => {
    await swaks({ port: postfix.port, from: 'bounce+abc@mail.example.jp', to: 'gone@reader.example.jp' });
    await expect
      .poll(() => hub.mails.map((mail) => mail.to), { timeout: 60_000 })
      .toContain('bounce+abc@mail.example.jp');
    const bounce = hub.mails.find((mail) => mail.to === 'bounce+abc@mail.example.jp')!;
    expect(bounce.from).toBe('');
    expect(bounce.data).toMatch(/^Status: 5\.1\.1$/m);
  });
});
