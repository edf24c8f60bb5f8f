/** Rules that the oracle doesn't know: signatures of acts, what is told, rights to name, the gate's room, clientIDs. Rows of cases.ts catch them. */
import type { AuthorityMutant } from './mutant.ts';

type Row = readonly [rule: string, find: string, replace: string, rows: string | { equal: string }];

const of = (file: string, rows: readonly Row[]): AuthorityMutant[] =>
  rows.map(([rule, find, replace, by]) => ({ rule, file, find, replace, caughtBy: typeof by === 'string' ? { rows: [by] } : by }));
const act = (row: string): string => `an act that ${row}`;
const room = (row: string): string => `there is room for ${row}`;

const ACTS = of('circle/quorum-acts.ts', [
  ['act: it is this circle\'s', 'body === undefined || bytesToId<CircleId>(body.c) !== circle', 'body === undefined', act('is another circle\'s')],
  ['act: its signature holds', 'checks !== undefined && (await verifier.verify(checks)).every(Boolean)', 'checks !== undefined', act('has another act\'s signature')],
  ['act: signature and certificate hold', '(await verifier.verify(checks)).every(Boolean)', '(await verifier.verify(checks)).some(Boolean)', act('has a certificate for another box key')],
  ['act: its device is certified', 'return [certified, { publicKey', 'return [{ publicKey', act('is signed by a device that the account did not certify')],
  ['act: one signature of each account', 'if (isNew && checks', 'if (checks', act('one signed twice')],
  ['act: a signature is sound', ' || !isSoundSignature(signature)', '', act('has a signature whose S is too large, which some verifiers take')],
  ['act: it is signed, not its signatures', "idToBytes(id));\n}\n\n/** An act as", "idToBytes(id).fill(0));\n}\n\n/** An act as", act('has another act\'s signature')],
]);

const SIDE = of('circle/side-set.ts', [
  ['side: a fork only if it is lower', 'if (known !== undefined && known.seq <= found.seq) return false;', '', 'only forks of devices that were let in are told, and of each the lowest'],
  ['side: of forks at one seq the first', 'known.seq <= found.seq', 'known.seq < found.seq', 'only forks of devices that were let in are told, and of each the lowest'],
  ['side: of falsehoods the first', 'known.seq <= found.seq', 'known.seq > found.seq', 'a log that is found to be signed falsely twice is so from the first'],
  ['side: no act without a signature that holds', 'if (held.length === 0) return undefined;', '', { equal: 'the next condition, that there is more than before, says so too; this one spares work' }],
  ['side: an act is news only with a new signature', 'if (signatures.length === known.length) return undefined;', '', 'an act that has as many signatures as it may is no news with one more'],
  ['side: signatures that are known are not asked for again', '!accounts.has(bytesToId<AccountKey>(account)) && ', '', act('is brought twice')],
  ['side: only the quorum signs', ' && this.#maySign(bytesToId<AccountKey>(account), content, authority)', '', act('somebody else signed')],
  ['side: forks of devices that were let in', '.filter(([device]) => authority.plain.isDeviceIn(device))', '.filter(() => authority !== undefined)', 'only forks of devices that were let in are told, and of each the lowest'],
  ['side: acts that hold are told', 'holding.has(id) || (', '(', 'of two acts of one number only the one that holds is told'],
  ['side: only proposals for the next', '(number === acts.length + 1 && prev === last)', 'number > 0', 'of two acts of one number only the one that holds is told'],
  ['side: only what follows on the last act', '(number === acts.length + 1 && prev === last)', 'number === acts.length + 1', 'a proposal is told that follows on the last act, and none that follows on nothing'],
  ['side: the digest is of a set', 'entries.sort(([a], [b]) => (a < b ? -1 : 1))', 'entries', 'equal side sets have equal digests, in whichever order they came, and others have others'],
  ['side: the digest is of the forks', '[sorted(forks), sorted(acts), sorted(falsehoods)]', '[[], sorted(acts), sorted(falsehoods)]', 'equal side sets have equal digests, in whichever order they came, and others have others'],
  ['side: so many proposals of each', 'return others.length < ACT_LIMITS.proposals;', 'return others.length >= 0;', act('is one of many of one number')],
]);

