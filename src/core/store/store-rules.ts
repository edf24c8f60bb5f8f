/** What every store demands of its callers. Breaking these is a bug, so it throws. */

/** The most bytes one journal record may have. */
export const MAX_RECORD = 1_048_576;

const NAME = /^[a-z0-9][a-z0-9./-]{0,199}$/;

/** Throws unless `name` may name a journal or a value. */
export function assertStoreName(name: string): void {
  if (!NAME.test(name)) throw new Error(`not a name in a store: ${JSON.stringify(name.slice(0, 80))}`);
}

/** Throws unless each record has 1 byte to 1 MiB. */
export function assertRecords(records: readonly Uint8Array[]): void {
  for (const record of records) {
    if (record.length < 1 || record.length > MAX_RECORD) throw new Error(`a record has 1 to ${MAX_RECORD} bytes, not ${record.length}`);
  }
}
