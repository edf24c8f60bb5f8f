/**
 * Loads modules of this repository with one place of their source changed, beside the unchanged ones and in the same process: what is
 * asked for with `?mutant=n` is loaded anew with all that it imports of src/ and tests/, the oracle aside, which has no part in it.
 */
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

export interface Change {
  /** Below src/core/. */
  file: string;
  /** Occurs exactly once in that file. */
  find: string;
  replace: string;
}

const ROOT = new URL('../../', import.meta.url).href;
const UNCHANGED = ['tests/sim/oracle/', 'node_modules/'].map((folder) => ROOT + folder);
const changes: Change[] = [];

registerHooks({
  resolve(specifier, context, next) {
    const resolved = next(specifier, context);
    const mutant = context.parentURL === undefined ? null : new URL(context.parentURL).searchParams.get('mutant');
    if (mutant === null || !resolved.url.startsWith(ROOT) || UNCHANGED.some((folder) => resolved.url.startsWith(folder))) return resolved;
    return { ...resolved, url: `${resolved.url}?mutant=${mutant}` };
  },
  load(url, context, next) {
    const mutant = url.startsWith(ROOT) ? new URL(url).searchParams.get('mutant') : null;
    const change = mutant === null ? undefined : changes[Number(mutant)];
    if (change === undefined || !url.startsWith(`${ROOT}src/core/${change.file}?`)) return next(url, context);
    const loaded = next(url, context);
    return { ...loaded, source: String(loaded.source).replace(change.find, () => change.replace) };
  },
});

/** How often the text that is to be changed is in its file. */
export function countOccurrences({ file, find }: Change): number {
  return readFileSync(fileURLToPath(`${ROOT}src/core/${file}`), 'utf8').split(find).length - 1;
}

/** A module below the repository, such as `tests/sim/authority/product.ts`, with that change in what it imports. */
export async function loadMutated<T>(path: string, change: Change): Promise<T> {
  const mutant = changes.push(change) - 1;
  return (await import(`${ROOT}${path}?mutant=${mutant}`)) as T;
}
