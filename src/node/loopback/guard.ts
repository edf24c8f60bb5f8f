/**
 * Who may speak to the loopback host. Any page in any browser on this computer can send requests to it, so:
 * the Host header must be this very address (a foreign name that was made to point here isn't), a WebSocket must come from
 * the page that this host served (Origin) and must know the token of this start, which only this person was shown.
 */
import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const PIPE_PATH = '/pipe';
const TOKEN_PROTOCOL = 'huan.';

/** The token as text for address and protocol: base64url. */
export function encodeToken(token: Uint8Array): string {
  return Buffer.from(token).toString('base64url');
}

/** True if the request was meant for this host. */
export function isOwnHost(request: IncomingMessage, port: number): boolean {
  const { host } = request.headers;
  return host === `127.0.0.1:${port}` || host === `localhost:${port}`;
}

export type UpgradeRefusal = 'foreign-host' | 'foreign-origin' | 'wrong-path' | 'wrong-token';

/** Why this upgrade is refused; undefined if it may go on. */
export function refuseUpgrade(request: IncomingMessage, port: number, token: Uint8Array): UpgradeRefusal | undefined {
  if (!isOwnHost(request, port)) return 'foreign-host';
  // The page's origin has the same name as the address it connects to.
  if (request.headers.origin !== `http://${request.headers.host}`) return 'foreign-origin';
  if (request.url !== PIPE_PATH) return 'wrong-path';
  return isToken(request.headers['sec-websocket-protocol'], token) ? undefined : 'wrong-token';
}

function isToken(protocol: string | undefined, token: Uint8Array): boolean {
  if (!protocol?.startsWith(TOKEN_PROTOCOL)) return false;
  const given = Buffer.from(protocol.slice(TOKEN_PROTOCOL.length), 'base64url');
  return given.length === token.length && timingSafeEqual(given, token);
}

/** What every answer carries. The window needs nothing from elsewhere but relays, whose addresses people choose. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' blob: data:",
    "font-src 'self'",
    "connect-src 'self' ws: wss:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
};
