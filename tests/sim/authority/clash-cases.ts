/** Two devices of one clientID, which a hash that says the same of both brings about: the document has the one that was let in first. */
import type { Verifier } from '../../../src/core/ports.ts';
import { CircleOps, NO_FINDINGS } from '../../../src/core/circle/circle-ops.ts';
import { equalBytes, labelBytes } from '../../../src/core/op/bytes.ts';
import type { Case } from '../../support/attacks/case.ts';
import { createPromptVerifier } from '../../support/prompt-verifier.ts';
import { WrittenCircle } from '../../support/written-circle.ts';

const CLIENT = labelBytes('huan/client/1');

/** All devices but the founder's have the same clientID. */
function clashing(founder: Uint8Array): Verifier {
  const verifier = createPromptVerifier();
  const isOther = (bytes: Uint8Array): boolean => equalBytes(bytes.subarray(0, CLIENT.length), CLIENT) && !equalBytes(bytes.subarray(-32), founder);
  return { ...verifier, sha256: (bytes) => (isOther(bytes) ? new Uint8Array(32).fill(7) : verifier.sha256(bytes)) };
}

/** What of founder, first and second is shown and here. */
async function restore(latterFirst: boolean, names: readonly string[]): Promise<object> {
  const circle = new WrittenCircle();
  const people = names.map((name) => circle.welcome(name));
  const { device } = circle.founder.keys;
  const ops = new CircleOps(circle.circle, clashing(Buffer.from(device, 'hex')));
  ops.restore(latterFirst ? circle.runs().toReversed() : circle.runs(), NO_FINDINGS);
  const logs = people.map(({ keys }) => ops.logs.get(keys.device));
  return await Promise.resolve({ founder: (ops.logs.get(device)?.shown ?? 0) > 0, shown: logs.map((log) => log?.shown), here: logs.map((log) => log?.length) });
}

const NAME = 'of two devices of one clientID the document has the one that was let in first';
const expected = { founder: true, shown: [1, 0], here: [1, 1] };

export const clashCases: readonly Case[] = [
  { name: NAME, expected, run: () => restore(false, ['ben', 'mal']) },
  { name: `${NAME}, also if its log comes last`, expected, run: () => restore(true, ['ben', 'mal']) },
  // Ids are as chance would have it: of four, some are the other way round than the lamports.
  { name: `${NAME}, whatever the ids`, expected: [expected, expected, expected, expected], run: async () => await Promise.all(['cleo', 'dora', 'emil', 'zoe'].map((name) => restore(false, ['ben', name]))) },
];
