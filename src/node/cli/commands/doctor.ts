/**
 * `huan doctor`: looks at everything that Huan stands on, and says what it finds. Changes nothing but what opening a home puts
 * right by itself (the torn end of a write), and makes no home where there is none.
 */
import { mkdtemp, readdir, rm, stat, statfs } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import type { CircleStatus } from '../../../core/commands.ts';
import { nodeClock } from '../../crypto/node-clock.ts';
import { homeFolder, readPort } from '../../home.ts';
import { errorCode } from '../../store/store-errors.ts';
import type { Arguments } from '../arguments.ts';
import { HOME_OPTION, JSON_OPTION, type CommandSpec } from '../command.ts';
import { openSession, type Session } from '../open-session.ts';
import { CliFailure, oneLine, type Output } from '../output.ts';
import { cliWords } from '../words.ts';
import { doctorWords } from '../doctor-words.ts';

interface Check {
  check: string;
  ok: boolean;
  detail: string;
}

/** Less than this, and a few photos may fill it. */
const LEAST_FREE = 100 * 1_048_576;
/** Nobody had this program before. */
const FIRST_DAY = Date.UTC(2026, 0, 1);
/** Clocks differ by minutes; what is dated further ahead was written under another one. */
const MOST_AHEAD = 10 * 60_000;

export const doctorCommand: CommandSpec = {
  path: 'doctor',
  does: { en: 'Check what Huan stands on: this computer, the home, the store, each circle', zh: '检查 Huan 依赖的一切：这台电脑、数据文件夹、存储和每个圈子' },
  positionals: [],
  options: { ...HOME_OPTION, ...JSON_OPTION },
  run: examine,
};

async function examine(args: Arguments, output: Output): Promise<void> {
  const folder = homeFolder(args.text('home'));
  let failed = 0;
  const tell = (check: Check): void => {
    if (!check.ok) failed++;
    output.print(check, `${check.ok ? '✓' : '✗'} ${check.check}: ${check.detail}`);
  };
  tell(checkNode());
  const there = await isThere(folder);
  tell(await checkHome(folder, there));
  tell(await checkSpace(there ? folder : await nearestParent(folder)));
  tell(await checkClock(folder, there));
  if (there) await examineHome(folder, tell);
  if (failed > 0) throw new CliFailure('checks-failed', cliWords().someChecksFailed(failed));
}

/** What can be looked at only with the home open, by the host that runs there or by our own. */
async function examineHome(folder: string, tell: (check: Check) => void): Promise<void> {
  let session: Session;
  try {
    session = await openSession(folder);
  } catch (error) {
    if (!(error instanceof CliFailure)) throw error;
    tell({ check: error.type === 'home-in-use' ? 'lock' : 'store', ok: false, detail: error.message });
    return;
  }
  try {
    const words = doctorWords();
    tell({ check: 'lock', ok: true, detail: session.host === undefined ? words.lockFree : words.lockHeld(session.host) });
    tell(await checkPort(folder, session));
    const { storage, identity, circles } = await session.client.call('status', {});
    const damage = session.damage.map(({ path, type, bytes }) => `${path}: ${type}, ${bytes}`).join('; ');
    tell({ check: 'store', ok: storage === null && session.damage.length === 0, detail: storage !== null ? storage : damage === '' ? words.storeWhole : words.storeDamaged(damage) });
    tell({ check: 'account', ok: true, detail: identity === null ? words.noAccount : `${oneLine(identity.name)} ${identity.account}` });
    for (const circle of circles) tell(await checkCircle(session, circle));
  } finally {
    await session.close();
  }
}

function checkNode(): Check {
  const [major] = process.versions.node.split('.');
  return { check: 'node', ok: Number(major) >= 20, detail: `Node ${process.versions.node}, ${process.platform} ${process.arch}` };
}

async function isThere(folder: string): Promise<boolean> {
  try {
    return (await stat(folder)).isDirectory();
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return false;
  }
}

async function nearestParent(folder: string): Promise<string> {
  for (let at = dirname(folder); ; at = dirname(at)) if ((await isThere(at)) || dirname(at) === at) return at;
}

/** Whether a file can be made in it, or it in its parent. */
async function checkHome(folder: string, there: boolean): Promise<Check> {
  const words = doctorWords();
  try {
    const trial = await mkdtemp(join(there ? folder : await nearestParent(folder), '.huan-doctor-'));
    await rm(trial, { recursive: true });
    return { check: 'home', ok: true, detail: there ? folder : words.homeNotMade(folder) };
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined) throw error;
    return { check: 'home', ok: false, detail: words.homeUnwritable(folder, code) };
  }
}

async function checkSpace(folder: string): Promise<Check> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  return { check: 'space', ok: free >= LEAST_FREE, detail: doctorWords().spaceFree(Math.floor(free / 1_048_576)) };
}

/** The clock is right as far as the home can tell: nothing in it comes from a later time. */
async function checkClock(folder: string, there: boolean): Promise<Check> {
  const now = nodeClock.now();
  const newest = there ? await newestFile(folder) : 0;
  const ok = now >= FIRST_DAY && newest <= now + MOST_AHEAD;
  const words = doctorWords();
  return { check: 'clock', ok, detail: ok ? new Date(now).toISOString() : words.clockWrong(new Date(now).toISOString(), new Date(Math.max(newest, FIRST_DAY)).toISOString()) };
}

/** When a file of the home was written last, ms since 1970. */
async function newestFile(folder: string): Promise<number> {
  let newest = 0;
  for (const part of [folder, join(folder, 'data', 'journals')]) {
    try {
      for (const file of await readdir(part)) newest = Math.max(newest, (await stat(join(part, file))).mtimeMs);
    } catch (error) {
      // Files come and go while a host runs; what can't be read here is told by the checks after this one.
      if (errorCode(error) === undefined) throw error;
    }
  }
  return newest;
}

/** The window's port: its browser's cache belongs to it. */
async function checkPort(folder: string, session: Session): Promise<Check> {
  const words = doctorWords();
  const port = await readPort(folder);
  if (port === undefined) return { check: 'port', ok: true, detail: words.portNone };
  if (session.host !== undefined) return { check: 'port', ok: true, detail: words.portUsed(session.host) };
  const free = await new Promise<boolean>((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => server.close(() => resolve(true)));
  });
  return { check: 'port', ok: free, detail: free ? words.portFree(port) : words.portTaken(port) };
}

async function checkCircle({ client }: Session, status: CircleStatus): Promise<Check> {
  const { circle, name, membership, forks, problem, photosMissing } = status;
  const { ops, heads, state } = await client.call('digest', { circle });
  const words = doctorWords();
  const troubles = [...(problem === undefined ? [] : [words.problems[problem]]), ...(forks > 0 ? [words.forks(forks)] : [])];
  const notes = [...(membership === 'waiting' ? [words.waiting] : []), ...(photosMissing > 0 ? [cliWords().photosMissing(photosMissing)] : [])];
  const digest = words.digest(ops, heads, state);
  return { check: `circle ${circle}`, ok: troubles.length === 0, detail: [oneLine(name), ...troubles, digest, ...notes].join('; ') };
}
