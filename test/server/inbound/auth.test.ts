import { generateKeyPairSync } from 'node:crypto';
import { dkimSign } from 'mailauth/lib/dkim/sign.js';
import { describe, expect, it } from 'vitest';
import { checkSender, type Resolver } from '../../../server/inbound/auth.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const keyRecord = `v=DKIM1; k=rsa; p=${publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`;
const raw = Buffer.from('From: sample.taro@example.com\r\nTo: entry@mail.example.jp\r\nSubject: x\r\n\r\n\r\n');

const trouble = (code: string) => Object.assign(new Error(code), { code });
/** Zone of a test: name → TXT records, or the error code that the look-up ends with. */
const zone =
  (txt: Record<string, string[] | string>): Resolver =>
  async (name, type) => {
    const found = txt[name];
    if (typeof found === 'string') throw trouble(found);
    if (type !== 'TXT' || !found) throw trouble('ENOTFOUND');
    return found.map((record) => [record]);
  };

/** One that holds for so many bytes of the body, and is wrong. */
const signature = (bytes: number, domain: string) =>
  `DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=${domain}; s=s1; h=from; l=${bytes}; bh=AA==; b=AA==\r\n`;

const check = (records: Record<string, string[] | string>, mail: Partial<Parameters<typeof checkSender>[0]> = {}) =>
  checkSender(
    { from: 'sample.taro@example.com', raw, network: '192.0.2.7', helo: 'mx.example.com', ...mail },
    { mta: 'mail.example.jp', resolver: zone(records) },
  );

const signed = async (domain: string) => {
  const key = {
    signingDomain: domain,
    selector: 's1',
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }),
  };
  const { signatures } = await dkimSign(raw, { ...key, signatureData: [key] });
  return Buffer.concat([Buffer.from(signatures), raw]);
};

describe('the sender of an empty mail', () => {
  it('is proven when its domain names the network it came from (SPF)', async () => {
    expect(await check({ 'example.com': ['v=spf1 ip4:192.0.2.7 -all'] })).toBe('pass');
    expect(await check({ 'example.com': ['v=spf1 ip4:192.0.2.7 -all'] }, { network: '::ffff:192.0.2.7' })).toBe('pass');
  });

  it('is not proven from another network, nor by a domain that says nothing', async () => {
    expect(await check({ 'example.com': ['v=spf1 ip4:198.51.100.1 -all'] })).toBe('fail');
    expect(await check({ 'example.com': ['v=spf1 ip4:198.51.100.1 ~all'] })).toBe('fail');
    expect(await check({})).toBe('fail');
  });

  it('is proven by a signature of its own domain or of the one above it (DKIM)', async () => {
    const mail = { raw: await signed('example.com') };
    expect(await check({ 's1._domainkey.example.com': [keyRecord] }, mail)).toBe('pass');
    expect(await check({ 's1._domainkey.example.com': [keyRecord] }, { ...mail, from: 'taro@sub.example.com' })).toBe(
      'pass',
    );
  });

  it('is not proven by a signature of somebody else', async () => {
    const mail = { raw: await signed('stranger.example') };
    expect(await check({ 's1._domainkey.stranger.example': [keyRecord] }, mail)).toBe('fail');
  });

  it('is not proven by a signature over another text', async () => {
    const mail = { raw: Buffer.from((await signed('example.com')).toString().replace('Subject: x', 'Subject: y')) };
    expect(await check({ 's1._domainkey.example.com': [keyRecord] }, mail)).toBe('fail');
  });

  it('is not proven by a signature behind ten others', async () => {
    const others = (count: number) =>
      Array.from({ length: count }, (_, i) => signature(i, 'stranger.example')).join('');
    const mail = async (count: number) => ({
      raw: Buffer.concat([Buffer.from(others(count)), await signed('example.com')]),
    });
    const records = { 's1._domainkey.example.com': [keyRecord] };
    expect(await check(records, await mail(9))).toBe('pass');
    expect(await check(records, await mail(10))).toBe('fail');
  });

  it('costs ten look-ups of keys at most, and none when SPF passes', async () => {
    const asked: string[] = [];
    const resolver: Resolver = async (name, type) => {
      asked.push(name);
      if (name === 'example.com' && spf) return [['v=spf1 ip4:192.0.2.7 -all']];
      throw trouble(type === 'TXT' ? 'ENOTFOUND' : 'ENODATA');
    };
    let spf = false;
    const all = Array.from({ length: 500 }, (_, i) => signature(i, `d${i}.example`)).join('');
    const mail = {
      from: 'a@example.com',
      raw: Buffer.from(`${all}\r\nx`),
      network: '192.0.2.7',
      helo: 'mx.example.com',
    };
    expect(await checkSender(mail, { mta: 'mail.example.jp', resolver })).toBe('fail');
    expect(asked.filter((name) => name.includes('_domainkey'))).toHaveLength(10);
    spf = true;
    asked.length = 0;
    expect(await checkSender(mail, { mta: 'mail.example.jp', resolver })).toBe('pass');
    expect(asked.filter((name) => name.includes('_domainkey'))).toEqual([]);
  });

  it('has to come again while its domain cannot be looked up', async () => {
    expect(await check({ 'example.com': 'ESERVFAIL' })).toBe('temperror');
    expect(await check({ 'example.com': 'ETIMEOUT' })).toBe('temperror');
    expect(await check({ 's1._domainkey.example.com': 'ETIMEOUT' }, { raw: await signed('example.com') })).toBe(
      'temperror',
    );
  });

  it('of a carrier with dots in forbidden places is looked up like any other', async () => {
    const mail = { from: 'a..b@docomo.ne.jp' };
    expect(await check({ 'docomo.ne.jp': ['v=spf1 ip4:192.0.2.7 -all'] }, mail)).toBe('pass');
  });

  it('does not break the door with a mail that is none', async () => {
    for (const broken of [Buffer.alloc(0), Buffer.from('\0\0\0'), Buffer.from('DKIM-Signature: v=1; a=; b=\r\n\r\n')])
      expect(await check({}, { raw: broken })).toBe('fail');
  });
});
