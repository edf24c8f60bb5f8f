/** What attackers on a stage do in more than one attack. */
import { idToBytes, type AccountKey, type DeviceKey, type OpId } from '../../../src/core/ids.ts';
import { KIND } from '../../../src/core/op/kinds.ts';
import { NO_OP } from '../../../src/core/op/op.ts';
import { createIdentity } from '../../../src/node/identity.ts';
import { createNodeKeys } from '../../../src/node/crypto/node-keys.ts';
import { seededRandom } from '../test-peer.ts';
import type { Attacker } from './attacker.ts';
import { LogWriter, placeOf, type Written } from './log-writer.ts';
import type { Outcome, Stage, StageOptions } from './stage.ts';

/** An attack on ada's device by mal, and what it must come to. */
export interface Attack {
  name: string;
  expected: Omit<Outcome, 'othersAgree' | 'sameAfterReopening'>;
  /** What ada has instead of the ordinary. */
  options?: StageOptions;
  run(stage: Stage): Promise<Attacker>;
}

export const HARMLESS = { refusal: undefined, cutOff: false, added: 0, forks: 0, photosMissing: 0 } as const;
export const CUT_OFF = { cutOff: true, added: 0, forks: 0, photosMissing: 0 } as const;

/** A session in which mal pushes runs at ada. */
export async function push(stage: Stage, ...runs: Parameters<Attacker['live']>[1][]): Promise<Attacker> {
  const attacker = await stage.attack(stage.ada);
  attacker.live(stage.circle, ...runs);
  return attacker;
}

/** A session in which mal says that it has news, and answers ada's questions. */
export async function tempt(stage: Stage, answer: Attacker['answer']): Promise<Attacker> {
  const attacker = await stage.attack(stage.ada);
  attacker.answer = answer;
  attacker.claimNews(stage.circle);
  return attacker;
}

export function altered({ op, stored }: Written, at: number): Written {
  const bytes = stored.slice();
  bytes[bytes.length + at] = (bytes.at(at) ?? 0) ^ 1;
  return { op, stored: bytes };
}

/** A device that is in nobody's circle. */
export function stranger(name: string): { log: LogWriter; keys: ReturnType<typeof createNodeKeys> } {
  const random = seededRandom(name);
  const keys = createNodeKeys(createIdentity(name, random.bytes(32), random), random);
  return { keys, log: new LogWriter(placeOf('0'.repeat(64) as Stage['circle'], keys.device, 0), (message) => keys.sign(message)) };
}

export function opening(keys: ReturnType<typeof createNodeKeys>, account: AccountKey = keys.account): { kind: number; body: unknown } {
  return { kind: KIND.open, body: { account: idToBytes(account), certificate: keys.certificate, boxKey: keys.boxKey, person: 'somebody' } };
}

/** The log of a head that ada knows, gone on with by mal. */
export function continueLog(stage: Stage, device: DeviceKey, sign: (message: Uint8Array) => Uint8Array): LogWriter {
  const head = stage.heads.get(device);
  return new LogWriter(placeOf(stage.circle, device, (head?.seq ?? -1) + 1, head?.id ?? NO_OP, 1_000), sign);
}

/** What an admit names: the invitation, and genesis for the rules. */
export function admitRefs(stage: Stage): { device: DeviceKey; seq: number; id: OpId }[] {
  const genesis = { device: stage.ada.keys.device, seq: 0, id: stage.circle as string as OpId };
  return [{ device: stage.ada.keys.device, seq: 1, id: stage.invitation.id }, genesis];
}
