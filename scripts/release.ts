/**
 * `npm run release [-- --out FOLDER] [--try]`: one archive for this platform with all that runs in production (program, built console, packages,
 * compiled SQLite driver, the runtime), which starts without a network and without npm. Beside it stands its SHA-256; inside are SHA256SUMS
 * of every file and sbom.cdx.json. The same commit on the same installation gives the same bytes. `--try` builds and runs the container image, too.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { billOf, partsOf, unread } from './release/parts.ts';
import { tryOut } from './release/tryOut.ts';

/** An archive that is larger brings something that it should not. */
const mostBytes = 100_000_000;

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');
const { values } = parseArgs({
  options: { out: { type: 'string', default: 'release' }, try: { type: 'boolean', default: false } },
});
const out = resolve(values.out);

type Manifest = Record<'name' | 'version' | 'description' | 'license' | 'type' | 'engines', unknown> & {
  version: string;
};
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;

/** What of the repository runs or is read by who operates it. */
const program = ['server', 'migrations', 'templates', 'admin/dist', 'deploy', 'docs/example', 'LICENSE', 'README.md'];
const pages = [
  'CHANGELOG.md',
  'SECURITY.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

const run = (command: string, args: string[], cwd = root): string => {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8', maxBuffer: 1 << 26 });
  if (status !== 0) throw new Error(`${command} ${args[0]}: ${error?.message ?? stderr}`);
  return stdout;
};

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();

/** Inside the archive nothing installs: its commands run what is there. */
const ownManifest = () => {
  const { name, version, description, license, type, engines } = manifest;
  const node = 'node_modules/.bin/node';
  const scripts = {
    start: `${node} server/main.ts`,
    hub: `${node} server/cli.ts`,
    migrate: `${node} server/cli.ts migrate`,
  };
  return { name, version, private: true, description, license, type, engines, scripts };
};

const fill = (tree: string): number => {
  const copy = (path: string) =>
    cpSync(join(root, path), join(tree, path), { recursive: true, filter: (from) => !unread(relative(root, from)) });
  for (const path of [...program, ...pages]) copy(path);
  const parts = partsOf(root);
  for (const { path } of parts) {
    // Nested packages come by themselves when they are parts; those of build tools stay behind.
    cpSync(join(root, path), join(tree, path), {
      recursive: true,
      filter: (from) => {
        const at = relative(root, from);
        return !unread(at) && !at.slice(path.length).startsWith('/node_modules');
      },
    });
  }
  mkdirSync(join(tree, 'node_modules', '.bin'), { recursive: true });
  writeFileSync(
    join(tree, 'node_modules', '.bin', 'node'),
    '#!/bin/sh\nexec "$(dirname "$(readlink -f "$0")")/../node/bin/node" "$@"\n',
  );
  chmodSync(join(tree, 'node_modules', '.bin', 'node'), 0o755);
  writeFileSync(join(tree, 'package.json'), `${JSON.stringify(ownManifest(), null, 2)}\n`);
  writeFileSync(join(tree, 'sbom.cdx.json'), billOf(manifest.version, parts));
  const sums = filesBelow(tree).map((file) => {
    const sum = createHash('sha256').update(readFileSync(file)).digest('hex');
    return `${sum}  ${relative(tree, file)}\n`;
  });
  writeFileSync(join(tree, 'SHA256SUMS'), sums.join(''));
  return parts.length;
};

if (!existsSync(join(root, 'admin/dist/index.html'))) throw new Error('The console is not built: npm run build:admin');
const name = `fumibako-${manifest.version}-${process.platform}-${process.arch}`;
const staging = mkdtempSync(join(tmpdir(), 'fumibako-release-'));
try {
  const parts = fill(join(staging, name));
  mkdirSync(out, { recursive: true });
  const archive = join(out, `${name}.tar.gz`);
  // Order, times, owners and rights do not depend on where and when it is made.
  const steady = ['--sort=name', '--mtime=@0', '--owner=0', '--group=0', '--numeric-owner', '--mode=u+rwX,go+rX,go-w'];
  run('tar', [...steady, '--use-compress-program=gzip -n -6', '-cf', archive, '-C', staging, name]);
  const sum = createHash('sha256').update(readFileSync(archive)).digest('hex');
  writeFileSync(`${archive}.sha256`, `${sum}  ${name}.tar.gz\n`);
  const { size } = statSync(archive);
  process.stdout.write(`${archive}\n${size} bytes, ${parts} packages, SHA-256 ${sum}\n`);
  if (size > mostBytes) throw new Error(`The archive is larger than ${mostBytes} bytes.`);
  if (values.try) await tryOut(root, archive);
} finally {
  rmSync(staging, { recursive: true, force: true });
}