const RIGHTS = of('authority/rights.ts', [
  ['to name: an organizer\'s right', 'if (organizer !== undefined) return organizer.id;', '', 'an organizer names the organizer\'s grant before any other'],
  ['to name: the most senior right', 'a.rank - b.rank)[0]', 'b.rank - a.rank)[0]', 'an organizer by two grants names the more senior one'],
  ['to name: a greeter\'s grant', "right.role === 'greeter' || right.role === 'moderator'", "right.role === 'moderator'", 'a greeter names the grant'],
  ['to name: a moderator\'s grant', "right.role === 'greeter' || right.role === 'moderator'", "right.role === 'greeter'", 'a moderator names the grant'],
  ['to name: no other grant', "right.role === 'greeter' || right.role === 'moderator'", "right.role !== 'organizer'", 'an inspector names the rules'],
  ['to name: rules that say so', "body[what] === 'member' && ", '', 'a member names nothing where only organizers invite'],
  ['to name: rules that were not cut', " && authority.ranked.book.holding('rules', rules.id, device) === undefined;", ';', 'a member names no rules that were cut'],
  ['to name: the newest rules', 'rulesVersions(authority).findLast(', 'rulesVersions(authority).find(', 'a member names the newest rules that say so'],
  ['shown: the role that says most', 'ORDER.find((role)', '[...ORDER].reverse().find((role)', 'the role that says most is shown'],
  ['revoked: by its author', "own.some(({ state }) => state === 'in-force') || ", '', 'an invitation is revoked by its author or by an organizer, and by nobody else'],
  ['revoked: by an organizer', " || [...ranked.book.inForce('invite', fact.id)].length > 0", '', 'an invitation is revoked by its author or by an organizer, and by nobody else'],
  ['device: waits', "if (!plain.isIn(device, account)) return 'waiting';", '', 'a device waits that nobody let in, and of which nothing is here'],
  ['device: waits, with a log', "plain.isIn(device, account) || isRemoved(authority, account) ? 'removed' : 'waiting'", "'removed'", 'a device waits that nobody let in'],
  ['device: removed before its log came', "return ranked.book.holding('account', account, device) === undefined ? 'member' : 'removed';", "return 'member';", 'a device that was let in and removed before it had a log is removed'],
  ['device: left', "if (standing.hasLeft) return 'left';", '', 'a device that a leave ends has left'],
  ['device: a member', "if (standing.open) return 'member';", '', 'a device whose log nothing ends is a member'],
]);

