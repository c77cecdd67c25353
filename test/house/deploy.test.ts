/** The files of deploy/ say what the program understands: roles, settings, secrets, commands. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { home } from '../../scripts/checks/shape.ts';
import { usualCounts } from '../../scripts/cluster/crew.ts';
import { readConfig, type SettingName, settings } from '../../server/config.ts';
import { roles } from '../../server/contract/codes.ts';
import { newMasterKey } from '../../server/lib/seal.ts';

type Service = {
  image?: string;
  build?: { args: Record<string, string> };
  networks: string[];
  volumes: string[];
  read_only?: boolean;
  cap_drop?: string[];
  mem_limit?: string;
  cpus?: number;
  pids_limit?: number;
  command?: string[];
  restart: string;
  environment?: Record<string, string>;
  secrets?: string[];
  healthcheck?: { test: string[] };
  depends_on?: Record<string, { condition: string }>;
  deploy?: { replicas: number };
};
type Compose = {
  services: Record<string, Service>;
  secrets: Record<string, { file: string }>;
  networks: Record<string, { internal?: boolean }>;
};

const deploy = (...path: string[]) => join(home, 'deploy', ...path);
const compose = parse(readFileSync(deploy('compose.yaml'), 'utf8'), { merge: true }) as Compose;
const ours = ['migrate', ...roles, 'backup'];
const others = ['proxy', 'postgres', 'redis'];

let secrets: string;
beforeAll(() => {
  secrets = mkdtempSync(join(tmpdir(), 'fumibako-secrets-'));
  writeFileSync(join(secrets, 'database_url'), 'postgres://fumibako:secret@postgres/fumibako\n');
  writeFileSync(join(secrets, 'redis_url'), 'redis://:secret@redis:6379\n');
  writeFileSync(join(secrets, 'smtp_url'), 'smtp://user:secret@relay.example.jp:587\n');
  writeFileSync(join(secrets, 'master_key'), `${newMasterKey()}\n`);
});
afterAll(() => rmSync(secrets, { recursive: true, force: true }));

/** The settings as a process would get them: variables filled in, secrets where they are mounted. */
const filled = (environment: Record<string, string>, mounted: string) =>
  Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [
      name,
      String(value)
        .replace(mounted, secrets)
        .replaceAll(/\$\{(PUBLIC_HOST|MAIL_DOMAIN|MAIL_HOST):?[^}]*\}/g, 'mail.example.jp')
        .replace(/\$\{BACKUP_RECIPIENT:?[^}]*\}/, 'age1example')
        .replace(/\$\{\w+:-([^}]*)\}/, '$1'),
    ]),
  );

const isSetting = (name: string) => {
  if (name in settings || name === 'NODE_COMPILE_CACHE') return true;
  const secret = name.replace(/_FILE$/, '') as SettingName;
  return secret !== name && settings[secret]?.secret === true;
};

describe('a secret in a file', () => {
  it('is read where it is named; the variable itself comes first, and a file that cannot be read is told', () => {
    const file = join(secrets, 'smtp_url');
    expect(readConfig({ SMTP_URL_FILE: file }).SMTP_URL).toBe('smtp://user:secret@relay.example.jp:587');
    expect(readConfig({ SMTP_URL_FILE: file, SMTP_URL: 'smtp://other.example.jp' }).SMTP_URL).toContain('other');
    expect(() => readConfig({ SMTP_URL_FILE: '/nowhere/at-all' })).toThrow('SMTP_URL_FILE=/nowhere/at-all: ENOENT');
  });
});

