import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { HomeInUse } from '../../../src/node/home-lock.ts';
import { homeFolder, openHome } from '../../../src/node/home.ts';

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});
const newHome = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'huan-home-'));
  folders.push(folder);
  return join(folder, 'a', 'home');
};

describe('where a home is', () => {
  test('the command line says, then HUAN_HOME, then the platform', () => {
    const env = { HUAN_HOME: '/from/env', XDG_DATA_HOME: '/xdg', APPDATA: '/appdata' };
    expect(homeFolder('here', env, 'linux')).toBe(resolve('here'));
    expect(homeFolder(undefined, env, 'linux')).toBe('/from/env');
    expect(homeFolder(undefined, { XDG_DATA_HOME: '/xdg' }, 'linux')).toBe('/xdg/Huan');
    expect(homeFolder(undefined, {}, 'linux')).toBe(join(homedir(), '.local/share/Huan'));
    expect(homeFolder(undefined, {}, 'darwin')).toBe(join(homedir(), 'Library/Application Support/Huan'));
    expect(homeFolder(undefined, { APPDATA: '/appdata' }, 'win32')).toBe(join('/appdata', 'Huan'));
  });
});

describe('a home', () => {
  test('is held by one at a time, says where its host is reached, and is free after closing', async () => {
    const folder = await newHome();
    const home = await openHome(folder);
    await expect(openHome(folder)).rejects.toThrow(HomeInUse);
    const reach = { address: 'http://127.0.0.1:20000/#token=x', window: true };
    await home.announce(reach);
    await expect(openHome(folder)).rejects.toThrow(expect.objectContaining({ reach }));
    await home.close();
    await (await openHome(folder)).close();
    expect(await readdir(folder)).toEqual([]);
  });

  test('remembers its port, and takes nothing else for one', async () => {
    const folder = await newHome();
    const home = await openHome(folder);
    expect(await home.readPort()).toBeUndefined();
    await home.writePort(23_456);
    expect(await home.readPort()).toBe(23_456);
    for (const text of ['', '0', '-1', '65536', '1.5', 'abc']) {
      await writeFile(join(folder, 'port'), text);
      expect(await home.readPort()).toBeUndefined();
    }
    await home.close();
  });

  test('whose holder was killed is taken over by one of many, even before the killed process is reaped', async () => {
    const folder = await newHome();
    const program = `const { openHome } = await import(${JSON.stringify(new URL('../../../src/node/home.ts', import.meta.url).href)}); await openHome(${JSON.stringify(folder)}); console.log('held'); setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    await expect(openHome(folder)).rejects.toThrow(HomeInUse);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const tries = await Promise.allSettled(Array.from({ length: 8 }, () => openHome(folder)));
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const tried of tries) if (tried.status === 'rejected') expect(tried.reason).toBeInstanceOf(HomeInUse);
  });

  test('that was given up by a taken-over holder stays with the new one', async () => {
    const folder = await newHome();
    const old = await openHome(folder);
    const theirs = JSON.stringify({ pid: process.pid, start: '', nonce: 'theirs' });
    await writeFile(join(folder, 'lock'), theirs);
    await old.close();
    expect(await readFile(join(folder, 'lock'), 'utf8')).toBe(theirs);
  });
});
