/**
 * The window's built files, as a closed list: what is not in the list is not there, so no path can lead out of the folder.
 */
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { extname, join, relative, sep } from 'node:path';
import { errorCode } from '../store/store-errors.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
};

/** The bundler's names for files with their content's hash in them. */
const HASHED = /^\/assets\/.+-[A-Za-z0-9_-]{8}\.[a-z0-9]+$/;

export interface StaticFile {
  path: string;
  headers: Record<string, string>;
}

/** Files by their URL path; `/` is index.html. Empty where there is no such folder. */
export async function listStaticFiles(folder: string): Promise<ReadonlyMap<string, StaticFile>> {
  const files = new Map<string, StaticFile>();
  for (const path of await listFiles(folder)) {
    const type = TYPES[extname(path)];
    if (!type) continue;
    const url = `/${relative(folder, path).split(sep).join('/')}`;
    const cache = HASHED.test(url) ? 'public, max-age=31536000, immutable' : 'no-cache';
    files.set(url, { path, headers: { 'Content-Type': type, 'Cache-Control': cache } });
  }
  const index = files.get('/index.html');
  if (index) files.set('/', index);
  return files;
}

/** Sends a file's bytes after its headers. */
export function sendStaticFile(response: ServerResponse, file: StaticFile, onError: (error: Error) => void): void {
  const stream = createReadStream(file.path);
  stream.on('error', onError);
  stream.once('open', () => {
    response.writeHead(200, file.headers);
    stream.pipe(response);
  });
}

async function listFiles(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const nested = entries.map((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return listFiles(path);
      return Promise.resolve(entry.isFile() ? [path] : []);
    });
    return (await Promise.all(nested)).flat();
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}
