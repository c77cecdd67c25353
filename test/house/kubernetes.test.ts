/** deploy/kubernetes: what a strict API server would take, with settings and secrets that the program knows; the same roles as elsewhere. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { home } from '../../scripts/checks/shape.ts';
import { usualCounts } from '../../scripts/cluster/crew.ts';
import { readConfig, type SettingName, settings } from '../../server/config.ts';
import { roles } from '../../server/contract/codes.ts';
import { newMasterKey } from '../../server/lib/seal.ts';

type Named = { name: string };
type Container = {
  image: string;
  command?: string[];
  env?: { name: string; value: string }[];
  livenessProbe?: { exec: { command: string[] } };
  readinessProbe?: object;
  ports?: { name: string; containerPort: number }[];
  resources: { limits: Record<string, string> };
  securityContext: object;
  volumeMounts: (Named & { mountPath: string })[];
};
type Pod = {
  metadata: { labels: Record<string, string> };
  spec: {
    containers: [Container];
    securityContext: object;
    volumes: (Named & { persistentVolumeClaim?: { claimName: string }; secret?: { secretName: string } })[];
  };
};
type Thing = {
  kind: string;
  metadata: Named;
  spec: {
    replicas?: number;
    template: Pod;
    selector: Record<string, string> & { matchLabels: Record<string, string> };
    ports: { targetPort: string }[];
  };
};

const file = (name: string) => readFileSync(join(home, 'deploy', 'kubernetes', name), 'utf8');
const kustomization = parse(file('kustomization.yaml')) as {
  resources: string[];
  images: Named[];
  configMapGenerator: (Named & { envs: string[] })[];
};
const things = kustomization.resources.flatMap((name) =>
  parseAllDocuments(file(name)).map((one) => one.toJS() as Thing),
);
const pods = things.filter(({ kind }) => kind === 'Deployment' || kind === 'Job');
const of = (kind: string) => things.filter((one) => one.kind === kind);
const shared = Object.fromEntries(
  file('settings.env')
    .split('\n')
    .filter((line) => line.includes('='))
    .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
);
const hub = ({ spec }: Thing) => spec.template.spec.containers[0];

describe('deploy/kubernetes', () => {
  it('is what a strict API server takes', () => {
    const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
    ajv.addSchema(JSON.parse(readFileSync(join(home, 'test/data/schemas/kubernetes.json'), 'utf8')), 'kubernetes');
    const faults = (thing: Thing) => {
      const takes = ajv.getSchema(`kubernetes#/definitions/kind.${thing.kind}`)!;
      takes(thing);
      return (takes.errors ?? []).map(
        (error) => `${thing.kind} ${thing.metadata.name}${error.instancePath} ${error.message}`,
      );
    };
    expect(things.length).toBeGreaterThan(10);
    expect(things.flatMap(faults)).toEqual([]);
    // It can say no: a field that nobody knows.
    const wrong = structuredClone(of('Deployment')[0]!);
    Object.assign(wrong.spec.template.spec, { volume: [] });
    expect(faults(wrong)).toHaveLength(1);
  });

  it('runs every role as often as npm run cluster does, and migrates once', () => {
    const counted = Object.fromEntries(of('Deployment').map((one) => [one.metadata.name, one.spec.replicas]));
    // Two entries, for a service in front spreads senders; a third clock makes backups.
    expect(counted).toEqual({ ...usualCounts, intake: 2, backup: 1 });
    expect(new Set(of('Deployment').map((one) => hub(one).env![0]!.value))).toEqual(new Set(roles));
    expect(of('Job').map((one) => hub(one).command)).toEqual([['node', 'server/cli.ts', 'migrate']]);
  });

  it.each(pods.map((one) => [one.metadata.name, one] as const))(
    'gives %s settings that the program takes in production',
    (_name, one) => {
      const own = Object.fromEntries((hub(one).env ?? []).map(({ name, value }) => [name, value]));
      const all: Record<string, string> = { ...shared, ...own };
      const files = Object.keys(all).filter((name) => settings[name.replace(/_FILE$/, '') as SettingName]?.secret);
      expect(Object.keys(all).filter((name) => !(name in settings) && !files.includes(name))).toEqual([]);
      const secrets: Record<string, string> = {
        DATABASE_URL: 'postgres://fumibako:secret@database/fumibako',
        REDIS_URL: 'rediss://:secret@redis:6379',
        SMTP_URL: 'smtp://relay.example.jp?tls=required',
        MASTER_KEY: newMasterKey(),
        FILES_URL: 'https://key:secret@files.example.jp/hub',
      };
      for (const name of files) {
        expect(all[name]).toBe(`/run/secrets/fumibako/${name.replace(/_FILE$/, '').toLowerCase()}`);
        delete all[name];
      }
      expect(files.map((name) => name.replace(/_FILE$/, '')).sort()).toEqual(Object.keys(secrets).sort());
      expect(readConfig({ ...all, ...secrets }).production).toBe(true);
    },
  );

  it('mounts what it names, and names what is there', () => {
    const claims = of('PersistentVolumeClaim').map((one) => one.metadata.name);
    for (const one of pods) {
      const { volumes, containers } = one.spec.template.spec;
      expect(containers[0].volumeMounts.map(({ name }) => name).sort()).toEqual(volumes.map(({ name }) => name).sort());
      for (const { persistentVolumeClaim: claim } of volumes) if (claim) expect(claims).toContain(claim.claimName);
      expect(kustomization.images.map(({ name }) => name)).toEqual([containers[0].image]);
    }
    for (const service of of('Service')) {
      const target = pods.find((one) => one.spec.template.metadata.labels.role === service.spec.selector.role)!;
      expect(hub(target).ports!.map(({ name }) => name)).toContain(service.spec.ports[0]!.targetPort);
    }
    const roleNames = of('Deployment').map((one) => one.metadata.name);
    for (const one of of('PodDisruptionBudget')) expect(roleNames).toContain(one.spec.selector.matchLabels.role);
  });

  it('gives up what it does not need, has limits, and asks each process about itself', () => {
    for (const one of pods) {
      expect(one.spec.template.spec.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 1000 });
      expect(hub(one).securityContext).toMatchObject({ readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } });
      expect(Object.keys(hub(one).resources.limits).sort()).toEqual(['cpu', 'memory']);
      if (one.kind === 'Deployment') expect(hub(one).livenessProbe!.exec.command.join(' ')).toContain(shared.BEAT_FILE);
    }
    const backups = pods.filter((one) => one.spec.template.spec.volumes.some(({ name }) => name === 'backups'));
    expect(backups.map((one) => one.metadata.name)).toEqual(['backup']);
  });
});
