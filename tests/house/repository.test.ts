/** What must hold for the repository as a whole: sizes, exact versions, and a lock file that any machine can use. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MOST_LINES = 400;

const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const trackedFiles = (...folders: string[]) =>
  execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', ...folders], { cwd: ROOT, encoding: 'utf8' })
    .split('\0')
    .filter((file) => file !== '' && existsSync(join(ROOT, file)));

interface LockedPackage {
  resolved?: string;
  integrity?: string;
  optional?: boolean;
  hasInstallScript?: boolean;
  os?: string[] | string;
  cpu?: string[] | string;
  libc?: string[];
  engines?: { node?: string };
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

describe('the sources', () => {
  test(`no file has more than ${MOST_LINES} lines`, () => {
    const long = trackedFiles('src', 'electron', 'renderer', 'scripts')
      .filter((file) => /\.(ts|mjs|svelte|css)$/.test(file))
      .filter((file) => read(file).split('\n').length - 1 > MOST_LINES);
    expect(long).toEqual([]);
  });
});

describe('the packages', () => {
  const manifest = JSON.parse(read('package.json')) as Record<string, Record<string, string> | undefined>;
  const locked = Object.entries((JSON.parse(read('package-lock.json')) as { packages: Record<string, LockedPackage> }).packages).filter(
    ([path]) => path !== '',
  );

  test.each(['dependencies', 'devDependencies', 'optionalDependencies'])('%s have exact versions, sorted by name', (field) => {
    const versions = Object.entries(manifest[field] ?? {});
    expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
    expect(versions.map(([name]) => name)).toEqual(versions.map(([name]) => name).toSorted());
  });

  test('the lock file names no place to download from', () => {
    expect(locked.filter(([, { resolved }]) => resolved !== undefined).map(([path]) => path)).toEqual([]);
  });

  // Binaries for other systems may lack one: not every registry carries them all, and they are tools for building only.
  test('the lock file has a hash for everything that can be installed here', () => {
    const elsewhere = ({ os, optional, cpu, libc }: LockedPackage) =>
      optional === true && (os?.includes('linux') !== true || cpu?.includes('x64') !== true || libc?.includes('glibc') !== true);
    expect(locked.filter(([, entry]) => entry.integrity === undefined && !elsewhere(entry)).map(([path]) => path)).toEqual([]);
  });

  test('the lock file is complete, so that npm ci accepts it on every system', () => {
    const paths = new Set(locked.map(([path]) => path));
    const isLocked = (from: string, name: string): boolean => {
      if (paths.has(`${from}/node_modules/${name}`) || paths.has(`node_modules/${name}`)) return true;
      const up = from.lastIndexOf('/node_modules/');
      return up > 0 && isLocked(from.slice(0, up), name);
    };
    const missing = locked.flatMap(([path, { dependencies, optionalDependencies }]) =>
      Object.keys({ ...dependencies, ...optionalDependencies }).filter((name) => !isLocked(path, name)),
    );
    expect(missing).toEqual([]);
  });

  test('nothing runs a script of its own when it is installed', () => {
    expect(locked.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => path)).toEqual([]);
  });

  test('npm under Node 20 leaves out no optional package in silence', () => {
    const takesNode20 = (range: string) => /(^|\D)(\^20|>= ?(?:[0-9]|1\d|20)(?:\.|$|\D)|20\.x|\*)/.test(range);
    const left = locked.filter(([, { optional, engines }]) => optional && engines?.node !== undefined && !takesNode20(engines.node));
    expect(left.map(([path]) => path)).toEqual([]);
  });
});
