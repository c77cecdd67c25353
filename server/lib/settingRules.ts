/** Small zod rules for settings: text from the environment in, a typed value or one plain sentence out. */
import { z } from 'zod';
import { isAddress, readAddress } from './address.ts';
import { isNetwork } from './networks.ts';

export const text = (pattern = /^[\s\S]*$/) =>
  z.string().regex(pattern, { error: `does not look like ${pattern.source}` });

export const number = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d+$/, { error: 'must be a whole number' })
    .transform(Number)
    .refine((n) => n >= least && n <= most, { error: `must be from ${least} to ${most}` });

export const oneOf = <const T extends string>(...words: T[]) =>
  z.enum(words, { error: `must be one of ${words.filter(Boolean).join(', ')}` });

export const flag = () =>
  z.enum(['true', 'false', '1', '0'], { error: 'must be true or false' }).transform((v) => v === 'true' || v === '1');

export const list = <const T extends string>(words: readonly T[]) =>
  z
    .string()
    .transform((v) =>
      v
        .split(',')
        .map((w) => w.trim())
        .filter(Boolean),
    )
    .refine((v) => v.length > 0 && v.every((w) => words.includes(w as T)), {
      error: `must be a list of ${words.join(', ')}`,
    })
    .transform((v) => v as T[]);

export const httpUrl = (mayBeEmpty: boolean) =>
  z.string().refine((v) => (v === '' ? mayBeEmpty : URL.canParse(v) && /^https?:\/\/[^/]+(\/.*[^/])?$/.test(v)), {
    error: 'must be an address like https://mail.example.jp, without a slash at the end',
  });

export const addressRule = (mayBeEmpty: boolean) =>
  z.string().refine((v) => (v === '' ? mayBeEmpty : isAddress(readAddress(v))), { error: 'must be one mail address' });

/** Addresses and networks, joined by spaces. */
export const networks = () =>
  z
    .string()
    .transform((v) => v.split(/[\s,]+/).filter(Boolean))
    .refine((v) => v.every(isNetwork), { error: 'must be addresses like 192.0.2.1 or networks like 192.0.2.0/24' });
