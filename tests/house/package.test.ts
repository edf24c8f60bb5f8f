/** What is packaged: everything that electron-builder.yml names is there after a build, and runs without node_modules. */
import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

interface Manifest {
  version: string;
  main: string;
  bin: Record<string, string>;
  devDependencies: Record<string, string>;
}

const manifest = JSON.parse(read('package.json')) as Manifest;
const settings = read('electron-builder.yml');

/** The lines of the list that a key of the settings has. */
function listOf(key: string): string[] {
  const block = new RegExp(`^${key}:\\n((?: {2}- .*\\n)+)`, 'm').exec(settings)?.[1] ?? '';
  return block
    .trimEnd()
    .split('\n')
    .map((line) => line.replace(/^ {2}- /, '').replaceAll("'", ''));
}

let version: string;

// Asking for the version builds what has to be built.
beforeAll(() => {
  version = execFileSync(process.execPath, [join(ROOT, 'scripts/huan.mjs'), '--version'], { cwd: ROOT, encoding: 'utf8' });
}, 120_000);

describe('the package', () => {
  test('every file that is named for packaging is there', () => {
    const wanted = listOf('files').filter((pattern) => !pattern.startsWith('!'));
    expect(wanted).toContain('dist/electron/**');
    expect(wanted.filter((pattern) => globSync(pattern, { cwd: ROOT }).length === 0)).toEqual([]);
  });

  test('the app begins with a file that is packaged', () => {
    expect(existsSync(join(ROOT, manifest.main))).toBe(true);
    expect(listOf('files').some((pattern) => pattern.endsWith('/**') && manifest.main.startsWith(pattern.slice(0, -2)))).toBe(true);
  });

  test('it is packaged with the Electron that it is made with', () => {
    expect(/^electronVersion: (.*)$/m.exec(settings)?.[1]).toBe(manifest.devDependencies['electron']);
  });

  test('the settings hold no secret', () => {
    expect(settings).not.toMatch(/(password|token|secret|certificateFile|identity|apiKey)\w*:/i);
  });

  test('what runs outside the window needs no package', () => {
    // ws asks for these two, and goes on without them.
    const allowed = new Set([...builtinModules, ...builtinModules.map((name) => `node:${name}`), 'electron', 'bufferutil', 'utf-8-validate']);
    const files = globSync('dist/{node,electron}/*.{js,cjs}', { cwd: ROOT });
    expect(files.length).toBeGreaterThan(3);
    const needed = files.flatMap((file) =>
      [...read(file).matchAll(/(?:^import\b[^'"\n]*|^export\b[^'"\n]*from |\brequire\(|\bimport\()["']([^"'\n]+)["']/gm)].map(([, name = '']) => name),
    );
    expect(needed).toContain('electron');
    expect(needed.filter((name) => !name.startsWith('.') && !allowed.has(name))).toEqual([]);
  });

  test('the window has nothing inline, and nothing remote', () => {
    const page = read('dist/window/index.html');
    expect(page).not.toMatch(/<script(?![^>]*\bsrc=)/);
    expect(page).not.toMatch(/<style|\bstyle=|\bon\w+=/);
    expect(page).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
  });

  test('the command line prints its version and nothing else', () => {
    expect(version).toBe(`huan ${manifest.version}\n`);
  });

  test('the command is a program that can be run', () => {
    expect(execFileSync(join(ROOT, manifest.bin['huan'] ?? ''), ['--version'], { encoding: 'utf8' })).toBe(version);
  });
});
