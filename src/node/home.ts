/**
 * Where a device lives: one folder, one device, one host at a time (home-lock.ts). Made for this person only (0700).
 */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { lockHome, type HomeLock, type Reach } from './home-lock.ts';
import { replaceFile } from './store/disk.ts';
import { nodeDisk } from './store/node-disk.ts';
import { asStoreError } from './store/store-errors.ts';

/** The folder named on the command line, or by `HUAN_HOME`, or this platform's place for what programs keep. */
export function homeFolder(argument?: string, env: NodeJS.ProcessEnv = process.env, platform: NodeJS.Platform = process.platform): string {
  const named = argument ?? env['HUAN_HOME'];
  if (named) return resolve(named);
  if (platform === 'win32') return join(env['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'), 'Huan');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Huan');
  return join(env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share'), 'Huan');
}

/** A home that this process holds the lock of. */
export interface Home {
  readonly folder: string;
  /** The loopback port that this home's window was served on last; undefined before the first time. */
  readPort(): Promise<number | undefined>;
  /** Remembers the port: the window's cache belongs to its address. Rejects with StoreError. */
  writePort(port: number): Promise<void>;
  /** Tells others, through the lock file, where this host is reached. Only this person can read it. */
  announce(reach: Reach): Promise<void>;
  /** Gives the home free. */
  close(): Promise<void>;
}

/** The port that a home remembers. Rejects with StoreError. */
export async function readPort(folder: string): Promise<number | undefined> {
  const bytes = await asStoreError(() => nodeDisk.read(portFile(folder)));
  const port = Number(new TextDecoder().decode(bytes));
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : undefined;
}

const portFile = (folder: string): string => join(folder, 'port');

/** Opens (or makes) a home. Rejects with HomeInUse where a host runs on it, with StoreError where it can't be written. */
export async function openHome(folder: string): Promise<Home> {
  await asStoreError(() => nodeDisk.makeFolder(folder));
  const lock: HomeLock = await lockHome(folder);
  return {
    folder,
    readPort: () => readPort(folder),
    writePort: (port) => asStoreError(() => replaceFile(nodeDisk, portFile(folder), folder, [new TextEncoder().encode(`${port}\n`)])),
    announce: (reach) => lock.announce(reach),
    close: () => lock.release(),
  };
}
