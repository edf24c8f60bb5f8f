/**
 * Serves the built window as `app://huan/`: an origin of its own, so that its storage and its policy belong to nobody else.
 * Holds always: only files inside the window's folder, each with the policy below, and nothing from the network.
 */
import { readFile } from 'node:fs/promises';
import { protocol, type Session } from 'electron';
import { SCHEME, WINDOW_HEADERS, windowFile } from './window-files.ts';

/** Must be called before the app is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } }]);
}

async function serve(folder: string, request: Request): Promise<Response> {
  const file = request.method === 'GET' ? windowFile(folder, request.url) : undefined;
  if (file === undefined) return new Response('Not found', { status: 404, headers: WINDOW_HEADERS });
  try {
    return new Response(new Uint8Array(await readFile(file.path)), { headers: { ...WINDOW_HEADERS, 'content-type': file.type } });
  } catch (error) {
    return new Response(error instanceof Error ? error.message : 'unreadable', { status: 404, headers: WINDOW_HEADERS });
  }
}

/** Serves `folder` in this session. */
export function serveWindow(session: Session, folder: string): void {
  session.protocol.handle(SCHEME, (request) => serve(folder, request));
}
