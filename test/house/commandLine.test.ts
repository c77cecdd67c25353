/** The command line acts on the hub of the service or on none: in a bare environment, in the service's, and in every command that is documented. */
import { execFile } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { home } from '../../scripts/checks/shape.ts';
import { readWords } from '../../server/cli/command.ts';
import { commands, findCommand } from '../../server/cli/commands.ts';
import { weighedByName } from '../../server/cli/weight.ts';
import { newMasterKey } from '../../server/lib/seal.ts';
import { freshDatabase } from '../support/database.ts';
import { commandLine, failingStart } from '../support/hub.ts';

let place: Awaited<ReturnType<typeof freshDatabase>>;
let folder: string;
let key: string;
beforeAll(async () => {
  place = await freshDatabase();
  folder = mkdtempSync(join(tmpdir(), 'fumibako-service-'));
  key = newMasterKey();
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await place.remove();
});

describe('a bare environment', () => {
  it('is refused with where it looked, and no file is made: the brake must not hold an empty database', async () => {
    const dir = join(folder, 'nothing', 'here');
    for (const words of [
      ['holds', 'set', 'everything', '--reason', 'x'],
      ['topics', 'list'],
      ['audit', 'verify'],
    ]) {
      const said = await commandLine({ DATA_DIR: dir })(...words);
      expect([said.code, said.stdout]).toEqual([1, '']);
      expect(said.stderr).toContain(
        `There is no database at sqlite:${dir}/fumibako.db (DATABASE_URL is not set, DATA_DIR is)`,
      );
    }
    expect(existsSync(dir)).toBe(false);
  }, 60_000);

  it('is refused where the key does not lie beside the database, and no new key is made', async () => {
    const dir = join(folder, 'without-key');
    mkdirSync(dir);
    writeFileSync(join(dir, 'fumibako.db'), '');
    const said = await commandLine({ DATA_DIR: dir })('holds', 'list');
    expect([said.code, said.stdout]).toEqual([1, '']);
    expect(said.stderr).toContain(`there is no ${dir}/master.key`);
    const start = await failingStart({ DATA_DIR: dir, HTTP_PORT: '0', SMTP_PORT: '0' });
    expect(start.code).toBe(1);
    expect(start.stderr).toContain('Put the kept key back');
    expect(readdirSync(dir)).toEqual(['fumibako.db']);
  }, 60_000);
});

it('what is no hub, a wrong key and a damaged file end in a sentence with what to do', async () => {
  const empty = await freshDatabase();
  const at = (url: string, more: object = {}) =>
    commandLine({ DATABASE_URL: url, DATA_DIR: folder, MASTER_KEY: key, ...more });
  if (!empty.url.startsWith('sqlite:')) {
    const said = await at(empty.url)('holds', 'list');
    expect([said.code, said.stderr.split('\n')[0]]).toEqual([1, expect.stringContaining('it has no tables of ours')]);
    expect(said.stderr).not.toContain(new URL(empty.url).password || 'no password');
  }
  expect((await at(empty.url)('migrate')).code).toBe(0);
  const wrong = await at(empty.url, { MASTER_KEY: newMasterKey() })('holds', 'list');
  expect([wrong.code, wrong.stderr]).toEqual([
    1,
    expect.stringContaining('Take the key that was kept for this database'),
  ]);
  const torn = join(folder, 'torn.db');
  writeFileSync(torn, 'this is no database at all, however long it may be'.repeat(100));
  const said = await at(`sqlite:${torn}`)('holds', 'list');
  expect([said.code, said.stderr]).toEqual([1, expect.stringContaining('put the newest backup in its place')]);
  await empty.remove();
}, 90_000);

it('every command that is weighed by name is one', () => {
  expect(weighedByName().filter((name) => !commands.some((c) => c.name === name))).toEqual([]);
});

/** A stand-in that does what `systemd-run` and `docker compose exec` do to a command's surroundings, and nothing else. */
const standIn = (name: string, body: string) => {
  const file = join(folder, 'bin', name);
  mkdirSync(join(folder, 'bin'), { recursive: true });
  writeFileSync(file, `#!${process.execPath}\n${body}`);
  chmodSync(file, 0o755);
};

