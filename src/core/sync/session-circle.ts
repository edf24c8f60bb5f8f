/** A circle as a session needs it: what it holds, what it may hand out, and what to tell about how it is going. */
import type { Join } from '../circle/join.ts';
import type { KeyKeeper } from '../circle/key-keeper.ts';
import type { OpenCircle } from '../circle/open-circle.ts';
import type { WaitReason } from '../commands.ts';
import type { CircleId, DeviceKey } from '../ids.ts';
import type { Blobs, Clock, Keys, Random, Verifier } from '../ports.ts';
import type { Mutex } from './mutex.ts';
import type { PhotoWants } from './photo-wants.ts';
import type { Session } from './session.ts';

export type LobbyAnswer = { type: 'welcome'; groupKey: Uint8Array } | { type: 'wait'; reason: WaitReason };

export interface SessionCircle {
  readonly circle: CircleId;
  readonly open: OpenCircle;
  /** The newest key that is here, and those before it. */
  readonly groupKey: Uint8Array | undefined;
  readonly olderKeys: readonly Uint8Array[];
  readonly keyring: KeyKeeper;
  /** Still asking to be let in. */
  readonly waiting: boolean;
  readonly photos: PhotoWants;
  /** Ranges are asked of one peer at a time. */
  readonly fetching: Mutex;
  /** What to bring to the lobby: the join, and the invitation's public key. */
  joinRequest(): { join: Join; invitation: Uint8Array } | undefined;
  /** Lets someone in, if the rules and the invitation allow it. */
  greet(join: Join, invitation: Uint8Array): Promise<LobbyAnswer>;
  /** A group key that a greeter handed over: kept once an op that counts says that it is one. */
  offerGroupKey(groupKey: Uint8Array): Promise<void>;
  /** Told by a session: how many ops are still to come, or how fetching them ended; digests that agreed, own ops that the other side holds. */
  noteFetch(missing: number | 'over' | 'cut-off'): void;
  noteInSync(device: DeviceKey, inSync: boolean): void;
  noteConfirmed(ops: number): void;
  /** The other side says that this device is no longer in. */
  noteOut(device: DeviceKey): void;
  noteWaiting(reason: WaitReason): void;
}

export interface SessionPorts {
  clock: Clock;
  random: Random;
  verifier: Verifier;
  keys: Keys;
  blobs: Blobs;
  /** The circles of this device, whether in or waiting. */
  circles(): readonly SessionCircle[];
  isCutOff(device: DeviceKey): boolean;
  /** Remembers a device that sent what no honest one could have sent. */
  cutOff(device: DeviceKey, reason: string): void;
  /** Of two sessions with one device one goes; false if it is this one. Both sides decide alike. */
  takePlace(session: Session, device: DeviceKey): boolean;
  /** Another device speaks no version that this one does; in one of the circle's rooms, where that is known. */
  noteVersion(circle: CircleId | undefined, other: 'newer' | 'older'): void;
}
