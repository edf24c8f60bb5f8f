/**
 * The few things a store asks of a disk, so that one store runs on the real one and on a simulated one that loses
 * whatever was not synced. Paths are absolute. Failures reject with an errno error (`code`: ENOSPC, EROFS, EIO, ...).
 */

/** A file open for appending. */
export interface DiskFile {
  /** Writes all bytes at the end. After a rejection any part of them may have been written. */
  append(bytes: Uint8Array): Promise<void>;
  /** Resolves once the content survives a power cut (the file's name doesn't: see `syncFolder`). */
  sync(): Promise<void>;
  /** Drops everything from `length` on. */
  truncate(length: number): Promise<void>;
  close(): Promise<void>;
}

export interface Disk {
  /** Opens for appending; makes the file where there is none. */
  open(path: string): Promise<DiskFile>;
  /** The same, after dropping what was in the file. */
  create(path: string): Promise<DiskFile>;
  /** The whole content, or undefined where there is no such file. */
  read(path: string): Promise<Uint8Array | undefined>;
  exists(path: string): Promise<boolean>;
  /** Atomic; replaces `to`. */
  rename(from: string, to: string): Promise<void>;
  /** Does nothing where there is no such file. */
  remove(path: string): Promise<void>;
  /** Names of the files in a folder, unsorted; none where there is no such folder. */
  list(folder: string): Promise<string[]>;
  /** Makes the folder and those above it; where they weren't there, they survive a power cut once this resolves. */
  makeFolder(folder: string): Promise<void>;
  /** Makes creations, renames and removals in this folder survive a power cut. */
  syncFolder(folder: string): Promise<void>;
}

/**
 * Replaces a file's content, durably and atomically. Rejects with what the disk said; the old content is then still
 * there unless the last step, syncing the folder, was what failed (`renamed` of the thrown ReplaceError tells).
 */
export async function replaceFile(disk: Disk, path: string, folder: string, parts: Iterable<Uint8Array>): Promise<void> {
  const temporary = `${path}.tmp`;
  let renamed = false;
  try {
    const file = await disk.create(temporary);
    try {
      for (const part of parts) await file.append(part);
      await file.sync();
    } finally {
      await file.close();
    }
    await disk.rename(temporary, path);
    renamed = true;
    await disk.syncFolder(folder);
  } catch (error) {
    // What went wrong first is what is told; a leftover is removed when the store opens.
    if (!renamed) await disk.remove(temporary).catch(() => undefined);
    throw new ReplaceError(renamed, error);
  }
}

/** Why a file could not be replaced. */
export class ReplaceError extends Error {
  /** True if the new content is already in place, and only its surviving a power cut is unsure. */
  readonly renamed: boolean;
  constructor(renamed: boolean, cause: unknown) {
    super('the file could not be replaced', { cause });
    this.renamed = renamed;
  }
}
