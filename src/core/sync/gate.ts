/**
 * The gate: what every foreign op passes before it is stored or shown. Takes runs (consecutive ops of one log) and
 * says for each what may be kept and why the rest may not. Trusts no byte of a run; what it accepts is canonical, at
 * the log's end, chained, of an admitted log, within quota, and its newest signature holds. The signatures before it are
 * checked later (signature-checker.ts): the chain covers them, so only the author can have broken one.
 */
import { idToBytes, type DeviceKey, type OpId } from '../ids.ts';
import type { Admissions } from '../circle/admission.ts';
import { readOwner, type LogOwner } from '../circle/genesis.ts';
import { certificateCheck } from '../circle/join.ts';
import { concatBytes, equalBytes, MalformedBytes } from '../op/bytes.ts';
import { isFact, readFact, type Fact } from '../authority/facts.ts';
import { KIND } from '../op/kinds.ts';
import { decodeStored, NewerVersion, NO_OP, opMessage, placeAfter, type HashedOp, type Op, type Place } from '../op/op.ts';
import { isSoundPoint, isSoundSignature } from '../op/signature-rules.ts';
import type { SignatureCheck, Verifier } from '../ports.ts';
import { CHECKED_EVERY } from './falsehood.ts';
import type { Decoded, HeldBranch } from './held-branch.ts';
import type { Log, Logs } from './logs.ts';

/** Consecutive ops of one log as they travel. */
export interface Run {
  device: DeviceKey;
  /** Seq of the first. */
  from: number;
  /** The id before the first, so that another branch is told from a broken chain. NO_OP at seq 0. */
  prev: OpId;
  /** In stored form. */
  ops: Uint8Array[];
}

/** What no honest device sends, whatever it knew. Whoever sent it is cut off and remembered. */
export const FAULTS = ['bad-encoding', 'bad-signature', 'bad-opening', 'wrong-genesis'] as const;
/** What an honest device may send when it knows more, less or something else than this one. */
export const SOFT_REFUSALS = ['not-admitted', 'gap', 'conflict', 'beyond-limit', 'quota', 'newer-version', 'own-log'] as const;
export type Refusal = (typeof FAULTS)[number] | (typeof SOFT_REFUSALS)[number];

export function isFault(refusal: Refusal): boolean {
  return (FAULTS as readonly string[]).includes(refusal);
}

export interface Verdict {
  /** Ops that may be stored, in order; already appended to their log's heads, not yet shown. */
  accepted: { log: Log; op: Op; stored: Uint8Array }[];
  /** Why the run, or what of it is left, may not. */
  refusal?: Refusal;
  /** The first op that contradicts one that is here, where the run has it: if it is signed, it proves a fork. */
  rival?: Op;
}

export interface GatePorts {
  verifier: Verifier;
  logs: Logs;
  admissions: Admissions;
  /** What came of a branch of which the op that a cut names has not come. */
  held: HeldBranch;
  /** This device: nobody else writes in its log. */
  self: DeviceKey;
  /** The first `count` ops of a log's branch that counts, in stored form. */
  stored(device: DeviceKey, count: number): Uint8Array[];
}

/** What a run brings that is not here, while its log has `length` ops and `held` are held of another branch; or why nothing of it is taken. */
export type ReadRun = { length: number; held: number } & Reading;
type Reading = { fresh: Decoded[]; branch?: number } | { refusal: Refusal } | { rival: Op };

/** Reads a run without checking any signature. What it says holds as long as the log has the same length. */
export function readRun(ports: GatePorts, run: Run): ReadRun {
  const log = ports.logs.get(run.device);
  const length = log?.length ?? 0;
  return { length, held: ports.held.count, ...readFrom(ports, log, length, run) };
}

function readFrom(ports: GatePorts, log: Log | undefined, length: number, run: Run): Reading {
  const held = ports.held.of(run.device, log);
  const last = held?.ops.at(-1)?.op;
  if (held !== undefined && last !== undefined && run.from === last.seq + 1 && run.prev === last.id && run.from < farthest(ports, run)) {
    return decodeRun(ports, log, run, { from: held.from, place: placeAfter(last, ports.logs.circle) });
  }
  if (run.from > length) return refuse('gap');
  if (run.prev !== (log?.ids[run.from - 1] ?? NO_OP)) return refuse('conflict');
  if (run.from >= farthest(ports, run)) return refuse('beyond-limit');
  return decodeRun(ports, log, run);
}

/** From where on nobody need look at a run: what is proven to be written twice or signed falsely, and no cut has chosen. */
function farthest({ admissions }: GatePorts, { device, from }: Run): number {
  const { forks, falsely } = admissions.authority.evidence;
  const fork = forks.get(device);
  const pinned = fork === undefined || admissions.authority.awaits(device, from) || (admissions.authority.plain.standingOf(device)?.reach.limit ?? 0) > fork;
  return Math.min(pinned ? Number.POSITIVE_INFINITY : fork, falsely.get(device) ?? Number.POSITIVE_INFINITY);
}

/**
 * Checks one run and appends what passes to the heads. Runs of one circle are checked one after the other; `read` is
 * what was read of it before, if it was.
 */
