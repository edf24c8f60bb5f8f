/** The README's commands on a computer that lacks something: one sentence that helps, status 1, and no stack trace. */
import { execFile } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { countTests } from '../../scripts/vitest-count.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const COMMANDS = ['start', 'test', 'huan'];
/** Makes a newer Node say that it is an old one. */
const OLD_NODE = `data:text/javascript,${encodeURIComponent("Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.19.0' } });")}`;

let clone: string;

interface Ending {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** Runs a command of the bare clone with nothing else on the PATH than `path`. */
function run(command: string, path: string, nodeArgs: string[] = []): Promise<Ending> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [...nodeArgs, join(clone, 'scripts', `${command}.mjs`)],
      { cwd: clone, env: { PATH: path, HOME: clone } },
      (_error, stdout, stderr) => resolve({ status: child.exitCode, stdout, stderr }),
    );
  });
}

/** A folder with an `npm` that fails with those words. */
function failingNpm(name: string, words: string): string {
  const folder = join(clone, name);
  mkdirSync(folder);
  writeFileSync(join(folder, 'npm'), `#!/bin/sh\necho '${words}' >&2\nexit 1\n`);
  chmodSync(join(folder, 'npm'), 0o755);
  return folder;
}

beforeAll(() => {
  clone = mkdtempSync(join(tmpdir(), 'huan-clone-'));
  for (const part of ['scripts', 'package.json', 'package-lock.json']) cpSync(join(ROOT, part), join(clone, part), { recursive: true });
});

afterAll(() => rmSync(clone, { recursive: true, force: true }));

describe('on a bare clone', () => {
  test.each(COMMANDS)('%s says that npm is missing', async (command) => {
    const ending = await run(command, join(clone, 'nothing'));
    expect(ending.status).toBe(1);
    expect(ending.stdout).toBe('');
    expect(ending.stderr.trim().split('\n').at(-1)).toMatch(/^npm is not on this computer/);
    expect(ending.stderr).not.toMatch(/^ +at /m);
  });

  const troubles: [what: string, words: string, sentence: RegExp][] = [
    ['the network is away', 'npm error code ENOTFOUND', /^The packages that Huan needs could not be fetched: is this computer online/],
    ['the disk is full', 'npm error code ENOSPC', /^The disk is full/],
    ['the folder may not be written', 'npm error code EACCES', /^npm may not write to/],
    ['something unknown happens', 'npm error code EWHATEVER', /^npm could not install the packages that Huan needs/],
  ];
  test.each(troubles)('start says in one sentence that %s', async (what, words, sentence) => {
    const ending = await run('start', `${failingNpm(what.replaceAll(' ', '-'), words)}:/bin:/usr/bin`);
    expect(ending.status).toBe(1);
    expect(ending.stderr.trim().split('\n').at(-1)).toMatch(sentence);
    expect(ending.stderr).not.toMatch(/^ +at /m);
  });

  test.each(COMMANDS)('%s installs nothing through a link to another folder of packages', async (command) => {
    const [elsewhere, link, npm] = [join(clone, `${command}-elsewhere`), join(clone, 'node_modules'), join(clone, `${command}-npm`)];
    for (const folder of [elsewhere, npm]) mkdirSync(folder);
    writeFileSync(join(elsewhere, 'package'), 'of another project');
    writeFileSync(join(npm, 'npm'), '#!/bin/sh\nrm -rf node_modules/*\n');
    chmodSync(join(npm, 'npm'), 0o755);
    symlinkSync(elsewhere, link);
    const ending = await run(command, `${npm}:/bin:/usr/bin`);
    rmSync(link);
    expect(ending).toMatchObject({ status: 1, stdout: '' });
    expect(ending.stderr.trim()).toMatch(/^\S+node_modules is a link to another folder, .* remove the link, and run the same command again\.$/);
    expect(readFileSync(join(elsewhere, 'package'), 'utf8')).toBe('of another project');
  });

  test.each(['start', 'test'])('%s says that Node is too old', async (command) => {
    const ending = await run(command, '/bin:/usr/bin', ['--import', OLD_NODE]);
    expect(ending.status).toBe(1);
    expect(ending.stderr.trim()).toMatch(/^Huan needs Node 20 or newer, and this is Node 18\.19\.0/);
  });
});

describe('the sum that npm test prints', () => {
  const report = (name: string, content: unknown) => {
    const path = join(clone, name);
    writeFileSync(path, JSON.stringify(content));
    return path;
  };
  const result = (status: string, ...statuses: string[]) => ({ status, assertionResults: statuses.map((one) => ({ status: one })) });

  test('counts each test once', () => {
    const path = report('a.json', { testResults: [result('passed', 'passed', 'passed', 'pending'), result('failed', 'passed', 'failed')] });
    expect(countTests(path, false)).toEqual({ passed: 3, failed: 1, skipped: 1 });
  });

  test('counts a file that could not be loaded as a failure', () => {
    const path = report('b.json', { testResults: [result('failed'), result('passed', 'passed')] });
    expect(countTests(path, false)).toEqual({ passed: 1, failed: 1, skipped: 0 });
  });

  test('counts a run that ended badly with all tests passed as a failure', () => {
    const path = report('c.json', { testResults: [result('passed', 'passed')] });
    expect(countTests(path, false)).toEqual({ passed: 1, failed: 1, skipped: 0 });
  });

  test('counts a run without a report as a failure', () => {
    expect(countTests(join(clone, 'none.json'), true)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });
});
