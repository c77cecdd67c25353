/**
 * `npm run release -- --try`: the container image, built from deploy/Dockerfile around the archive that was just made, and run: its user, its
 * files, its programs, a hub that answers, a health check that says yes and then no, and an end in good order. For machines of Debian, as root;
 * buildah and debootstrap come from Debian when they are missing. The image's base is made here, for no registry is needed then. It takes minutes.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { parse } from 'yaml';
import { installFromDebian } from '../setup/debian.mjs';

const BASE = 'localhost/fumibako-base';
const IMAGE = 'localhost/fumibako-tried';

/** Without a daemon and without namespaces of its own, which a container around us would refuse. */
const quiet = { STORAGE_DRIVER: 'vfs', BUILDAH_ISOLATION: 'chroot', DEBIAN_FRONTEND: 'noninteractive' };

const run = (command: string, args: readonly string[]): string => {
  const options = { encoding: 'utf8' as const, env: { ...process.env, ...quiet }, maxBuffer: 1 << 26 };
  const { status, stdout, stderr, error } = spawnSync(command, args, options);
  if (status === 0) return stdout.trim();
  throw new Error(
    `${command} ${args.slice(0, 3).join(' ')}: ${error?.message ?? `${stdout}\n${stderr}`.trim().slice(-3000)}`,
  );
};
/** The container has this machine's network. */
const freePort = () =>
  new Promise<number>((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
const say = (words: string) => void process.stdout.write(`${words}\n`);

/** Where this machine's own packages come from. */
const mirror = () =>
  run('apt-get', ['indextargets', '--format', '$(REPO_URI) $(RELEASE)'])
    .split('\n')
    .find((line) => !line.includes('security'))!
    .split(' ')[0]!;

/** A bare Debian of the release that the Dockerfile names, as an image: `debian:trixie-slim` without the network. */
const makeBase = (folder: string, dockerfile: string): void => {
  const release = /^ARG BASE=debian:(\w+)-slim$/m.exec(dockerfile)![1]!;
  const tree = join(folder, 'base');
  say(`making a bare Debian ${release}`);
  run('debootstrap', ['--variant=minbase', release, tree, mirror()]);
  const container = run('buildah', ['from', 'scratch']);
  run('buildah', ['add', '--quiet', container, tree, '/']);
  run('buildah', ['commit', '--quiet', '--rm', container, BASE]);
};

/** What the container does when it is looked at from inside: each line a finding. */
const inside = (check: string, [http, smtp]: readonly [number, number]) => `
set -eu
id -u
stat -c '%a %U' /var/lib/fumibako
pg_dump --version | cut -d' ' -f3 | cut -d. -f1
touch /opt/fumibako/x 2>/dev/null && echo writable || echo closed
export MASTER_KEY=$(node -e "console.log(require('crypto').randomBytes(32).toString('base64'))")
export SMTP_URL=smtp://127.0.0.1:9 PUBLIC_URL=https://mail.example.jp MAIL_DOMAIN=mail.example.jp BEAT_FILE=/tmp/beat HTTP_PORT=${http} SMTP_PORT=${smtp}
node server/cli.ts migrate > /tmp/said 2>&1 || cat /tmp/said
node server/main.ts > /tmp/said 2>&1 &
hub=$!
n=0
until node -e "fetch('http://127.0.0.1:${http}/readyz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"; do
  n=$((n + 1)); kill -0 $hub && [ $n -lt 120 ] || { cat /tmp/said; exit 1; }; sleep 1
done
node -e "fetch('http://127.0.0.1:${http}/m/ja_entry').then((r) => console.log(r.status))"
sh -c '${check}' && echo well
kill -STOP $hub; touch -d '-31 seconds' /tmp/beat; sh -c '${check}' || echo hangs; kill -CONT $hub
kill -TERM $hub; wait $hub && echo ended
`;

/** Throws with what the image lacks. `archive`: as scripts/release.ts made it. */
export const tryOut = async (root: string, archive: string): Promise<void> => {
  const has = (name: string) => spawnSync('sh', ['-c', `command -v ${name}`]).status === 0;
  await installFromDebian(['buildah', 'debootstrap'].filter((name) => !has(name)));
  const folder = mkdtempSync(join(tmpdir(), 'fumibako-try-'));
  try {
    const file = join(root, 'deploy', 'Dockerfile');
    makeBase(folder, readFileSync(file, 'utf8'));
    const context = join(folder, 'context');
    cpSync(archive, join(context, basename(archive)));
    say(`building the image around ${basename(archive)}`);
    const build = ['bud', '--target', 'archived', '--build-arg', `BASE=${BASE}`, '--build-arg', `BUILD_BASE=${BASE}`];
    run('buildah', [...build, '--network', 'host', '-f', file, '-t', IMAGE, context]);
    say('running it');
    const compose = parse(readFileSync(join(dirname(file), 'compose.yaml'), 'utf8'), { merge: true });
    const check: string = compose.services.delivery.healthcheck.test[1].replaceAll('$$', '$');
    const container = run('buildah', ['from', IMAGE]);
    const script = join(folder, 'inside.sh');
    writeFileSync(script, inside(check, [await freePort(), await freePort()]));
    run('buildah', ['copy', '--quiet', container, script, '/tmp/inside.sh']);
    const seen = run('buildah', ['run', '--network', 'host', container, '--', 'sh', '/tmp/inside.sh']).split('\n');
    const wanted = ['1000', '700 fumibako', '17', 'closed', '200', 'well', 'hangs', 'ended'];
    if (seen.join() !== wanted.join())
      throw new Error(`The image is not as it should be: ${seen.join(', ')}\nwanted: ${wanted.join(', ')}`);
    const size = run('buildah', ['images', '--format', '{{.Size}}', IMAGE]);
    say(`the image runs: ${seen.join(', ')}; ${size}`);
  } finally {
    for (const image of [IMAGE, BASE])
      spawnSync('buildah', ['rmi', '--force', image], { env: { ...process.env, ...quiet } });
    rmSync(folder, { recursive: true, force: true });
  }
};
