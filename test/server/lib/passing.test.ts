import { describe, expect, it } from 'vitest';
import { isFull, isPassing } from '../../../server/lib/passing.ts';

const coded = (code: string) => Object.assign(new Error('x'), { code });

describe('trouble that passes', () => {
  it.each([
    'SQLITE_FULL',
    'SQLITE_BUSY',
    'SQLITE_BUSY_SNAPSHOT',
    'SQLITE_IOERR_WRITE',
    'SQLITE_CANTOPEN',
    'ECONNREFUSED',
    'ECONNRESET',
    'EPIPE',
    'ETIMEDOUT',
    'EAI_AGAIN',
    'ENOSPC',
    '08006',
    '40001',
    '40P01',
    '53100',
    '53300',
    '57P01',
  ])('has the code %s', (code) => {
    expect(isPassing(coded(code))).toBe(true);
  });

  it.each([
    'Connection terminated unexpectedly',
    'Connection ended unexpectedly',
    'Client has encountered a connection error and is not queryable',
    'timeout exceeded when trying to connect',
    'Knex: Timeout acquiring a connection. The pool is probably full.',
  ])('says “%s”', (words) => {
    expect(isPassing(new Error(words))).toBe(true);
  });

  it('is none of our own mistakes', () => {
    for (const error of [coded('SQLITE_CONSTRAINT'), coded('SQLITE_ERROR'), coded('23505'), coded('42P01')])
      expect(isPassing(error)).toBe(false);
    for (const error of [new TypeError('x is undefined'), null, undefined, 'SQLITE_FULL'])
      expect(isPassing(error)).toBe(false);
  });

  it('is a full disk only where the disk is full', () => {
    expect(['SQLITE_FULL', '53100', 'ENOSPC', 'SQLITE_BUSY', '53300'].map((code) => isFull(coded(code)))).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
  });
});
