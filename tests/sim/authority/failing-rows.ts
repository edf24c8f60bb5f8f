/** Runs rows of the tables that speak of authority, in this process: `judge-mutants.ts` loads this with a rule switched off. */
import { isDeepStrictEqual } from 'node:util';
import { admissionCases } from '../../support/attacks/admission-table.ts';
import type { Case } from '../../support/attacks/case.ts';
import { gateCases } from '../../support/attacks/gate-table.ts';
import { authorityCases } from './cases.ts';

/** Of these rows, those that don't come to what they should. One that throws doesn't. */
export async function failingRows(names: readonly string[]): Promise<string[]> {
  const all = [...authorityCases, ...admissionCases, ...gateCases];
  const failing: string[] = [];
  for (const name of names) {
    const row = all.find((each) => each.name === name);
    if (row === undefined) throw new Error(`no such row: ${name}`);
    if (!(await holds(row))) failing.push(name);
  }
  return failing;
}

async function holds({ run, expected }: Case): Promise<boolean> {
  try {
    return isDeepStrictEqual(await run(), expected);
  } catch {
    return false;
  }
}
