/**
 * Reads runs before they pass the gate one after the other, and has the verifier begin what the gate is going to ask for:
 * the checks of all runs together take the time of a few. Decides nothing and keeps nothing. Reads no run of a device that
 * nobody let in: strangers' signatures aren't worth a check.
 */
import { readRun, signatureCheck, type GatePorts, type ReadRun, type Run } from './gate.ts';
import type { SignatureCheck } from '../ports.ts';
import type { VerifierAhead } from './verifier-ahead.ts';

/** Per run, what was read of it, where it was. */
export function readAhead(ports: GatePorts, verifier: VerifierAhead, runs: readonly Run[]): (ReadRun | undefined)[] {
  const { logs, admissions } = ports;
  const checks: SignatureCheck[] = [];
  const readings = runs.map((run, i) => {
    // Until genesis is here, only a founder's run can be read, and it comes first.
    const isDue = logs.founder === undefined ? i === 0 : admissions.isDeviceIn(run.device);
    if (!isDue) return undefined;
    const read = readRun(ports, run);
    if ('fresh' in read) {
      const newest = signatureCheck(read.fresh.at(-1)?.op);
      if (newest !== undefined) checks.push(newest);
      checks.push(...admissions.proofsOf(read.fresh.map(({ op }) => op)));
    }
    return read;
  });
  verifier.begin(checks);
  return readings;
}
