/**
 * Names of things: lower-case hex strings with a brand, so that one kind is never taken for another.
 * Every name here is 32 bytes (64 hex digits): a public key or a SHA-256.
 */
declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** Id of a circle: the id of its genesis op. */
export type CircleId = Branded<'CircleId'>;
/** Ed25519 public key of one installation. */
export type DeviceKey = Branded<'DeviceKey'>;
/** Ed25519 public key of a person's root key. */
export type AccountKey = Branded<'AccountKey'>;
/** SHA-256(SHA-256(header) || signature) of an op. */
export type OpId = Branded<'OpId'>;
/** Id of the op that posted a listing. */
export type ListingId = Branded<'ListingId'>;
/** SHA-256 of a photo's bytes. */
export type BlobHash = Branded<'BlobHash'>;
/** Id of the op that made an invitation. */
export type InvitationId = Branded<'InvitationId'>;

export type Id = CircleId | DeviceKey | AccountKey | OpId | ListingId | BlobHash | InvitationId;

const HEX = /^[0-9a-f]{64}$/;

/** True if `text` is 64 lower-case hex digits. */
export function isId(text: string): boolean {
  return HEX.test(text);
}

/** Lower-case hex of some bytes. */
export function bytesToId<T extends Id>(bytes: Uint8Array): T {
  let text = '';
  for (const byte of bytes) text += OCTETS[byte];
  return text as T;
}

/** The 32 bytes that an id stands for. Throws if it isn't one: ids are checked where they come in. */
export function idToBytes(id: Id): Uint8Array {
  if (id.length !== 64) throw new Error('not an id');
  const bytes = new Uint8Array(32);
  let wrong = 0;
  for (let i = 0; i < 32; i++) {
    const high = NIBBLES[id.charCodeAt(2 * i)] ?? 0xff;
    const low = NIBBLES[id.charCodeAt(2 * i + 1)] ?? 0xff;
    wrong |= high | low;
    bytes[i] = (high << 4) | low;
  }
  if (wrong > 0x0f) throw new Error('not an id');
  return bytes;
}

const OCTETS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
/** Values of hex digits by character code; 0xff for what is none. */
const NIBBLES = Uint8Array.from({ length: 128 }, (_, code) => {
  const digit = '0123456789abcdef'.indexOf(String.fromCharCode(code));
  return digit < 0 ? 0xff : digit;
});
