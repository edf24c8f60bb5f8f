/**
 * Channel binding of a WebRTC connection: bytes that both ends compute alike, and nobody on other ends.
 * DTLS has proven to each end that the other holds the certificate whose fingerprint stands in its session description
 * (RFC 8827, section 5.1; RFC 8122, section 5), and every connection makes a certificate of its own.
 */
import { sha256 } from '@noble/hashes/sha2.js';

const FINGERPRINT = /^a=fingerprint:(\S+) ([0-9A-Fa-f:]+)\s*$/gm;
const SHA256_HEX = /^[0-9A-F]{2}(:[0-9A-F]{2}){31}$/;

/**
 * The DTLS fingerprint that a session description names, as upper-case hex with colons; undefined unless it names
 * exactly one, and by SHA-256: with several, the two ends could mean different ones.
 */
export function findFingerprint(sdp: string): string | undefined {
  const found = new Set<string>();
  for (const [, hash = '', value = ''] of sdp.matchAll(FINGERPRINT)) found.add(`${hash.toLowerCase()} ${value.toUpperCase()}`);
  const [only] = found;
  if (only === undefined || found.size > 1) return undefined;
  const [hash, value = ''] = only.split(' ');
  return hash === 'sha-256' && SHA256_HEX.test(value) ? value : undefined;
}

/** SHA-256("huan/webrtc/1" || the two fingerprints' 32 bytes, smaller first); undefined if a description has none. */
export function computeBinding(localSdp: string, remoteSdp: string): Uint8Array | undefined {
  const local = findFingerprint(localSdp);
  const remote = findFingerprint(remoteSdp);
  if (local === undefined || remote === undefined || local === remote) return undefined;
  const label = new TextEncoder().encode('huan/webrtc/1');
  const fingerprints = (local < remote ? [local, remote] : [remote, local]).flatMap((text) => text.split(':').map((octet) => Number.parseInt(octet, 16)));
  const bytes = new Uint8Array(label.length + fingerprints.length);
  bytes.set(label);
  bytes.set(fingerprints, label.length);
  return sha256(bytes);
}
