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
/** Id of an act of a circle's quorum. */
export type ActId = Branded<'ActId'>;

export type Id = CircleId | DeviceKey | AccountKey | OpId | ListingId | BlobHash | InvitationId | ActId;

const HEX = /^[0-9a-f]{64}$/;

/** True if `text` is 64 lower-case hex digits. */
export function isId(text: string): boolean {
  return HEX.test(text);
}

/** Lower-case hex of some bytes. Made in one piece: a text put together digit by digit is kept as a tree of parts. */
export function bytesToId<T extends Id>(bytes: Uint8Array): T {
  const codes = bytes.length === 32 ? CODES_OF_ID : Array.from({ length: 2 * bytes.length }, () => 0);
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] ?? 0;
    codes[2 * i] = DIGITS[byte >> 4] ?? 0;
    codes[2 * i + 1] = DIGITS[byte & 0x0f] ?? 0;
  }
  return String.fromCharCode.apply(null, codes) as T;
}

/** The 32 bytes that an id stands for. Throws if it isn't one: ids are checked where they come in. */
export function idToBytes(id: Id): Uint8Array {
  const bytes = new Uint8Array(32);
  writeId(id, bytes, 0);
  return bytes;
}

/** Writes the 32 bytes that an id stands for into `bytes`, from `at` on. Throws if it isn't one. */
export function writeId(id: Id, bytes: Uint8Array, at: number): void {
  if (id.length !== 64) throw new Error('not an id');
  let wrong = 0;
  for (let i = 0; i < 32; i++) {
    const high = NIBBLES[id.charCodeAt(2 * i)] ?? 0xff;
    const low = NIBBLES[id.charCodeAt(2 * i + 1)] ?? 0xff;
    wrong |= high | low;
    bytes[at + i] = (high << 4) | low;
  }
  if (wrong > 0x0f) throw new Error('not an id');
}

/** Character codes of the hex digits. */
const DIGITS = Uint8Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0));
/** Used again for each id: nothing else runs between filling and reading it. */
const CODES_OF_ID = Array.from({ length: 64 }, () => 0);
/** Values of hex digits by character code; 0xff for what is none. */
const NIBBLES = Uint8Array.from({ length: 128 }, (_, code) => {
  const digit = '0123456789abcdef'.indexOf(String.fromCharCode(code));
  return digit < 0 ? 0xff : digit;
});
