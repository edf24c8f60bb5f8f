/**
 * What failed once, for ever: the plan as it was made small, and what it found. Plans and not seeds, for a seed means another plan as
 * soon as plans are made otherwise. All that are healed run in every `npm test`; `open` are those of which the cause isn't yet:
 * `npm run sim -- --kept` runs them too.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Plan } from './actions.ts';

export interface KeptSeed {
  /** Of the file in kept/. */
  name: string;
  found: string;
  open?: true;
}

export const KEPT_SEEDS: readonly KeptSeed[] = [
  { name: 'close-after-full-disk', found: 'a journal that was closed after a full disk no longer had what it had accepted before' },
  { name: 'join-again-after-fork', found: 'who joins again after a greeter\'s fork took the admission back begins the own log anew: an honest fork, what was saved is lost, and honest peers cut each other off' },
  { name: 'join-again-after-copy', found: 'the same, after the greeter\'s home was copied' },
  { name: 'join-again-many-ways', found: 'the same, with a backup put back' },
  { name: 'join-again-on-read-only', found: 'who joins again while the disk is read-only no longer knows of the circle until the next start' },
  { name: 'join-on-failing-disk', found: 'a join that fails at the disk leaves the journal open, and the next one ends in a bug' },
  { name: 'photos-on-failing-disk', found: 'a disk that fails while photos are looked for lets a rejection fall that nobody handles' },
  { name: 'restart-on-failing-close', found: 'a disk that fails while a journal is closed lets an error of its own go past the store, and the journal counts as open' },
  { name: 'honest-cut-off', found: 'a wrong alarm of the simulator: a home is copied, its owner turns, and who cut the liar off doesn\'t talk to the honest copy, which has the same device key' },
  { name: 'key-to-who-is-out', open: true, found: 'an organizer who hasn\'t got a removal, but the key made after it, makes a key of his own and hands on the other to who was removed (seed 41439 of full size)' },
];

export function readPlan({ name }: KeptSeed): Plan {
  return JSON.parse(readFileSync(fileURLToPath(new URL(`./kept/${name}.json`, import.meta.url)), 'utf8')) as Plan;
}
