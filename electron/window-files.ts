/**
 * Which file of the built window an address means, and under which policy it is shown. Pure, so that the rules can be tested
 * without Electron. Addresses come from the page and are trusted with nothing.
 */
import { extname, join, sep } from 'node:path';

export const SCHEME = 'app';
export const WINDOW_ORIGIN = `${SCHEME}://huan`;

/** Nothing inline, nothing remote but the relays that people name (WebSocket); photos are blobs of this window. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "font-src 'self'",
  "connect-src 'self' ws: wss:",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export const WINDOW_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-cache',
};

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

export interface WindowFile {
  path: string;
  /** Content-Type. */
  type: string;
}

/** The file below `folder` that an address names; undefined for another origin, a way out of the folder, or an unknown type. */
export function windowFile(folder: string, address: string): WindowFile | undefined {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (url.protocol !== `${SCHEME}:` || url.host !== 'huan') return undefined;
  let name: string;
  try {
    name = decodeURIComponent(url.pathname);
  } catch {
    return undefined;
  }
  if (/[\\\0]/.test(name)) return undefined;
  const path = join(folder, name === '/' ? 'index.html' : name);
  const type = TYPES[extname(path)];
  return type !== undefined && path.startsWith(folder + sep) ? { path, type } : undefined;
}