const ROOM = of('authority/authority.ts', [
  ['room: what counts', 'if (within || counts', 'if (counts', room('all of a member\'s')],
  ['room: not beyond the limit', 'within &&= op.seq < end && because', 'within &&= because', room('what a cut of the account leaves')],
  ['room: not beyond the quota', " && because !== 'quota';", ';', room('as many ops as the quota has')],
  ['room: it says that it is the quota', "if (within && op.seq < end && !allowed) because = 'quota';", '', room('as many bytes as the quota has')],
  ['room: organizers\' deeds', 'within || counts || op', 'within || op', room('what leads to an organizer\'s deed beyond the quota, and nothing after it')],
  ['room: what a cut names', " || op.seq <= (this.#furthest.get(device) ?? -1)", '', room('what leads to a position that a cut names')],
  ['room: what a cut is of', ' || this.#missing.has(op.id)', '', room('what leads to an invitation that a cut is of')],
  ['room: only by an organizer\'s right', "return right?.role === 'organizer' && ranked.wouldCount(fact, right);", 'return right !== undefined && ranked.wouldCount(fact, right);', room('no deed by a right that has no rank')],
  ['room: only deeds that would count', "right?.role === 'organizer' && ranked.wouldCount(fact, right)", "right?.role === 'organizer'", room('no deed by a right that was taken back')],
  ['room: of a new log, what a cut leaves', '(held.position?.seq ?? -1) + 1', 'Number.POSITIVE_INFINITY', room('of a new log what a cut of the account leaves')],
  ['room: of a new log, what is before a falsehood', 'evidence.falsely.get(device) ?? Number.POSITIVE_INFINITY);\n    return', 'Number.POSITIVE_INFINITY);\n    return', room('of a new log what is before a falsehood')],
  ['room: none for who was not let in', 'plain.isIn(device, account) ? this.#endOfNew(device, account) : 0', 'this.#endOfNew(device, account)', room('nothing of who was not let in')],
  ['awaited: what a cut names', 'this.awaits(device, 0) || ', '', 'an op that a cut names is waited for, up to there'],
  ['awaited: what a cut is of', ' || this.#missing.size > 0;', ';', 'what a cut is of and is nowhere may be in any log'],
  ['awaited: from there on', 'seq >= from && chains', 'chains', 'an op that a cut names is waited for, up to there'],
  ['awaited: not what is here', ' && chains.every((chain) => chain.ids[seq] !== id)', '', 'an op that a cut names and that is here is not waited for'],
  ['named: that seq', 'position.seq === seq && position.id', 'position.id', 'an op that a cut names is waited for, up to there'],
  ['named: that id', 'position.seq === seq && position.id === id', 'position.seq === seq', 'an op that a cut names is waited for, up to there'],
  ['missing: not an account', "else if (cut.of.t !== 'account' && ", 'else if (', 'the founder\'s right, an act and an account are nowhere to be looked for'],
  ['missing: not an act', ' || this.evidence.acts.has(id as ActId);', ';', 'the founder\'s right, an act and an account are nowhere to be looked for'],
]);

const QUOTA = of('authority/quota.ts', [
  ['room: ops', 'ops <= Math.min(quota.ops, heldCount(held))', 'ops <= heldCount(held)', room('as many ops as the quota has')],
  ['room: bytes', ' && bytes <= quota.bytes;', ';', room('as many bytes as the quota has')],
  ['room: what a cut of the rules leaves', 'ops <= Math.min(quota.ops, heldCount(held))', 'ops <= quota.ops', room('what is left of the quota of cut rules')],
]);

const RANKED = of('authority/ranked.ts', [
  ['room: no deed by somebody else\'s right', 'fact.account !== right.account || ', '', room('no deed by somebody else\'s right')],
  ['room: no deed after a falsehood', ' || fact.seq >= endOf(evidence, reach.chain)', '', room('no deed after a falsehood')],
]);

const ADMISSION = of('circle/admission.ts', [
  ['proof: an admit\'s certificate', 'certificate: holds(certified)', 'certificate: true', 'is let in with another account\'s certificate'],
  ['proof: an admit\'s signature by the invitation', 'invitation: key === undefined || holds(invited)', 'invitation: true', 'is let in with the proof of another invitation'],
]);

const FIRST = 'of two devices of one clientID the document has the one that was let in first';
const CLASH = of('circle/circle-ops.ts', [
  ['clientID: one device is in the document', 'this.#isClashing(device) ? 0 : authority.countOf(device)', 'authority.countOf(device)', FIRST],
  ['clientID: the one that was let in first', '&& this.#admittedAt(other) < own', '&& this.#admittedAt(other) > own', FIRST],
  ['clientID: by the lamport of what let it in', "${lamport.toString(16).padStart(16, '0')}${id}", '${id}', `${FIRST}, whatever the ids`],
]);

export const besideMutants: readonly AuthorityMutant[] = [...ACTS, ...SIDE, ...RIGHTS, ...ROOM, ...QUOTA, ...RANKED, ...ADMISSION, ...CLASH];
