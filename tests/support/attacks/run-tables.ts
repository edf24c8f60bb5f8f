/**
 * Runs rows of the tables and prints the names of those that fail, as JSON. Started by the test of the tests, in a copy of
 * the sources in which one rule is switched off.
 * Arguments: names of rows; none: all.
 */
import { isDeepStrictEqual } from 'node:util';
import { admissionCases } from './admission-table.ts';
import { attackCases } from './attack-table.ts';
import type { Case } from './case.ts';
import { forkCases } from './fork-table.ts';
import { gateCases } from './gate-table.ts';
import { meetingCases } from './meeting-table.ts';

async function isFailing({ run, expected }: Case): Promise<boolean> {
  try {
    return !isDeepStrictEqual(await run(), expected);
  } catch {
    // With a rule switched off, the row may end anyhow: it does not hold then.
    return true;
  }
}

const all = [...gateCases, ...forkCases, ...admissionCases, ...meetingCases, ...attackCases];
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !all.some((one) => one.name === name));
if (unknown.length > 0) throw new Error(`no such rows: ${unknown.join('; ')}`);
const failed: string[] = [];
for (const one of all) if ((wanted.length === 0 || wanted.includes(one.name)) && (await isFailing(one))) failed.push(one.name);
process.stdout.write(JSON.stringify({ failed }));
