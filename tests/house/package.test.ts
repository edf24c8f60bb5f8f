/** What is packaged: everything that electron-builder.yml names is there after a build, and runs without node_modules. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { makePng } from '../support/photos.ts';

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

  test('the command line takes a photo with nothing beside it but what was built', () => {
    const place = mkdtempSync(join(tmpdir(), 'huan-built-'));
    onTestFinished(() => rmSync(place, { recursive: true, force: true }));
    cpSync(join(ROOT, 'dist/node'), join(place, 'node'), { recursive: true });
    writeFileSync(join(place, 'package.json'), '{"type":"module"}');
    writeFileSync(join(place, 'photo.png'), makePng(400, 300, () => [200, 80, 40, 255]));
    const huan = (...args: string[]): Record<string, unknown> =>
      JSON.parse(execFileSync(process.execPath, [join(place, 'node/cli.js'), ...args, '--home', join(place, 'home'), '--json'], { cwd: place, encoding: 'utf8' })) as Record<string, unknown>;
    huan('id', 'init', '--name', 'Ada');
    const circle = String(huan('circle', 'create', '--name', 'Film cameras')['circle']);
    huan('listing', 'post', circle, '--kind', 'swap', '--title', 'Olympus XA', '--photo', 'photo.png');
    expect(huan('listing', 'list', circle)).toMatchObject({ title: 'Olympus XA', photos: 1 });
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
