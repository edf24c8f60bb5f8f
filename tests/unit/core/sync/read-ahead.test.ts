import { describe, expect, it } from 'vitest';
import { idToBytes } from '../../../../src/core/ids.ts';
import { encodeHeader, NO_CIRCLE, opMessage } from '../../../../src/core/op/op.ts';
import { sha256 } from '../../../../src/node/crypto/node-verifier.ts';
import type { SignatureCheck, Verifier } from '../../../../src/core/ports.ts';
import { passGate, type GatePorts, type Run } from '../../../../src/core/sync/gate.ts';
import { readAhead } from '../../../../src/core/sync/read-ahead.ts';
import { VerifierAhead } from '../../../../src/core/sync/verifier-ahead.ts';
import { CircleOps } from '../../../../src/core/circle/circle-ops.ts';
import { createPromptVerifier } from '../../../support/prompt-verifier.ts';
import { runOf } from '../../../support/attacks/log-writer.ts';
import { makePerson, WrittenCircle, type Person } from '../../../support/written-circle.ts';

/** The real verifier, and what it was asked. */
function countingVerifier(): Verifier & { asked: SignatureCheck[] } {
  const verifier = createPromptVerifier();
  const asked: SignatureCheck[] = [];
  return {
    asked,
    sha256: (bytes) => verifier.sha256(bytes),
    verify(checks) {
      asked.push(...checks);
      return verifier.verify(checks);
    },
  };
}

/** A device with a verifier that looks ahead, and nothing yet. */
function newDevice(circle: WrittenCircle) {
  const counted = countingVerifier();
  const verifier = new VerifierAhead(counted);
  const ops = new CircleOps(circle.circle, verifier);
  const ports: GatePorts = ops.gatePorts(verifier, makePerson('somebody else').keys.device);
  const take = async (runs: readonly Run[]) => {
    const read = readAhead(ports, verifier, runs);
    for (const [i, run] of runs.entries()) ops.settle((await passGate(ports, run, read[i])).accepted);
  };
  return { counted, verifier, ops, ports, take };
}

const logOf = (circle: WrittenCircle, who: Person) => circle.logs.get(who.keys.device) ?? [];

describe('reading ahead', () => {
  it('has begun every check that the gate asks for, but the founder\'s own certificate', async () => {
    const circle = new WrittenCircle();
    const ben = circle.welcome('ben');
    const { counted, ports, verifier, ops, take } = newDevice(circle);
    const [adas, bens] = [runOf(...logOf(circle, circle.founder)), runOf(...logOf(circle, ben))];
    for (const { run, more } of [{ run: adas, more: 1 }, { run: bens, more: 0 }]) {
      const read = readAhead(ports, verifier, [run]);
      const begun = counted.asked.length;
      expect(begun).toBeGreaterThan(0);
      const { accepted } = await passGate(ports, run, read[0]);
      ops.settle(accepted);
      expect(accepted).toHaveLength(run.ops.length);
      expect(counted.asked).toHaveLength(begun + more);
      counted.asked.length = 0;
    }
    await take([]);
    expect(ops.view.members.size).toBe(2);
  });

  it('begins no check for a device that nobody let in', async () => {
    const circle = new WrittenCircle();
    const mal = makePerson('mal');
    circle.open(mal);
    const { counted, ports, verifier, take } = newDevice(circle);
    await take([runOf(...logOf(circle, circle.founder))]);
    counted.asked.length = 0;
    expect(readAhead(ports, verifier, [runOf(...logOf(circle, mal))])).toEqual([undefined]);
    expect(counted.asked).toEqual([]);
  });

  it('holds for a run only while its log is as long as it was then', async () => {
    const circle = new WrittenCircle();
    const ben = circle.welcome('ben');
    for (let i = 0; i < 3; i++) circle.write(ben);
    const bens = logOf(circle, ben);
    const { ops, take } = newDevice(circle);
    await take([runOf(...logOf(circle, circle.founder))]);
    await take([runOf(...bens.slice(0, 2)), runOf(...bens.slice(2))]);
    expect(ops.logs.get(ben.keys.device)?.counted).toBe(4);
  });

  it('gives a check the answer that it would have had, also where only its signature is alike', async () => {
    const circle = new WrittenCircle();
    const { op } = logOf(circle, circle.founder)[0] ?? {};
    if (op === undefined) throw new Error('a circle has a genesis');
    const check = { publicKey: idToBytes(op.device), message: opMessage(sha256(encodeHeader({ ...op, circle: NO_CIRCLE, prevLamport: 0 }, op, sha256))), signature: op.signature };
    const { verifier } = newDevice(circle);
    verifier.begin([check]);
    expect(await verifier.verify([check])).toEqual([true]);
    expect(await verifier.verify([{ ...check, message: opMessage(new Uint8Array(32)) }, check])).toEqual([false, true]);
    expect(await verifier.verify([{ ...check, publicKey: idToBytes(makePerson('mal').keys.device) }])).toEqual([false]);
    verifier.forget();
    expect(await verifier.verify([check])).toEqual([true]);
  });
});
