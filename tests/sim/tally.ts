/** Sums up what many runs came to. */
import { FULL, makePlan, SMALL } from './make-plan.ts';
import { Counter } from './counter.ts';
import type { Outcome } from './simulate.ts';
import type { Plan } from './actions.ts';
import { Meetings } from './rules.ts';

export type SizeName = 'full' | 'small';

export function planOf(seed: number, size: SizeName): Plan {
  return makePlan(seed, size === 'full' ? FULL : SMALL);
}

/** What a run of full size has at least. */
const LEAST = { peers: 8, ops: 300, faults: 10 };
/** In a long run each rule is to meet each trouble so often. */
const LONG_RUN = 1_000;
const OFTEN = 100;

export class Tally {
  seeds = 0;
  failed = 0;
  /** Runs that have all of what a full one has at least. */
  whole = 0;
  readonly sums = { peers: 0, liars: 0, ops: 0, faults: 0, frames: 0 };
  readonly counter = new Counter();
  readonly meetings = new Meetings();

  add(outcome: Outcome): void {
    this.seeds++;
    if (outcome.violations.length > 0) this.failed++;
    if (outcome.peers >= LEAST.peers && outcome.ops >= LEAST.ops && outcome.faults >= LEAST.faults) this.whole++;
    const liars = outcome.counts.find(([name]) => name === 'liars')?.[1] ?? 0;
    for (const key of ['peers', 'ops', 'faults', 'frames'] as const) this.sums[key] += outcome[key];
    this.sums.liars += liars;
    this.counter.add(outcome.counts);
    this.meetings.add(outcome.counts);
  }

  /** What was met how often, a few to a line. */
  counts(): string {
    const lines: string[] = [];
    for (const group of ['fault', 'gate', 'lie', 'refused']) {
      const of = this.counter.entries().filter(([name]) => name.startsWith(`${group} `));
      lines.push(`${group}: ${of.map(([name, count]) => `${name.slice(group.length + 1)} ${String(count)}`).join(', ')}`);
    }
    const commands = this.counter.entries().filter(([name]) => name.includes(': ') && !/^(oracle|saved|photos|clause)[: ]/.test(name));
    lines.push(`commands: ${commands.map(([name, count]) => `${name} ${String(count)}`).join(', ')}`);
    const others = ['power cut', 'waiting at the end', 'photos missing at the end', 'looked at', ...this.counter.entries().map(([name]) => name).filter((name) => /^(oracle|saved|photos): /.test(name))];
    lines.push(`else: ${others.map((name) => `${name} ${String(this.counter.of(name))}`).join(', ')}`);
    return lines.join('\n');
  }

  /** How rules and troubles met; after a long run also which did so too seldom. */
  coverage(): string {
    const rare = this.seeds > LONG_RUN ? this.meetings.below(OFTEN) : [];
    const told = rare.map(({ rule, trouble, count }) => `  ${String(count)}: "${rule}" with ${trouble}`);
    return [this.meetings.smallest(), ...(rare.length === 0 ? [] : [`COVERAGE: ${String(rare.length)} MET LESS THAN ${String(OFTEN)} TIMES:`, ...told])].join('\n');
  }

  summary(seconds: number): string {
    const { peers, liars, ops, faults, frames } = this.sums;
    return `${String(this.seeds)} seeds (${String(this.whole)} of full size), ${String(peers)} peers, ${String(liars)} of them liars, ${String(ops)} ops, ${String(faults)} faults, ${String(frames)} frames in ${seconds.toFixed(0)} s; ${String(this.failed)} failed`;
  }
}
