/**
 * One host per home: the file `lock` names the process that has it. It is made whole in one step (a hard link to a finished
 * file), and left behind by a kill; whoever comes next sees that no such process runs and takes it.
 * Holds always: of two that come at once, one gets it. A process counts as the holder only if it started when the lock says it
 * did, since numbers of processes are used again; where that can't be found out, the lock counts as held.
 */
import { link, open, readFile, rename, rm, stat, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { ownProcessStart, runsSince } from './process-start.ts';
import { asStoreError, errorCode } from './store/store-errors.ts';

/** Where the host that holds a home is reached: only this person can read it. */
export interface Reach {
  /** The loopback address with its token. */
  address: string;
  /** Whether a browser finds a window there; the desktop app's host takes commands only. */
  window: boolean;
}

export interface HomeLock {
  announce(reach: Reach): Promise<void>;
  release(): Promise<void>;
}

/** A host already runs on that home. `reach` is where, once it has said so. */
export class HomeInUse extends Error {
  readonly reach: Reach | undefined;
  constructor(folder: string, reach: Reach | undefined) {
    super(`a host already runs on ${folder}`);
    this.reach = reach;
  }
}

const holderSchema = v.object({
  pid: v.pipe(v.number(), v.integer(), v.minValue(1)),
  start: v.string(),
  nonce: v.string(),
  reach: v.optional(v.object({ address: v.string(), window: v.boolean() })),
});
type Holder = v.InferOutput<typeof holderSchema>;

const TRIES = 50;
const PAUSE_MS = 20;
/** Clearing a stale lock takes a moment; a clearer that takes this long was itself killed. */
const CLEARING_MS = 5_000;

/** Takes the home's lock. Rejects with HomeInUse, or StoreError where the folder can't be written. */
export async function lockHome(folder: string): Promise<HomeLock> {
  const path = join(folder, 'lock');
  const holder: Holder = { pid: process.pid, start: await ownProcessStart(), nonce: randomUUID() };
  return asStoreErrorButInUse(async () => {
    for (let tries = 0; tries < TRIES; tries++) {
      if (await make(path, holder)) return new FileLock(path, holder);
      const found = await readHolder(path);
      if (found && (await runsSince(found.pid, found.start))) throw new HomeInUse(folder, found.reach);
      await clear(path, found);
    }
    throw new HomeInUse(folder, undefined);
  });
}

async function asStoreErrorButInUse<T>(step: () => Promise<T>): Promise<T> {
  let inUse: HomeInUse | undefined;
  const result = await asStoreError(async () => {
    try {
      return { value: await step() };
    } catch (error) {
      if (!(error instanceof HomeInUse)) throw error;
      inUse = error;
      return undefined;
    }
  });
  if (result) return result.value;
  throw inUse;
}

/** True if the lock was free, and is now this holder's. */
async function make(path: string, holder: Holder): Promise<boolean> {
  const finished = `${path}.${holder.nonce}`;
  await writeFile(finished, JSON.stringify(holder), { mode: 0o600 });
  try {
    await link(finished, path);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    if (!NO_LINKS.has(errorCode(error) ?? '')) throw error;
    return makeWithoutLink(path, holder);
  } finally {
    await rm(finished, { force: true });
  }
}

/** Some file systems (FAT) have no hard links. There, a reader may see the file before its content: see `clear`. */
const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL', 'EMLINK', 'UNKNOWN']);

async function makeWithoutLink(path: string, holder: Holder): Promise<boolean> {
  try {
    await writeFile(path, JSON.stringify(holder), { mode: 0o600, flag: 'wx' });
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

async function readHolder(path: string): Promise<Holder | undefined> {
  try {
    return parseHolder(await readFile(path, 'utf8'));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Whom a lock file's text names; undefined for one that was cut off, or says something else. */
export function parseHolder(text: string): Holder | undefined {
  try {
    const result = v.safeParse(holderSchema, JSON.parse(text));
    return result.success ? result.output : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Removes a lock that nobody holds. Only one process clears at a time, and looks again before it removes. */
async function clear(path: string, stale: Holder | undefined): Promise<void> {
  const clearing = `${path}.clearing`;
  try {
    await (await open(clearing, 'wx', 0o600)).close();
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
    if (await isOlder(clearing, CLEARING_MS)) await rm(clearing, { force: true });
    await wait(PAUSE_MS);
    return;
  }
  try {
    const found = await readHolder(path);
    const unreadable = found === undefined && stale === undefined && (await isOlder(path, PAUSE_MS * 10));
    if (unreadable || (found && found.nonce === stale?.nonce)) await rm(path, { force: true });
    else await wait(PAUSE_MS);
  } finally {
    await rm(clearing, { force: true });
  }
}

async function isOlder(path: string, ms: number): Promise<boolean> {
  try {
    return Date.now() - (await stat(path)).mtimeMs > ms;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}

class FileLock implements HomeLock {
  readonly #path: string;
  readonly #holder: Holder;

  constructor(path: string, holder: Holder) {
    this.#path = path;
    this.#holder = holder;
  }

  async announce(reach: Reach): Promise<void> {
    await asStoreError(async () => {
      const next = `${this.#path}.${this.#holder.nonce}`;
      await writeFile(next, JSON.stringify({ ...this.#holder, reach }), { mode: 0o600 });
      await rename(next, this.#path);
    });
  }

  async release(): Promise<void> {
    const found = await readHolder(this.#path);
    if (found?.nonce === this.#holder.nonce) await unlink(this.#path);
  }
}
