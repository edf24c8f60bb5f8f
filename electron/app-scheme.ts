/**
 * Serves the built window as `app://huan/`: an origin of its own, so that its storage and its policy belong to nobody else.
 * The files and the policy are the same as on the loopback host. Addresses come from the page and are trusted with nothing:
 * only what is in the list of files is there.
 */
import { readFile } from 'node:fs/promises';
import { protocol, type Session } from 'electron';
import { SECURITY_HEADERS } from '../src/node/loopback/guard.ts';
import { listStaticFiles, type StaticFile } from '../src/node/loopback/static-files.ts';

const SCHEME = 'app';
const HOST = 'huan';
export const WINDOW_ADDRESS = `${SCHEME}://${HOST}/`;

/** Must be called before the app is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } }]);
}

async function answer(files: ReadonlyMap<string, StaticFile>, request: Request): Promise<Response> {
  const { host, pathname } = new URL(request.url);
  const file = request.method === 'GET' && host === HOST ? files.get(pathname) : undefined;
  if (file === undefined) return new Response('Not found', { status: 404, headers: SECURITY_HEADERS });
  return new Response(new Uint8Array(await readFile(file.path)), { headers: { ...SECURITY_HEADERS, ...file.headers } });
}

/** Serves `folder` in this session. */
export async function serveWindow(session: Session, folder: string): Promise<void> {
  const files = await listStaticFiles(folder);
  session.protocol.handle(SCHEME, (request) => answer(files, request));
}