export async function passGate(ports: GatePorts, run: Run, read?: ReadRun): Promise<Verdict> {
  const { logs } = ports;
  const log = logs.get(run.device);
  const decoded = read?.length === (log?.length ?? 0) && read.held === ports.held.count ? read : readRun(ports, run);
  if ('refusal' in decoded) return refuse(decoded.refusal);
  if ('rival' in decoded) return { accepted: [], refusal: 'conflict', rival: decoded.rival };
  if (decoded.fresh.length === 0) return { accepted: [] };
  const opening = log === undefined ? await passOpening(ports, decoded.fresh[0]) : undefined;
  if (opening !== undefined && 'refusal' in opening) return refuse(opening.refusal);
  if (!(await isNewestSigned(ports.verifier, decoded.fresh))) return refuse('bad-signature');
  if (run.device === ports.self) return refuse('own-log');

  const owner = log?.owner ?? opening?.owner;
  if (owner === undefined) throw new Error('a log without an opening');
  const sound = await soundPart(ports.verifier, decoded.fresh);
  if (sound.length === 0) return refuse('beyond-limit');
  if (decoded.branch !== undefined) return await passBranch(ports, decoded.branch, owner, sound, sound.length === decoded.fresh.length);
  const within = withinBounds(ports, log, owner, sound);
  // What is passed on ends with a signature that holds, also where it ends before the run does.
  if (within.refusal !== undefined && !(await isNewestSigned(ports.verifier, within.ops))) return refuse(within.refusal);
  if (within.ops.length === 0) return refuse(within.refusal ?? 'beyond-limit');
  const accepted = append(ports, log ?? logs.add(owner), within.ops, log === undefined);
  const proving = ports.admissions.prove();
  if (proving !== undefined) await proving;
  const refusal = within.refusal ?? (sound.length < decoded.fresh.length ? 'beyond-limit' : undefined);
  return refusal === undefined ? { accepted } : { accepted, refusal };
}

function append({ logs, admissions }: GatePorts, log: Log, ops: readonly Decoded[], isNew: boolean): Verdict['accepted'] {
  const facts: Fact[] = [];
  const accepted: Verdict['accepted'] = [];
  for (const { op, stored } of ops) {
    const fact = admissions.read(op, log.owner, false);
    logs.append(log, op, stored, fact);
    if (fact !== undefined) facts.push(fact);
    accepted.push({ log, op, stored });
  }
  admissions.took(log, facts, isNew);
  return accepted;
}

/**
 * The other branch of a log that was written twice, as far as a cut names an op of it. A piece that doesn't reach that far is held until the rest comes; `whole`: all
 * of the piece is sound.
 */
async function passBranch(ports: GatePorts, from: number, owner: LogOwner, fresh: readonly Decoded[], whole: boolean): Promise<Verdict> {
  const { logs, admissions, held } = ports;
  const { device } = owner;
  const log = logs.get(device);
  const first = fresh[0]?.op.seq;
  if (log === undefined || first === undefined) return refuse('gap');
  const before = first === from ? [] : (held.of(device, log)?.ops ?? []);
  const named = fresh.findLastIndex(({ op }) => admissions.authority.isNamed(op.device, op));
  if (named < 0) {
    const ops = [...before, ...fresh];
    const bytes = ops.reduce((sum, { stored }) => sum + stored.length, 0);
    const isMore = whole && admissions.authority.awaits(device, from + ops.length) && admissions.authority.plain.allows(device, from + ops.length, log.bytesBelow(from) + bytes);
    if (isMore && held.hold({ device, from, prev: log.ids[from - 1], ops, bytes })) return { accepted: [] };
    return refuse('beyond-limit');
  }
  const ops = [...before, ...fresh.slice(0, named + 1)];
  if (!(await isNewestSigned(ports.verifier, ops))) return refuse('bad-signature');
  if (before.length > 0) held.drop();
  const common = ports.stored(owner.device, from);
  const branch = log.branch(owner, from, common);
  branch.stored = from;
  logs.addBranch(branch);
  const accepted = append(ports, branch, ops, true);
  const proving = admissions.prove();
  if (proving !== undefined) await proving;
  return { accepted };
}

/** What of a run counts, is within quota, or leads to what somebody relies on. */
function withinBounds({ admissions }: GatePorts, log: Log | undefined, owner: LogOwner, fresh: readonly Decoded[]): { ops: readonly Decoded[]; refusal?: Refusal } {
  const quota = admissions.authority.evidence.genesis === undefined ? fresh[0]?.op : undefined;
  const first = quota === undefined ? undefined : readFact(quota, owner.account);
  const here = { ops: log?.length ?? 0, bytes: log?.bytes ?? 0 };
  const { count, because } = admissions.authority.roomFor(
    owner.device,
    owner.account,
    fresh.map(({ op, stored }) => ({ op, bytes: stored.length, fact: op.kind <= KIND.rotate ? readFact(op, owner.account) : undefined })),
    here,
    isFact(first, 'genesis') ? first.says.body.rules.quota : undefined,
  );
  return count === fresh.length ? { ops: fresh } : { ops: fresh.slice(0, count), refusal: because };
}

