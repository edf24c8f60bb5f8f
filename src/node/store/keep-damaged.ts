/** What is cut from a journal is kept beside it, in a few numbered files: nothing is thrown away unseen. */
import { asStoreError } from './store-errors.ts';
import { replaceFile, type Disk } from './disk.ts';

/** Told to whoever runs the host: `torn` is the ordinary end of a power cut, `damaged` means that written data went bad. */
export interface DamageReport {
  path: string;
  type: 'torn' | 'damaged';
  bytes: number;
}

/** The last one is used again and again, so that a failing disk can't fill itself. */
const MOST_KEPT = 8;

/** Writes the bytes durably to `<path>.damaged-N`. Rejects with StoreError. */
export async function keepDamaged({ disk, folder, path }: { disk: Disk; folder: string; path: string }, bytes: Uint8Array): Promise<void> {
  await asStoreError(async () => {
    const taken = new Set(await disk.list(folder));
    const file = path.slice(folder.length + 1);
    let number = 1;
    while (number < MOST_KEPT && taken.has(`${file}.damaged-${number}`)) number++;
    await replaceFile(disk, `${path}.damaged-${number}`, folder, [bytes]);
  });
}