describe('deploy/compose.yaml', () => {
  it('is a file of the Compose Specification', () => {
    const schema = JSON.parse(readFileSync(join(home, 'test/data/schemas/compose.json'), 'utf8'));
    const takes = new Ajv2020({ strict: false, allErrors: true, validateFormats: false }).compile(schema);
    takes(compose);
    expect(takes.errors).toBe(null);
    // It can say no.
    expect(takes({ services: { web: { imagee: 'x' } } })).toBe(false);
  });

  it('lets every container have little: no rights, a bounded part of the machine, and the networks that it needs', () => {
    for (const [name, service] of Object.entries(compose.services)) {
      expect(service, name).toMatchObject({ read_only: true, cap_drop: ['ALL'] });
      for (const limit of [service.mem_limit, service.cpus, service.pids_limit]) expect(limit, name).toBeTruthy();
    }
    expect(compose.networks.inside!.internal).toBe(true);
    for (const name of ['postgres', 'redis']) expect(compose.services[name]!.networks).toEqual(['inside']);
    // Who can be reached from outside and is not ours reaches no database.
    expect(compose.services.proxy!.networks).toEqual(['outside']);
  });

  it('asks each container about itself, never about the hub', () => {
    for (const name of [...roles, 'backup'])
      expect(compose.services[name]!.healthcheck!.test.join(' '), name).toMatch(
        /\/tmp\/beat|127\.0\.0\.1:3000|connect\(2525\)/,
      );
    expect(compose.services.delivery!.environment!.BEAT_FILE).toBe('/tmp/beat');
  });

  it('gives backups to one service alone', () => {
    const reach = Object.entries(compose.services).filter(
      ([, s]) => s.environment?.BACKUP_DIR || s.volumes?.some((volume) => volume.includes('backups')),
    );
    expect(reach.map(([name]) => name)).toEqual(['backup']);
  });

  it('is pinned by deploy/pin, every image of others and what our own is built on', () => {
    const folder = mkdtempSync(join(tmpdir(), 'fumibako-pin-'));
    const sum = 'a'.repeat(64);
    cpSync(deploy('pin'), join(folder, 'pin'));
    cpSync(deploy('compose.yaml'), join(folder, 'compose.yaml'));
    // A stand-in: no test reaches a registry.
    writeFileSync(
      join(folder, 'docker'),
      `#!/bin/sh\ncase "$1 $2" in "pull --quiet") ;; "image inspect") echo "\${5%%:*}@sha256:${sum}" ;; *) exit 9 ;; esac\n`,
      { mode: 0o755 },
    );
    execFileSync(join(folder, 'pin'), { env: { PATH: `${folder}:/usr/bin:/bin` } });
    const lock = parse(readFileSync(join(folder, 'compose.lock.yaml'), 'utf8')) as Compose;
    expect(Object.fromEntries(Object.entries(lock.services).map(([name, { image }]) => [name, image]))).toEqual(
      Object.fromEntries(
        others.map((name) => [name, `${/:-(\w+):/.exec(compose.services[name]!.image!)![1]}@sha256:${sum}`]),
      ),
    );
    const bases = readFileSync(join(folder, 'bases.env'), 'utf8');
    expect(bases).toBe(`BUILD_BASE=node@sha256:${sum}\nBASE=debian@sha256:${sum}\n`);
    rmSync(folder, { recursive: true });
    const image = readFileSync(deploy('Dockerfile'), 'utf8');
    for (const [name, base] of Object.entries(compose.services.web!.build!.args))
      expect(image).toContain(`ARG ${name}=${/:-(.*)\}/.exec(base)![1]}\n`);
  });

  it('runs every role, and the same ones as npm run cluster', () => {
    expect(Object.keys(compose.services).sort()).toEqual([...ours, ...others].sort());
    for (const role of roles) {
      expect(compose.services[role]!.environment!.ROLES).toBe(role);
      expect(compose.services[role]!.deploy?.replicas ?? 1, role).toBe(usualCounts[role]);
    }
  });

  it.each(ours)('gives %s settings that the program takes in production', (name) => {
    const { environment } = compose.services[name]!;
    expect(Object.keys(environment!).filter((setting) => !isSetting(setting))).toEqual([]);
    const config = readConfig(filled(environment!, '/run/secrets'));
    expect(config).toMatchObject({ production: true, DATABASE_URL: expect.stringMatching(/^postgres:/) });
    expect(config.REDIS_URL).toMatch(/^redis:\/\/:secret@redis:/);
    expect(config.SMTP_URL).toContain('relay.example.jp');
  });

  it('mounts every secret that a setting points to, and holds none itself', () => {
    for (const [name, { environment, secrets: mounted = [] }] of Object.entries(compose.services)) {
      const wanted = Object.values(environment ?? {}).flatMap(
        (v) => /^\/run\/secrets\/(\w+)$/.exec(String(v))?.[1] ?? [],
      );
      expect(mounted, name).toEqual(expect.arrayContaining(wanted));
      for (const secret of mounted) expect(compose.secrets[secret]?.file, secret).toMatch(/^\.\/secrets\//);
    }
    expect(readFileSync(deploy('compose.yaml'), 'utf8')).not.toMatch(/:\/\/[^/\s]*:[^/\s]*@/);
  });

  it('restarts everything that runs, and looks whether it is well', () => {
    for (const [name, service] of Object.entries(compose.services).filter(([n]) => n !== 'migrate')) {
      expect(service.restart, name).toBe('unless-stopped');
      expect(service.healthcheck?.test[0], name).toMatch(/^CMD(-SHELL)?$/);
    }
    expect(compose.services.migrate!.restart).toBe('no');
    for (const role of [...roles, 'backup'])
      expect(compose.services[role]!.depends_on).toMatchObject({
        postgres: { condition: 'service_healthy' },
        redis: { condition: 'service_healthy' },
        migrate: { condition: 'service_completed_successfully' },
      });
  });

  it('calls files that are there', () => {
    const words = ours.flatMap((name) => [
      ...(compose.services[name]!.command ?? []),
      ...(compose.services[name]!.healthcheck?.test ?? []),
    ]);
    const files = [...new Set(words.filter((word) => /^server\//.test(word)))];
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) expect(existsSync(join(home, file)), file).toBe(true);
    const image = readFileSync(deploy('Dockerfile'), 'utf8');
    // A pg_dump older than its server refuses it: backups would fail every night.
    const server = /postgres:(\d+)/.exec(compose.services.postgres!.image!)![1];
    expect(image).toContain(`postgresql-client-${server} `);
    const scripts = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')).scripts as Record<string, string>;
    for (const [, script] of image.matchAll(/npm run ([\w:]+)/g)) expect(scripts).toHaveProperty([script!]);
    expect(existsSync(join(home, /CMD \["node", "(.*?)"\]/.exec(image)![1]!))).toBe(true);
  });
});

/** `KEY=value` lines below a heading, in order; a key may come again. */
const unit = (name: string) =>
  readFileSync(deploy('systemd', name), 'utf8')
    .split('\n')
    .filter((line) => /^\w+=/.test(line))
    .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const);
const envFile = (name: string) => Object.fromEntries(unit(name));

describe('deploy/systemd', () => {
  const environments = readdirSync(deploy('systemd')).filter((f) => f.endsWith('.env') && f !== 'hub.env');

  it('has a file of settings for each process that the target wants, and every role among them', () => {
    const wanted = unit('fumibako.target')
      .filter(([key, value]) => key === 'Wants' && value.includes('@'))
      .flatMap(([, value]) => value.split(' ').map((one) => /@(.+)\.service$/.exec(one)![1]!));
    expect(wanted.map((one) => `${one}.env`).sort()).toEqual([...environments].sort());
    expect(new Set(environments.map((f) => envFile(f).ROLES))).toEqual(new Set(roles));
  });

  it.each(environments)('gives %s settings that the program takes in production', (file) => {
    const inUnit = unit('fumibako@.service').flatMap(([key, value]) =>
      key === 'Environment' ? [[value.slice(0, value.indexOf('=')), value.slice(value.indexOf('=') + 1)] as const] : [],
    );
    const all = { ...Object.fromEntries(inUnit), ...envFile('hub.env'), ...envFile(file) };
    expect(Object.keys(all).filter((name) => !isSetting(name))).toEqual([]);
    expect(readConfig(filled(all, '%d')).ROLES).toEqual([all.ROLES]);
    const credentials = unit('fumibako@.service').filter(([key]) => key === 'LoadCredential');
    for (const value of Object.values(all).filter((v) => v.startsWith('%d/')))
      expect(credentials.map(([, c]) => c.split(':')[0])).toContain(value.slice(3));
  });

  it('starts programs that are there, and gives up nothing it does not need', () => {
    for (const name of ['fumibako@.service', 'fumibako-migrate.service']) {
      const start = unit(name).find(([key]) => key === 'ExecStart')![1];
      expect(existsSync(join(home, start.split(' ')[1]!)), start).toBe(true);
      expect(unit(name)).toContainEqual(['NoNewPrivileges', 'yes']);
      expect(unit(name)).toContainEqual(['ProtectSystem', 'strict']);
      expect(unit(name)).toContainEqual(['CapabilityBoundingSet', '']);
    }
  });

  it('gives every secret to the roles that read it, and to no other', () => {
    const of = (name: string) =>
      unit(name).flatMap(([key, value]) => (key === 'LoadCredential' ? [value.split(':')[0]!] : []));
    const everybody = [...of('fumibako@.service'), ...of('secrets/all.conf')];
    const given = { everybody, web: of('secrets/web.conf'), clock: of('secrets/clock.conf') };
    expect(given).toEqual({
      everybody: ['database_url', 'smtp_url', 'master_key', 'alert_smtp_url', 'files_url', 'redis_url'],
      web: ['oidc_client_secret', 'metrics_token'],
      clock: ['backup_identity'],
    });
    expect(of('secrets/migrate.conf')).toEqual(['database_owner_url']);
    // A new secret is thought of: it stands in one of these files.
    const secret = Object.entries(settings).flatMap(([name, s]) => (s.secret ? [name.toLowerCase()] : []));
    const all = [...Object.values(given).flat(), ...of('secrets/migrate.conf')];
    expect([...secret, 'backup_identity'].sort()).toEqual(all.sort());
    for (const file of ['all', 'web', 'clock', 'migrate'].map((name) => `secrets/${name}.conf`))
      for (const [key, value] of unit(file)) {
        const [name, from] = value.split(key === 'LoadCredential' ? ':' : '=') as [string, string];
        if (key === 'LoadCredential') expect(from).toBe(`/etc/fumibako/secrets/${name}`);
        else
          expect([isSetting(name) || name in settings, of(file)]).toEqual([
            true,
            expect.arrayContaining([from.slice(3)]),
          ]);
      }
  });

  it('starts no process again because another unit was, and tries without end', () => {
    const said = unit('fumibako@.service');
    // systemd.unit(5): Requires and PartOf hand a restart on, Wants and StopPropagatedFrom do not.
    expect(said.filter(([key]) => ['Requires', 'BindsTo', 'PartOf'].includes(key))).toEqual([]);
    expect(said).toContainEqual(['StopPropagatedFrom', 'fumibako.target']);
    expect(said).toContainEqual(['Restart', 'always']);
    expect(said).toContainEqual(['StartLimitIntervalSec', '0']);
  });

  it('is understood by systemd where there is one', () => {
    const folder = mkdtempSync(join(tmpdir(), 'fumibako-units-'));
    cpSync(deploy('systemd'), folder, { recursive: true });
    mkdirSync(join(folder, 'opt'));
    for (const name of ['fumibako@.service', 'fumibako-migrate.service']) {
      const text = readFileSync(deploy('systemd', name), 'utf8').replaceAll('/opt/fumibako/', `${home}/`);
      writeFileSync(join(folder, name), text);
    }
    cpSync(join(folder, 'fumibako@.service'), join(folder, 'fumibako@web-1.service'));
    const verify = () =>
      execFileSync('systemd-analyze', ['verify', join(folder, 'fumibako@web-1.service')], { stdio: 'pipe' });
    const complaint = (() => {
      try {
        verify();
        return '';
      } catch (error) {
        const { code, stderr } = error as { code?: string; stderr?: Buffer };
        // A machine without systemd has no opinion; the tests above have read the same files.
        return code === 'ENOENT' ? '' : String(stderr);
      }
    })();
    rmSync(folder, { recursive: true, force: true });
    expect(complaint.split('\n').filter((line) => line.includes('fumibako'))).toEqual([]);
  });
});
