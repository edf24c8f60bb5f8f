/** The completion scripts, run by the shells that they are for, as far as those are installed here. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { LISTING_KINDS } from '../../../../src/core/market/listing.ts';
import { COMMANDS } from '../../../../src/node/cli/command-table.ts';
import { runHere, temporaryFolder } from '../../../support/command-line.ts';

const isInstalled = (shell: string): boolean => spawnSync(shell, ['-c', 'true']).status === 0;
const scripts = new Map<string, string>();

beforeAll(async () => {
  for (const shell of ['bash', 'zsh', 'fish']) scripts.set(shell, (await runHere(['completion', shell])).out);
});

const IN_CIRCLE = ['create', 'decisions', 'forks', 'invitations', 'invite', 'join', 'leave', 'list', 'members', 'quorum', 'remove', 'restore', 'revoke', 'role', 'rules'];
const words = [...new Set(COMMANDS.map(({ path }) => path.split(' ')[0]))];

test.each(['bash', 'zsh', 'fish'])('the script for %s names every command and every option', (shell) => {
  const script = scripts.get(shell) ?? '';
  for (const { path, options } of COMMANDS) {
    for (const name of [path, ...Object.keys(options)]) expect(script).toContain(name);
  }
});

describe.skipIf(!isInstalled('bash'))('bash', () => {
  /** What is offered for the last of these words. */
  function complete(line: string[], cwd = '/'): string[] {
    const program = `set -u\n${scripts.get('bash')}\nCOMP_WORDS=("$@")\nCOMP_CWORD=$(($# - 1))\n_huan\nprintf '%s\\n' "\${COMPREPLY[@]-}"`;
    return execFileSync('bash', ['--norc', '-c', program, 'bash', 'huan', ...line], { cwd, encoding: 'utf8' }).split('\n').filter((word) => word !== '').toSorted();
  }

  test('offers the commands, then what may follow', () => {
    expect(complete([''])).toEqual([...words, 'help', '--help'].toSorted());
    expect(complete(['cir'])).toEqual(['circle']);
    expect(complete(['circle', ''])).toEqual(['--help', ...IN_CIRCLE]);
    expect(complete(['--json', 'circle', 'in'])).toEqual(['invitations', 'invite']);
    expect(complete(['circle', 'create', '--'])).toEqual(['--friend', '--help', '--home', '--json', '--name', '--public', '--relay']);
    expect(complete(['circle', 'create', '--pu'])).toEqual(['--public']);
    expect(complete(['completion', ''])).toEqual(['--help', 'bash', 'fish', 'zsh']);
    expect(complete(['fly', ''])).toEqual(complete(['']));
  });

  test('offers the values that an option has, and nothing where anything may stand', () => {
    expect(complete(['listing', 'post', 'abcdef', '--kind', ''])).toEqual([...LISTING_KINDS].toSorted());
    expect(complete(['listing', 'list', 'abcdef', '--status', 're'])).toEqual(['reserved']);
    expect(complete(['listing', 'post', 'abcdef', '--title', ''])).toEqual([]);
  });

  test('offers files and folders where they are asked for, also with spaces in their names', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'my folder'));
    await writeFile(join(folder, 'my things.csv'), '');
    expect(complete(['listing', 'import', 'abcdef', 'my'], folder)).toEqual(['my folder', 'my things.csv']);
    expect(complete(['listing', 'post', 'abcdef', '--photo', 'my t'], folder)).toEqual(['my things.csv']);
    expect(complete(['id', 'show', '--home', 'my'], folder)).toEqual(['my folder']);
  });
});

describe.skipIf(!isInstalled('zsh'))('zsh', () => {
  /** What is offered: the functions that zsh completes with are there only while somebody types, so they are told to print. */
  function complete(line: string[]): string[] {
    const program = `compdef() { : }\n_describe() { print -rl -- \${(P)2%%:*} }\n_files() { print files }\ncompadd() { shift; print -rl -- "$@" }\nwords=("$@")\nCURRENT=$#\n${scripts.get('zsh')}\n_huan`;
    return execFileSync('zsh', ['-f', '-c', program, 'zsh', 'huan', ...line], { encoding: 'utf8' }).split('\n').filter((word) => word !== '').toSorted();
  }

  test('offers the commands, what may follow, and the values of options', () => {
    expect(complete([''])).toEqual([...words, 'help'].toSorted());
    expect(complete(['circle', ''])).toEqual(IN_CIRCLE);
    expect(complete(['circle', 'create', '--'])).toEqual(['--friend', '--home', '--json', '--name', '--public', '--relay']);
    expect(complete(['listing', 'post', 'abcdef', '--kind', ''])).toEqual([...LISTING_KINDS].toSorted());
    expect(complete(['listing', 'import', ''])).toContain('files');
  });
});

describe.skipIf(!isInstalled('fish'))('fish', () => {
  function complete(line: string): string[] {
    const program = `${scripts.get('fish')}\ncomplete -C ${JSON.stringify(`huan ${line}`)}`;
    const out = execFileSync('fish', ['--no-config', '-c', program], { encoding: 'utf8', cwd: '/proc/self/fdinfo' });
    return out.split('\n').map((entry) => entry.split('\t')[0] ?? '').filter((word) => word !== '').toSorted();
  }

  test('offers the commands, what may follow, and the values of options', () => {
    expect(complete('')).toEqual([...words, 'help'].toSorted());
    expect(complete('circle ')).toEqual(IN_CIRCLE);
    expect(complete('circle create --')).toEqual(['--friend', '--home', '--json', '--name', '--public', '--relay']);
    expect(complete('listing post abcdef --kind ')).toEqual([...LISTING_KINDS].toSorted());
  });
});
