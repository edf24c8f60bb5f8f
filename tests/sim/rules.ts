/**
 * Rules of authority, by number as in docs/ARCHITECTURE.md, each with the oracle's clauses that show that it was met; and what the gate refuses. A rule has met a
 * fault, or a lie, where both were in one run: the table has in how many.
 */
import { FAULTS as BREACHES, SOFT_REFUSALS } from '../../src/core/sync/gate.ts';
import { FAULTS, TRICKS } from './actions.ts';
import { CLAUSES } from './oracle/clauses.ts';

const begins = (...words: string[]): string[] => CLAUSES.filter((clause) => words.some((word) => clause.startsWith(word)));

/** Together they have every clause; some show more than one. */
export const RULES: Readonly<Record<string, readonly string[]>> = {
  '1 a right is named': begins('plain: by ', 'plain, void: its right', 'plain, void: its grant', 'plain, void: its rules', 'plain, void: the rules', 'ranked, void: its right'),
  '2 rank': begins('ranked: '),
  '3 acts of the quorum': begins('acts: '),
  '4 whose a log is': begins('set: ', 'limit: not admitted'),
  '5 who is admitted': begins('admitted: '),
  '6 which admits count': begins('plain: admit', 'plain: invite', 'plain: greet', 'plain, void: an admit', 'plain, void: its invitation', 'ranked, void: without proof'),
  '7 the cut': begins('position: ', 'limit: cut', 'cut: in-force', 'cut: void'),
  '8 lower ranks only, and dead cuts': begins('cut: dead', 'cut: live', 'right: withdrawn', 'ranked, void: cut with'),
  '9 own invitations, and leaving': begins('plain: cut', "plain, void: a cut of another's", 'plain cut: ', 'limit: leave', 'ranked, void: after a leave'),
  '10 replaced cuts': begins('cut: replaced', 'plain cut: '),
  '11 which cut holds': begins('cut: a senior', 'cut: silent', 'cut: the lowest'),
  '12 forks': begins('fork: ', 'limit: fork', 'ranked, void: beyond a fork'),
  '13 coming back': begins('cut: replaced by a senior', 'cut: replaced by an equal'),
  '14 rescue': begins('ranked: admit', 'cut: a senior keeps more'),
  '15 equals, and the quorum': begins('cut: dead, of an equal', 'cut: the lowest of equals', 'acts: valid'),
  'false signatures': begins('limit: falsehood', 'ranked, void: signed falsely'),
  'quotas and versions of the rules': begins('quota: ', 'limit: quota', 'rules: '),
  'what is kept': begins('kept: '),
  'how people stand': begins('standing: '),
};

export const REFUSALS: readonly string[] = [...BREACHES, ...SOFT_REFUSALS].map((refusal) => `gate ${refusal}`);

/** Of faults the two that make one are counted when they have. */
export const TROUBLES: readonly string[] = [...FAULTS.filter((fault) => fault !== 'keep-backup').map((fault) => `fault ${fault}`), ...TRICKS.map((trick) => `lie ${trick}`)];

/** In how many runs each was met beside each trouble. */
export class Meetings {
  readonly #cells = new Map<string, number>();

  /** What was counted in one run. */
  add(counts: Iterable<readonly [string, number]>): void {
    const met = new Set([...counts].flatMap(([name, count]) => (count > 0 ? [name] : [])));
    const rules = Object.entries(RULES).flatMap(([rule, clauses]) => (clauses.some((clause) => met.has(`clause ${clause}`)) ? [rule] : []));
    for (const rule of [...rules, ...REFUSALS.filter((refusal) => met.has(refusal))]) {
      for (const trouble of TROUBLES) if (met.has(trouble)) this.#cells.set(`${rule} | ${trouble}`, this.of(rule, trouble) + 1);
    }
  }

  of(rule: string, trouble: string): number {
    return this.#cells.get(`${rule} | ${trouble}`) ?? 0;
  }

  /** Those that were met less often than that, the rarest first. */
  below(least: number): { rule: string; trouble: string; count: number }[] {
    const cells = [...Object.keys(RULES), ...REFUSALS].flatMap((rule) => TROUBLES.map((trouble) => ({ rule, trouble, count: this.of(rule, trouble) })));
    return cells.filter(({ count }) => count < least).sort((a, b) => a.count - b.count);
  }

  /** One line for the smallest cell. */
  smallest(): string {
    const [least] = this.below(Infinity);
    return least === undefined ? '' : `coverage: least often met, in ${String(least.count)} runs: "${least.rule}" with ${least.trouble}`;
  }

  /** A row for each rule and refusal, a column for each trouble. */
  table(): string {
    const rows = [...Object.keys(RULES), ...REFUSALS].map((rule) => [rule, ...TROUBLES.map((trouble) => String(this.of(rule, trouble)))]);
    return [['in so many runs', ...TROUBLES], ...rows].map((row) => row.join('\t')).join('\n');
  }
}
