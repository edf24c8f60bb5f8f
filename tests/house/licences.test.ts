/**
 * The licence of every package in the lock file: of those that are installed here as they say it themselves, of the rest
 * (builds for other systems) as the lock file says it. Which are installed differs from system to system. What docs/dependencies.md says of licences and packages is held to that.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const read = (file: string): unknown => JSON.parse(readFileSync(join(ROOT, file), 'utf8'));

/** May be part of what is given to people. */
const SHIPPED = new Set(['MIT', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', 'Unlicense', 'OFL-1.1']);
/** May be used to build and test. */
const TOOLS = new Set([...SHIPPED, 'BlueOak-1.0.0', 'MPL-2.0', '(Apache-2.0 WITH LLVM-exception)']);

/** Packages whose package.json names none: how the licence in their own LICENSE file begins. */
const BY_FILE: Record<string, string> = { 'node_modules/@inlang/plugin-message-format': 'MIT License' };

interface Locked {
  version: string;
  license?: string;
  dev?: boolean;
  optional?: boolean;
  optionalDependencies?: Record<string, string>;
}

const manifest = read('package.json') as Record<string, Record<string, string> | undefined>;
/** Node itself, for the tools; its licence is the same on every system. */
const NODES = new Set(Object.keys(manifest['optionalDependencies'] ?? {}));
const packages = Object.entries((read('package-lock.json') as { packages: Record<string, Locked> }).packages).filter(([path]) => path !== '');

const nameOf = (path: string): string => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);

const isHere = (path: string): boolean => existsSync(join(ROOT, path, 'package.json'));

/** The licence that a package tells; undefined where it tells none. */
function licenceOf([path, locked]: [string, Locked]): string | undefined {
  return isHere(path) ? (read(`${path}/package.json`) as { license?: string }).license : locked.license;
}

describe('the licence', () => {
  test('of everything that is shipped lets anybody use it, in any way', () => {
    const shipped = packages.filter(([, { dev, optional }]) => dev !== true && optional !== true);
    expect(shipped.length).toBeGreaterThan(20);
    expect(shipped.filter((one) => !SHIPPED.has(licenceOf(one) ?? 'none')).map(([path]) => path)).toEqual([]);
  });

  test('of every tool is on the list', () => {
    const told = packages.map((one) => ({ path: one[0], licence: licenceOf(one) })).filter(({ licence }) => licence !== undefined);
    expect(told.filter(({ licence }) => !TOOLS.has(licence ?? '')).map(({ path, licence }) => `${path}: ${String(licence)}`)).toEqual([]);
  });

  test('that a package does not tell stands in its LICENSE file, or it is the build for one system of a package that tells it', () => {
    const builds = new Set(packages.filter((one) => licenceOf(one) !== undefined).flatMap(([, { optionalDependencies }]) => Object.keys(optionalDependencies ?? {})));
    const silent = packages.filter((one) => licenceOf(one) === undefined && !NODES.has(nameOf(one[0])));
    const unexplained = silent.filter(([path, { optional }]) => {
      const beginning = BY_FILE[path];
      if (beginning !== undefined) return !readFileSync(join(ROOT, path, 'LICENSE'), 'utf8').startsWith(beginning);
      return optional !== true || !builds.has(nameOf(path));
    });
    expect(unexplained.map(([path]) => path)).toEqual([]);
  });
});

describe('docs/dependencies.md', () => {
  const page = readFileSync(join(ROOT, 'docs/dependencies.md'), 'utf8');
  const rows = new Map([...page.matchAll(/^\| `([^`]+)` (\S+) \|.*\| ([^|]+) \|$/gm)].map(([, name = '', version = '', licence = '']) => [name, { version, licence }]));
  const wanted = { ...manifest['dependencies'], ...manifest['devDependencies'], ...manifest['optionalDependencies'] };

  test('has a row for each package that is asked for by name, with its version, and no other', () => {
    expect(Object.fromEntries([...rows].map(([name, { version }]) => [name, version]))).toEqual(wanted);
  });

  test('says the licence that the package says', () => {
    const told = packages.filter(([path]) => rows.has(path.slice('node_modules/'.length)));
    const wrong = told.filter((one) => {
      const licence = licenceOf(one);
      return licence !== undefined && rows.get(one[0].slice('node_modules/'.length))?.licence !== licence;
    });
    expect(wrong.map(([path]) => path)).toEqual([]);
  });
});
