/** Which recipient domains are slowed down together. */

import { describe, expect, it } from 'vitest';
import { defaultLimit, domainClass, domainClasses, isReassigningCarrier } from '../../../server/lib/domainClasses.ts';

/** Decision 19: these and their subdomains. */
const carriers = ['docomo.ne.jp', 'ezweb.ne.jp', 'au.com', 'softbank.ne.jp', 'i.softbank.jp'];

describe('the class of a domain', () => {
  it.each(carriers.flatMap((domain) => [domain, `x.${domain}`, `x.y.${domain}`]))('%s is a carrier', (domain) => {
    expect(isReassigningCarrier(domain)).toBe(true);
    expect(defaultLimit(domainClass(domain), 'usual')).toEqual({ connections: 4, ratePerSecond: 10 });
  });

  it.each([
    ['gmail.com', 'gmail'],
    ['googlemail.com', 'gmail'],
    ['outlook.jp', 'outlook'],
    ['live.com', 'outlook'],
    ['hotmail.co.jp', 'outlook'],
    ['msn.com', 'outlook'],
    ['yahoo.co.jp', 'yahoo'],
    ['ymail.ne.jp', 'yahoo'],
    ['me.com', 'icloud'],
  ])('%s is a provider with a class and without a limit', (domain, name) => {
    expect(domainClass(domain)).toBe(name);
    expect(isReassigningCarrier(domain)).toBe(false);
    expect(defaultLimit(name, 'usual')).toEqual({ connections: null, ratePerSecond: null });
  });

  it.each([
    'example.jp',
    'notdocomo.ne.jp',
    'docomo.ne.jp.example.com',
    'softbank.jp',
    'gmail.com.example.jp',
    'home.com',
  ])('%s is nobody in particular', (domain) => {
    expect(domainClass(domain)).toBe('other');
  });

  it('has no default limit in an emergency, whatever it is', () => {
    for (const name of domainClasses)
      expect(defaultLimit(name, 'emergency')).toEqual({ connections: null, ratePerSecond: null });
  });
});
