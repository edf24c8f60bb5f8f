/**
 * The engine behind one facade: everything a device can do in its circles, over the ports it is given.
 * Holds always: what resolves here is on disk; what a session sends is on disk.
 */
import type { Doc } from 'yjs';
import type { CircleStatus, ImportResult, Params, Results, Room } from './commands.ts';
import type { CircleId } from './ids.ts';
import type { BundleExport } from './sync/bundle-export.ts';
import type { Blobs, Clock, Keys, Lane, Random, Store, Verifier } from './ports.ts';

export interface PeerPorts {
  store: Store;
  blobs: Blobs;
  clock: Clock;
  random: Random;
  verifier: Verifier;
  keys: Keys;
  /** How many ops of a document that is made anew are built in one go; left out, as many as take some 10 ms. */
  rebuildSlice?: number;
}

/** The commands that need a circle's engine; the host answers the others itself. */
export type PeerCommand =
  | 'createCircle'
  | 'createSampleCircle'
  | 'removeSampleCircle'
  | 'createInvitation'
  | 'joinCircle'
  | 'leaveWaiting'
  | 'leaveCircle'
  | 'setRole'
  | 'previewRemoval'
  | 'removeMember'
  | 'restoreMember'
  | 'revokeInvitation'
  | 'listInvitations'
  | 'setRules'
  | 'listRules'
  | 'listDecisions'
  | 'quorum'
  | 'proposeAct'
  | 'signAct'
  | 'listForks'
  | 'setRelays'
  | 'postListing'
  | 'reviseListing'
  | 'setListingState'
  | 'putPhoto'
  | 'getBlob'
  | 'digest'
  | 'listCircles'
  | 'listMembers'
  | 'listListings'
  | 'findListings';

export interface OpenDocument {
  /** Changes when the document was rebuilt. */
  name: string;
  doc: Doc;
}

export interface PeerFacade {
  /** Rejects with CommandFailure (see failure.ts) where the person must be told. */
  run<K extends PeerCommand>(command: K, params: Params<K>): Promise<Results[K]>;
  circles(): CircleStatus[];
  rooms(): Room[];
  /** The circle's Yjs document, or undefined where this device is not in it yet. */
  document(circle: CircleId): OpenDocument | undefined;
  /** Called, in the same turn, when ops were added to a circle's document, or it was rebuilt. */
  onDocument(listener: (circle: CircleId) => void): () => void;
  /** Called when something that `circles()` or `rooms()` tells has changed. */
  onStatus(listener: () => void): () => void;
  /** Speaks the session protocol on a lane until it closes. */
  connect(lane: Lane): void;
  /**
   * The circle in one file, as it is now, made as it is read; of a circle that this device waits for, its asking to be let
   * in. Throws CommandFailure.
   */
  exportBundle(circle: CircleId, options?: { photos: boolean }): BundleExport;
  /**
   * Takes in what `exportBundle` made elsewhere. `open` gives the file's bytes from the start; it is called twice, for
   * nothing is taken before all of it was found to be whole. Rejects with CommandFailure or StoreError.
   */
  importBundle(open: () => AsyncIterable<Uint8Array>): Promise<ImportResult>;
  /** Before another device of this person takes this one's place: keeps what this one said in vain, and tells how much that is. Rejects with StoreError. */
  leaveBehind(): Promise<number>;
  /** Ends all sessions and waits for what is being written. */
  close(): Promise<void>;
}
