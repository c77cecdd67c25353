/** The sender file and the colours of the mails. */

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { languages } from '../../../server/contract/codes.ts';
import { palette } from '../../../server/letters/blocks.ts';
import { makeBundle } from '../../../server/letters/bundle.ts';
import { mailType, mailTypes } from '../../../server/letters/catalogue.ts';
import { desksWithoutMail, factsOf, hostAllowed, senderOf } from '../../../server/letters/sender.ts';
import { shipped } from './shipped.ts';

const sender = senderOf(shipped);

describe('sender', () => {
  test('five systems with their domains, names in three languages and two contacts', () => {
    expect(Object.entries(sender.systems).map(([code, system]) => [code, system.domain])).toEqual([
      ['nl', 'mail.isa.go.jp'],
      ['ras2', 'rasens-immi.moj.go.jp'],
      ['ras1', 'ras-immi.moj.go.jp'],
      ['ens', 'ens-immi.moj.go.jp'],
      ['staff', 'mail.isa.go.jp'],
    ]);
    expect(sender.systems.ens.procedure?.phone).toBe('0570-013904');
    expect(sender.systems.ras2.operation.phone).toBe('050-3786-3053');
    expect(sender.office.links).toHaveLength(4);
  });

  test('English facts have the number as dialled from abroad; absent facts are absent', () => {
    expect(factsOf(sender, 'ras2', 'en').operation_phone).toBe('+81-50-3786-3053');
    expect(factsOf(sender, 'ras2', 'ja').operation_phone).toBe('050-3786-3053');
    expect(factsOf(sender, 'ras2', 'ja')).not.toHaveProperty('operation_mail');
  });

  test('a desk’s mail is an address that fits into a line; who has none is named', () => {
    const withMail = (mail: string) => {
      const given = structuredClone(sender);
      given.systems.ens.operation.mail = mail;
      return senderOf(makeBundle({ 'sender.json': JSON.stringify(given) }));
    };
    expect(desksWithoutMail(sender)).toEqual(['ras2', 'ras1', 'ens']);
    const given = withMail('desk@example.jp');
    expect(desksWithoutMail(given)).toEqual(['ras2', 'ras1']);
    for (const language of languages) expect(factsOf(given, 'ens', language).operation_mail).toBe('desk@example.jp');
    for (const wrong of ['', 'desk', 'desk@example.jp\nBcc: x@example.jp', `${'d'.repeat(50)}@example.jp`])
      expect(() => withMail(wrong), wrong).toThrow(
        expect.objectContaining({ fields: [expect.objectContaining({ field: 'systems.ens.operation.mail' })] }),
      );
  });

  test('only the listed hosts and our own may be linked', () => {
    expect(hostAllowed(sender, 'https://www.moj.go.jp/isa/')).toBe(true);
    for (const url of [
      'https://www.moj.go.jp.evil.example/',
      'https://evil.example/www.moj.go.jp',
      'https://www.moj.go.jp@evil.example/',
      'x',
    ]) {
      expect(hostAllowed(sender, url), url).toBe(false);
    }
    expect(hostAllowed(sender, 'https://hub.example.jp/x', 'https://hub.example.jp')).toBe(true);
  });

  test('every mistake in sender.json is told at once', () => {
    const broken = JSON.stringify({ ...sender, linkHosts: ['https://x'], agency: { ...sender.agency, phone: '' } });
    expect(() => senderOf(makeBundle({ 'sender.json': broken }))).toThrow(
      expect.objectContaining({ fields: [expect.anything(), expect.anything()] }),
    );
  });

  test('unknown mail types are refused, known ones found, ids are unique', () => {
    expect(() => mailType('nl-nobody')).toThrow('letter.type_unknown');
    expect(new Set(mailTypes.map((type) => type.id)).size).toBe(mailTypes.length);
  });
});

describe('palette', () => {
  const luminance = (hex: string) => {
    const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
      const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
      return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a: string, b: string) => {
    const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  };

  test('text and links reach 4.5:1 and lines 3:1 on their paper, light and dark', () => {
    for (const scheme of ['light', 'dark'] as const) {
      for (const name of ['ink', 'quiet', 'accent'] as const)
        expect(contrast(palette[name][scheme], palette.paper[scheme]), `${name} ${scheme}`).toBeGreaterThanOrEqual(4.5);
      expect(contrast(palette.line[scheme], palette.paper[scheme])).toBeGreaterThanOrEqual(3);
    }
  });

  test('the colours are those of the Digital Agency’s tokens', async () => {
    const css = await readFile(
      createRequire(import.meta.url).resolve('@digital-go-jp/design-tokens/dist/tokens.css'),
      'utf8',
    );
    const token = (name: string) => new RegExp(`--color-${name}: (#[0-9a-f]{6})`).exec(css)?.[1];
    expect(palette.ink).toEqual({ light: token('neutral-solid-gray-800'), dark: token('neutral-solid-gray-50') });
    expect(palette.quiet).toEqual({ light: token('neutral-solid-gray-700'), dark: token('neutral-solid-gray-200') });
    expect(palette.paper).toEqual({ light: token('neutral-white'), dark: token('neutral-solid-gray-900') });
    expect(palette.ground).toEqual({ light: token('neutral-solid-gray-50'), dark: token('neutral-black') });
    expect(palette.line).toEqual({ light: token('neutral-solid-gray-536'), dark: token('neutral-solid-gray-400') });
    expect(palette.accent).toEqual({ light: token('primitive-blue-900'), dark: token('primitive-blue-300') });
  });
});
