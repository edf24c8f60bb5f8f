/**
 * Notices how writing goes, so that a full disk is shown in the window whoever was writing: a command, or a session that
 * received something. The last failure stays until a write goes well again.
 */
import { StoreError, type Blobs, type Journal, type Store, type StoreErrorType } from '../../core/ports.ts';

export interface StorageState {
  failure: StoreErrorType | null;
  onChange: () => void;
}

/** The same store; its writes keep `state` up to date. */
export function watchStore(store: Store, state: StorageState): Store {
  return {
    journal: async (name) => watchJournal(await watch(state, () => store.journal(name)), state),
    journals: () => store.journals(),
    removeJournal: (name) => watch(state, () => store.removeJournal(name)),
    get: (name) => store.get(name),
    put: (name, value) => watch(state, () => store.put(name, value)),
    remove: (name) => watch(state, () => store.remove(name)),
    names: (prefix) => store.names(prefix),
  };
}

/** The same blobs; their writes keep `state` up to date. */
export function watchBlobs(blobs: Blobs, state: StorageState): Blobs {
  return {
    has: (hash) => blobs.has(hash),
    get: (hash) => blobs.get(hash),
    put: (bytes) => watch(state, () => blobs.put(bytes)),
    remove: (hash) => watch(state, () => blobs.remove(hash)),
  };
}

function watchJournal(journal: Journal, state: StorageState): Journal {
  return {
    read: () => journal.read(),
    append: (records, durable) => watch(state, () => journal.append(records, durable)),
    rewrite: (records) => watch(state, () => journal.rewrite(records)),
    close: () => journal.close(),
  };
}

async function watch<T>(state: StorageState, write: () => Promise<T>): Promise<T> {
  try {
    const result = await write();
    tell(state, null);
    return result;
  } catch (error) {
    if (error instanceof StoreError) tell(state, error.type);
    throw error;
  }
}

function tell(state: StorageState, failure: StoreErrorType | null): void {
  if (state.failure === failure) return;
  state.failure = failure;
  state.onChange();
}
