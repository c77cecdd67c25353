/** Loaded before the tests and the hubs that they start: a password costs a millisecond. Its real cost stands in passwords.test.ts. */
import { hashing } from '../../server/domain/people/passwords.ts';

hashing.cost = 2 ** 9;
