/** Where signing keys lie: DATA_DIR/dkim, one PEM file each, named as its DNS record is: 'selector._domainkey.domain.pem'. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DkimKey, readDkimKey } from './dkim.ts';

const fileName = /^([a-z0-9.-]+)\._domainkey\.([a-z0-9.-]+)\.pem$/;

export const dkimFolder = (dataDir: string): string => join(dataDir, 'dkim');

/** All keys of the folder; none when there is no folder. HubErrors of `readDkimKey` for a file that is no key. */
export const loadDkimKeys = (dataDir: string): DkimKey[] => {
  let names: string[];
  try {
    names = readdirSync(dkimFolder(dataDir)).sort();
  } catch {
    return [];
  }
  return names.flatMap((name) => {
    const [, selector, domain] = fileName.exec(name) ?? [];
    if (!selector || !domain) return [];
    return [readDkimKey({ selector, domain, privateKey: readFileSync(join(dkimFolder(dataDir), name), 'utf8') })];
  });
};
