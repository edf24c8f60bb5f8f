/**
 * Checks in the background the signatures that the gate left for later, a few at a time, so that the device stays
 * quick. One that fails is its author's own doing, for the chain covers it: the log counts up to there, on every peer.
 */
import type { DeviceKey } from '../ids.ts';
import type { HashedOp } from '../op/op.ts';
import type { Clock, Keys, Verifier } from '../ports.ts';
import { signatureCheck, verifySound } from './gate.ts';
import type { Logs } from './logs.ts';

/** Signatures per turn: about 10 ms of work. */
const SLICE = 64;
/** How long whoever keeps sending can put the next turn off, in ms. */
const LONGEST_DELAY = 3_000;

export interface SignatureFindings {
  /** All signatures of that log below that seq hold. */
  checked(device: DeviceKey, below: number): Promise<void>;
  /** The op of that seq is signed falsely, and none before it. */
  signedFalsely(device: DeviceKey, seq: number): Promise<void>;
}

export class SignatureChecker {
  readonly #ports: { verifier: Verifier; keys: Keys; clock: Clock };
  readonly #logs: () => Logs;
  readonly #opAt: (device: DeviceKey, seq: number) => HashedOp | undefined;
  readonly #findings: SignatureFindings;
  /** Per log, the first seq that is not known to hold. */
  readonly #below = new Map<DeviceKey, number>();
  #cancel: (() => void) | undefined;
  /** When to go on at the latest, in ms since 1970. */
  #latest: number | undefined;
  #stopped = false;

  constructor(ports: { verifier: Verifier; keys: Keys; clock: Clock }, logs: () => Logs, opAt: (device: DeviceKey, seq: number) => HashedOp | undefined, findings: SignatureFindings) {
    this.#ports = ports;
    this.#logs = logs;
    this.#opAt = opAt;
    this.#findings = findings;
  }

  /** Says that the signatures of [from, below) hold. */
  note(device: DeviceKey, from: number, below: number): void {
    if (from <= (this.#below.get(device) ?? 0)) this.#below.set(device, Math.max(below, this.#below.get(device) ?? 0));
  }

  /** Forgets what was checked of ops that are no longer here: others may come in their place. */
  keepBelow(length: (device: DeviceKey) => number): void {
    for (const [device, below] of this.#below) this.#below.set(device, Math.min(below, length(device)));
  }

  /** Goes on with whatever is left to check, `delay` ms from now; asking again puts it off, but not for ever. */
  start(delay: number): void {
    if (this.#stopped) return;
    this.#cancel?.();
    const now = this.#ports.clock.now();
    this.#latest ??= now + LONGEST_DELAY;
    this.#cancel = this.#ports.clock.after(Math.max(0, Math.min(delay, this.#latest - now)), () => {
      this.#cancel = undefined;
      this.#latest = undefined;
      void this.#turn();
    });
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
  }

  /** Checks one op now; false if it is signed falsely. An op that isn't here is no one's fault. */
  async checkOne(device: DeviceKey, seq: number): Promise<boolean> {
    if (seq < (this.#below.get(device) ?? 0)) return true;
    const op = this.#opAt(device, seq);
    if (op === undefined) return false;
    return (await verifySound(this.#ports.verifier, [signatureCheck(op)]))[0] === true;
  }

  async #turn(): Promise<void> {
    for (const log of this.#logs().all()) {
      const from = this.#below.get(log.device) ?? 0;
      if (from >= log.counted) continue;
      const to = Math.min(from + SLICE, log.counted);
      const ops = Array.from({ length: to - from }, (_, i) => this.#opAt(log.device, from + i));
      const answers = await verifySound(this.#ports.verifier, ops.map((op) => signatureCheck(op)));
      if (this.#stopped) return;
      const wrong = answers.indexOf(false);
      const below = wrong < 0 ? to : from + wrong;
      this.#below.set(log.device, below);
      if (wrong >= 0) await this.#findings.signedFalsely(log.device, below);
      else if (below >= log.counted) await this.#findings.checked(log.device, below);
      if (this.#cancel === undefined) this.start(0);
      return;
    }
  }
}
