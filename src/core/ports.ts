/**
 * What core asks of its surroundings. Time, randomness, disk, network and secret keys come in through these and
 * through nothing else; each port has one acceptance suite in tests/, run over every adapter.
 */
import type { AccountKey, BlobHash, CircleId, DeviceKey } from './ids.ts';

export interface Clock {
  /** Milliseconds since 1970 by this computer's clock. */
  now(): number;
  /** Calls `run` once after `ms`; the returned function cancels it. */
  after(ms: number, run: () => void): () => void;
}

export interface Random {
  /** `count` unpredictable bytes. */
  bytes(count: number): Uint8Array;
}

/** One Ed25519 signature to be checked: 32-byte key, any message, 64-byte signature. */
export interface SignatureCheck {
  publicKey: Uint8Array;
  message: Uint8Array;
  signature: Uint8Array;
}

export interface Verifier {
  /** SHA-256 of some bytes: 32 bytes. */
  sha256(bytes: Uint8Array): Uint8Array;
  /** One answer per check, in order. Callers have already refused non-canonical keys and signatures. */
  verify(checks: readonly SignatureCheck[]): Promise<boolean[]>;
}

/** The secret keys of this device, behind what may be done with them. They never leave this port. */
export interface Keys {
  readonly account: AccountKey;
  readonly device: DeviceKey;
  /** X25519 public key (32 bytes) to which others seal what only this device may read. */
  readonly boxKey: Uint8Array;
  /** The account's signature over this device and its box key (64 bytes). */
  readonly certificate: Uint8Array;
  /** Ed25519 signature of this device (64 bytes). */
  sign(message: Uint8Array): Uint8Array;
  /** nacl.box: nonce (24) || box. */
  seal(message: Uint8Array, recipientBoxKey: Uint8Array): Uint8Array;
  /** Opens what `seal` made; undefined if it isn't for this device or was altered. */
  open(sealed: Uint8Array, senderBoxKey: Uint8Array): Uint8Array | undefined;
}

/** Why a store could not do what it was asked. Whatever had been promised before is still there. */
export type StoreErrorType = 'disk-full' | 'read-only' | 'storage-failed';

export class StoreError extends Error {
  readonly type: StoreErrorType;
  constructor(type: StoreErrorType, message: string, options?: ErrorOptions) {
    super(message, options);
    this.type = type;
  }
}

/** An append-only sequence of records. Records are opaque, 1 byte to 1 MiB each. */
export interface Journal {
  /** All whole records in the order of writing; a torn tail is dropped. Called once, before the first append. */
  read(): Promise<Uint8Array[]>;
  /**
   * Appends records as one group, in order. With `durable` they survive a power cut once the promise resolves.
   * Rejects with StoreError, and then none of the group will be read back, and the journal still takes appends.
   */
  append(records: readonly Uint8Array[], durable: boolean): Promise<void>;
  /** Replaces the whole content, durably and atomically: after a crash either the old or the new one is there. */
  rewrite(records: readonly Uint8Array[]): Promise<void>;
  close(): Promise<void>;
}

/** What a device keeps: one journal per circle, and small named values. Names match [a-z0-9][a-z0-9./-]{0,199}. */
export interface Store {
  /** Opens (or makes) the journal of that name. */
  journal(name: string): Promise<Journal>;
  /** Names of the journals that exist, sorted. */
  journals(): Promise<string[]>;
  removeJournal(name: string): Promise<void>;
  /** The value, or undefined if there is none. */
  get(name: string): Promise<Uint8Array | undefined>;
  /** Durable and atomic once resolved. Rejects with StoreError, and then the old value is still there. */
  put(name: string, value: Uint8Array): Promise<void>;
  remove(name: string): Promise<void>;
  /** Names of the values that start with `prefix`, sorted. */
  names(prefix: string): Promise<string[]>;
}

/** Photos and other files by their SHA-256. */
export interface Blobs {
  has(hash: BlobHash): Promise<boolean>;
  /** Undefined if it isn't here, or what is here no longer matches its hash. */
  get(hash: BlobHash): Promise<Uint8Array | undefined>;
  /** Stores bytes durably and names them. Rejects with StoreError. */
  put(bytes: Uint8Array): Promise<BlobHash>;
  remove(hash: BlobHash): Promise<void>;
}

/** The most bytes one lane frame may have. Longer things are sent in parts by the session. */
export const MAX_FRAME = 61_440 + 64;

export type LaneKind = 'memory' | 'webrtc';

/** A way to carry frames between two devices: ordered, reliable, private to the two ends until it closes. */
export interface Lane {
  readonly kind: LaneKind;
  /** True on exactly one side. */
  readonly initiator: boolean;
  /** The circle in whose room the two met; undefined where the lane doesn't know. */
  readonly circle?: CircleId;
  /** Channel binding: the same bytes on both ends, and on no two other ends. Signed by the session. */
  readonly binding: Uint8Array;
  /** Resolves when the lane can take the next frame; never rejects (a dead lane resolves, and calls onClose). */
  send(frame: Uint8Array): Promise<void>;
  /** Sets the one receiver. Frames that came before are handed to it then. The bytes belong to the receiver. */
  onFrame(receive: (frame: Uint8Array) => void): void;
  /** Sets the one listener; called once, also when this side closes. */
  onClose(closed: () => void): void;
  close(): void;
  /** Called before `close` where the two should not meet again on this lane for a while. */
  forget?(): void;
}
