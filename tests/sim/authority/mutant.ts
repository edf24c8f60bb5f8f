/** A rule of authority, the change that switches it off, and what must notice. */
import type { Change } from '../../mutants/load-mutated.ts';

export interface AuthorityMutant extends Change {
  rule: string;
  /** Small and random worlds beside the oracle; or rows, of which one fails; or nothing, since nobody can see it, for that reason. */
  caughtBy: 'worlds' | { rows: string[] } | { equal: string };
}
