/** What a run says, in words and figures. */
import type { Finding, TargetReport } from './run-target.ts';

/** A target of whose inputs fewer, or more, are taken tries only one side of its decoder. */
const SHARE = { least: 0.01, most: 0.99 };

export function isBadlyMade({ inputs, accepted }: TargetReport): boolean {
  return accepted < SHARE.least * inputs || accepted > SHARE.most * inputs;
}

/** Bytes of an input that are printed; a longer one is made again by its number. */
const MOST_PRINTED = 4_096;

/** One line, and two or more for each sort of finding. */
export function describeReport(report: TargetReport): string {
  const { target, inputs, accepted, ms, findings, found } = report;
  const rate = Math.round(inputs / (Math.max(1, ms) / 1_000)).toLocaleString('en');
  const share = ((100 * accepted) / inputs).toFixed(1);
  const head = `${target.padEnd(16)} ${inputs.toLocaleString('en').padStart(11)} inputs ${rate.padStart(8)} /s ${share.padStart(5)} % taken ${String(found).padStart(3)} findings`;
  const notes = isBadlyMade(report) ? '  BADLY MADE: nearly all of its inputs are alike to the decoder' : '';
  return [head + notes, ...findings.flatMap(describeFinding)].join('\n');
}

function describeFinding({ target, seed, at, input, what }: Finding): string[] {
  const again = input.length <= 2 * MOST_PRINTED ? `--replay ${input}` : `--seed ${seed} --at ${at}`;
  return [`  --seed ${seed}, input number ${at}: ${what}`, `  npm run fuzz -- --target ${target} ${again}`];
}

export function describeSum(reports: readonly TargetReport[], seed: string, ms: number): string {
  const sum = (of: (report: TargetReport) => number): string => reports.reduce((total, report) => total + of(report), 0).toLocaleString('en');
  return `${reports.length} targets, ${sum(({ inputs }) => inputs)} inputs, ${sum(({ found }) => found)} findings, ${reports.filter(isBadlyMade).length} badly made; seed ${seed}, ${Math.round(ms / 1_000)} s`;
}