type Said = { code: number; stdout: string; stderr: string };
const wrapper = (env: Record<string, string>, ...words: string[]): Promise<Said> =>
  new Promise((resolve) =>
    execFile(
      join(home, 'deploy', 'fumibako'),
      words,
      // Nothing of the hub's settings is in the surroundings of who calls it, and it is called from anywhere.
      { cwd: tmpdir(), env: { PATH: `${join(folder, 'bin')}:/usr/bin:/bin`, ...env } },
      (error, stdout, stderr) => resolve({ code: error ? Number(error.code ?? 1) : 0, stdout, stderr }),
    ),
  );

/** Every documented call of the command line, as words after `fumibako`. */
const documented = (): { page: string; words: string[] }[] => {
  const pages = [
    'README.md',
    ...readdirSync(join(home, 'docs'))
      .filter((f) => f.endsWith('.md'))
      .map((f) => `docs/${f}`),
  ];
  const found = pages.flatMap((page) => {
    const text = readFileSync(join(home, page), 'utf8').replaceAll('\\\n', ' ');
    const inSpans = [...text.matchAll(/`(?:npm run (?:-s )?hub --|fumibako|hub) ([a-z][^`\n]*)`/g)].map((m) => m[1]!);
    const inBlocks = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap((m) =>
      [...m[1]!.matchAll(/^(?:npm run (?:-s )?hub --|fumibako) ([^\n]*)$/gm)].map((line) =>
        line[1]!.replace(/\s#.*$/, ''),
      ),
    );
    return [...inSpans, ...inBlocks].map((line) => ({ page, line: line.trim() }));
  });
  const split = (line: string) => [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map((m) => m[1] ?? m[2] ?? m[3]!);
  return found.map(({ page, line }) => ({ page, words: split(line) }));
};

describe('deploy/fumibako', () => {
  const etc = () => join(folder, 'etc');
  beforeAll(async () => {
    mkdirSync(join(etc(), 'secrets'), { recursive: true });
    writeFileSync(join(etc(), 'hub.env'), 'PUBLIC_URL=https://mail.example.jp\nMAIL_DOMAIN=mail.example.jp\n');
    const secrets = { database_url: place.url, smtp_url: 'smtp://relay.example.jp:587?tls=required', master_key: key };
    for (const [name, value] of Object.entries(secrets)) writeFileSync(join(etc(), 'secrets', name), `${value}\n`);
    const made = await commandLine({ DATABASE_URL: place.url, DATA_DIR: folder, MASTER_KEY: key })('migrate');
    expect([made.code, made.stdout]).toEqual([0, expect.stringContaining('The database is up to date.\nDatabase: ')]);
    standIn(
      'systemd-run',
      `const { readFileSync, mkdtempSync, copyFileSync } = require('node:fs');
const { spawnSync } = require('node:child_process');
const env = { PATH: '/usr/bin:/bin', CREDENTIALS_DIRECTORY: mkdtempSync(${JSON.stringify(join(folder, 'credentials-'))}) };
const rest = process.argv.slice(2);
let cwd = '/';
while (rest[0].startsWith('--')) {
  const [, name, value = ''] = /^--([a-z-]+)(?:=(.*))?$/.exec(rest.shift());
  if (name === 'setenv') env[value.slice(0, value.indexOf('='))] = value.slice(value.indexOf('=') + 1);
  if (name === 'working-directory') cwd = value;
  const [, property, setting] = /^(\\w+)=(.*)$/.exec(name === 'property' ? value : '') ?? [];
  if (property === 'EnvironmentFile')
    for (const line of readFileSync(setting, 'utf8').split('\\n').filter((l) => /^\\w+=/.test(l)))
      env[line.slice(0, line.indexOf('='))] = line.slice(line.indexOf('=') + 1);
  if (property === 'LoadCredential')
    copyFileSync(setting.slice(setting.indexOf(':') + 1), env.CREDENTIALS_DIRECTORY + '/' + setting.slice(0, setting.indexOf(':')));
}
env.DATA_DIR = ${JSON.stringify(folder)};
process.exitCode = spawnSync(rest[0], rest.slice(1), { cwd, env, stdio: 'inherit' }).status;
`,
    );
    standIn(
      'docker',
      `const words = process.argv.slice(2).join(' ');
process.stdout.write(words + '\\n');
`,
    );
  }, 60_000);

  it('holds the mail of the service, from any folder, and names its database', async () => {
    const env = { FUMIBAKO_ETC: etc() };
    const held = await wrapper(env, 'holds', 'set', 'everything', '--reason', 'wrong text');
    expect([held.code, held.stderr]).toEqual([0, '']);
    expect(held.stdout).toMatch(/^everything \* is held\.\nDatabase: (sqlite:|postgres)/);
    const json = await wrapper(env, 'holds', 'list', '--json');
    expect(JSON.parse(json.stdout)).toMatchObject([{ kind: 'everything', reason: 'wrong text' }]);
    const lifted = JSON.parse((await wrapper(env, 'holds', 'lift', 'everything', '--json')).stdout) as {
      database: string;
    };
    expect(lifted.database).toContain(place.url.startsWith('sqlite:') ? place.url : new URL(place.url).pathname);
  }, 60_000);

  it('goes into the web container where there is no systemd service, and refuses where there is neither', async () => {
    const inside = await wrapper({ FUMIBAKO_ETC: '/nowhere', FUMIBAKO_WAY: 'compose' }, 'holds', 'list');
    expect(inside.stdout).toBe(
      `compose --file ${home}/deploy/compose.yaml exec -T web node server/cli.ts holds list\n`,
    );
    const neither = await wrapper({ FUMIBAKO_ETC: '/nowhere' }, 'holds', 'list');
    expect([neither.code, neither.stderr]).toEqual([1, expect.stringContaining('no service to act on')]);
  });

  it('every documented command exists with the words it is documented with', () => {
    const all = documented();
    expect(all.length).toBeGreaterThan(20);
    const wrong = all.flatMap(({ page, words }) => {
      const found = findCommand(words);
      const noun = commands.some((c) => c.name.startsWith(`${words[0]} `)) && (words.length === 1 || words[1] === '…');
      if (!found) return noun ? [] : [`${page}: ${words.join(' ')}`];
      const names = found.rest.filter((w) => /^--\w/.test(w)).map((w) => w.slice(2));
      const known = { ...found.command.options, json: 1, help: 1, yes: 1 };
      const left = names.filter((name) => !(name in known));
      return left.length > 0 ? [`${page}: ${words.join(' ')} has no --${left.join(', --')}`] : [];
    });
    expect(wrong).toEqual([]);
  });

  it('every documented command that is whole runs in the surroundings of the service', async () => {
    const whole = documented().filter(({ page, words }) => {
      const found = page === 'docs/deploy.md' ? findCommand(words) : null;
      if (!found || words.some((w) => /…|^[A-Z]{2,}$|^(bulletins|dkim|restore|backup|key)$/.test(w))) return false;
      try {
        readWords(found.command, found.rest);
        return true;
      } catch {
        return false;
      }
    });
    const once = [...new Map(whole.map(({ words }) => [words.join('\0'), words])).values()];
    expect(once.length).toBeGreaterThan(6);
    for (const words of once) {
      const said = await wrapper({ FUMIBAKO_ETC: etc() }, ...words);
      expect([words.join(' '), said.code === 2, said.stderr]).toEqual([
        words.join(' '),
        false,
        expect.not.stringContaining('There is no'),
      ]);
      // The doctor looks at a relay and a domain that are not there; everything else is well.
      const lifts = words[0] === 'holds' && words[1] === 'lift' && said.stderr.startsWith('refused: switch.not-on');
      if (words[0] !== 'doctor' && !lifts)
        expect([words.join(' '), said.code, said.stderr]).toEqual([words.join(' '), 0, '']);
    }
  }, 300_000);
});
