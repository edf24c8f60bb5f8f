/**
 * What is refused before any Ed25519 verifier runs, so that all verifiers agree on what is left: S >= L, and keys or R
 * that are not canonical (y >= p, or -0) or of small order. Sources: RFC 8032 5.1.7; "Taming the many EdDSAs"
 * (Chalkias, Garillot, Nikolaenko, 2020), which also gives the edge-case vectors in tests/fixtures.
 */

/** L = 2^252 + 27742317777372353535851937790883648493, little-endian. */
const ORDER = littleEndian(2n ** 252n + 27742317777372353535851937790883648493n);
/** p = 2^255 - 19, little-endian. */
const FIELD = littleEndian(2n ** 255n - 19n);

/** y coordinates of the eight points of small order, without the sign bit: 0, 1, -1, and two of order 8. */
const EIGHTH = 2707385501144840649318225287225658788936804267575313519463743609750303402022n;
const SMALL_ORDER = [0n, 1n, 2n ** 255n - 20n, EIGHTH, 2n ** 255n - 19n - EIGHTH].map(littleEndian);

/** True if 32 bytes may be a public key or an R: canonical and not of small order. */
export function isSoundPoint(point: Uint8Array): boolean {
  if (point.length !== 32) return false;
  const y = Uint8Array.from(point);
  y[31] = (y[31] ?? 0) & 0x7f;
  if (!isBelow(y, FIELD)) return false;
  return !SMALL_ORDER.some((small) => small.every((byte, i) => byte === y[i]));
}

/** True if 64 bytes may be a signature: sound R, and S below the group's order. */
export function isSoundSignature(signature: Uint8Array): boolean {
  return signature.length === 64 && isBelow(signature.subarray(32), ORDER) && isSoundPoint(signature.subarray(0, 32));
}

/** Compares little-endian numbers of 32 bytes. */
function isBelow(value: Uint8Array, bound: Uint8Array): boolean {
  for (let i = 31; i >= 0; i--) {
    const a = value[i] ?? 0;
    const b = bound[i] ?? 0;
    if (a !== b) return a < b;
  }
  return false;
}

function littleEndian(value: bigint): Uint8Array {
  const bytes = new Uint8Array(32);
  let rest = value;
  for (let i = 0; i < 32; i++) {
    bytes[i] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  return bytes;
}