/** What is kept must not hang on to the frame that it came in; one piece of memory for a run costs less than one per op. */
function copyTogether(ops: readonly Uint8Array[]): Uint8Array[] {
  const all = concatBytes(...ops);
  let at = 0;
  return ops.map((op) => all.subarray(at, (at += op.length)));
}

/** Decodes a run and leaves out what is here already. Of a log that was written twice, another branch than the one that is here is one of its own. */
function decodeRun(ports: GatePorts, log: Log | undefined, run: Run, goesOn?: { from: number; place: Place }): Reading {
  const { logs, verifier, admissions } = ports;
  const fork = admissions.authority.evidence.forks.get(run.device) ?? Number.POSITIVE_INFINITY;
  const fresh: Decoded[] = [];
  let branch = goesOn?.from;
  let place = goesOn !== undefined ? goesOn.place : log === undefined ? logs.firstPlace(run.device) : logs.placeAt(log, run.from);
  for (const stored of copyTogether(run.ops)) {
    let op: HashedOp;
    try {
      op = decodeStored(stored, place, (bytes) => verifier.sha256(bytes));
    } catch (error) {
      if (error instanceof NewerVersion) return { refusal: 'newer-version' };
      if (error instanceof MalformedBytes) return { refusal: 'bad-encoding' };
      throw error;
    }
    const known = branch === undefined ? log?.ids[op.seq] : undefined;
    if (known === undefined) fresh.push({ op, stored });
    else if (known !== op.id) {
      if (op.seq < fork) return { rival: op };
      branch = op.seq;
      fresh.push({ op, stored });
    }
    place = placeAfter(op, logs.circle);
  }
  return branch === undefined ? { fresh } : { fresh, branch };
}

/** Checks a log's first op: whose log it is, and whether it is admitted. */
async function passOpening(ports: GatePorts, first: Decoded | undefined): Promise<{ owner: LogOwner } | { refusal: Refusal }> {
  const { logs, admissions, verifier } = ports;
  if (first === undefined) return { refusal: 'gap' };
  const isGenesis = logs.founder === undefined;
  if (isGenesis && (first.op.id as string) !== logs.circle) return { refusal: first.op.kind === KIND.genesis ? 'wrong-genesis' : 'not-admitted' };
  const owner = readOwner(first.op);
  if (owner === undefined || isGenesis !== (first.op.kind === KIND.genesis)) return { refusal: 'bad-opening' };
  if (!isGenesis && !admissions.isIn(owner.device, owner.account) && !admissions.authority.mayNeed(owner.device)) return { refusal: 'not-admitted' };
  const join = isGenesis ? undefined : admissions.joinOf(owner.device, owner.account);
  const isKnown = join !== undefined && equalBytes(join.certificate, owner.certificate) && equalBytes(join.boxKey, owner.boxKey);
  if (!isKnown) {
    const check = certificateCheck(idToBytes(owner.account), idToBytes(owner.device), owner.boxKey, owner.certificate);
    if (check === undefined || !(await verifier.verify([check])).every(Boolean)) return { refusal: 'bad-opening' };
  }
  return { owner };
}

/** A false newest signature is the sender's fault: without it, the chain before it proves nothing. */
async function isNewestSigned(verifier: Verifier, fresh: readonly Decoded[]): Promise<boolean> {
  return (await verifySound(verifier, [signatureCheck(fresh.at(-1)?.op)]))[0] === true;
}

/**
 * A long run up to where one of each so many signatures doesn't hold, so that a proof of a false one between them stays short. That is nobody's fault but
 * the author's: who passed it on may have checked others.
 */
async function soundPart(verifier: Verifier, fresh: readonly Decoded[]): Promise<readonly Decoded[]> {
  const checked = fresh.filter((_, i) => i % CHECKED_EVERY === CHECKED_EVERY - 1);
  if (checked.length === 0) return fresh;
  const wrong = (await verifySound(verifier, checked.map(({ op }) => signatureCheck(op)))).indexOf(false);
  return wrong < 0 ? fresh : fresh.slice(0, wrong * CHECKED_EVERY);
}

/** The check of an op's signature, or undefined where it is refused before any verifier runs. */
export function signatureCheck(op: Pick<HashedOp, 'device' | 'headerHash' | 'signature'> | undefined): SignatureCheck | undefined {
  if (op === undefined) return undefined;
  const publicKey = idToBytes(op.device);
  if (!isSoundPoint(publicKey) || !isSoundSignature(op.signature)) return undefined;
  return { publicKey, message: opMessage(op.headerHash), signature: op.signature };
}

/** Verifies in one go what may be verified; false for the rest. */
export async function verifySound(verifier: Verifier, checks: readonly (SignatureCheck | undefined)[]): Promise<boolean[]> {
  const sound = checks.filter((check) => check !== undefined);
  const answers = await verifier.verify(sound);
  let next = 0;
  return checks.map((check) => check !== undefined && answers[next++] === true);
}

function refuse(refusal: Refusal): { accepted: []; refusal: Refusal } {
  return { accepted: [], refusal };
}
