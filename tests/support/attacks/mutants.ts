/** Rules of the gate and of the session, each with the change that switches it off, and rows of the tables that must fail then. */

export interface Mutant {
  rule: string;
  /** Below src/core/. */
  file: string;
  /** Occurs exactly once in that file. */
  find: string;
  replace: string;
  /** Names of rows; at least one fails. */
  rows: string[];
}

const gate = (row: string): string => `the gate is brought ${row}`;
const proof = (row: string): string => `a proof ${row}`;
const letIn = (row: string): string => `is let in ${row}`;

const GATE = 'sync/gate.ts';
const OP = 'op/op.ts';
const BYTES = 'op/bytes.ts';
const FORK = 'sync/fork.ts';
const ADMISSION = 'circle/admission.ts';
const AUTHORITY = 'authority/authority.ts';
const QUOTA = 'authority/quota.ts';
const PLAIN = 'authority/plain.ts';
const RANKED = 'authority/ranked.ts';
const JOIN = 'circle/join.ts';
const SESSION = 'sync/session.ts';
const HANDSHAKE = 'sync/handshake.ts';
const SYNC = 'sync/circle-sync.ts';
const QUESTIONS = 'sync/questions.ts';

export const mutants: Mutant[] = [
  { rule: 'a run begins at the log\'s end or before', file: GATE, find: "if (run.from > length) return refuse('gap');", replace: '', rows: [gate('a run after a gap'), gate('a first op that says it is the fourth')] },
  { rule: 'what is beyond a limit is not looked at', file: GATE, find: "if (run.from >= farthest(ports, run)) return refuse('beyond-limit');", replace: '', rows: ['sends garbage beyond its own fork, where nobody looks any more'] },
  { rule: 'another branch is told from a broken chain', file: GATE, find: "if (run.prev !== (log?.ids[run.from - 1] ?? NO_OP)) return refuse('conflict');", replace: '', rows: [gate('a run that goes on from another branch'), 'goes on with a branch of its log that is not here'] },
  { rule: 'a rival of a known op is noted', file: GATE, find: 'if (op.seq < fork) return { rival: op };', replace: '', rows: [gate('another branch, with the op where it begins')] },
  { rule: 'a newer version is nobody\'s fault', file: GATE, find: "return { refusal: 'newer-version' };", replace: "return { refusal: 'bad-encoding' };", rows: ['sends an op of a newer version'] },
  { rule: 'bytes that are no op are the sender\'s fault', file: GATE, find: "return { refusal: 'bad-encoding' };", replace: "return { refusal: 'newer-version' };", rows: ['sends Yjs bytes where an op should be'] },
  { rule: 'an opening is checked', file: GATE, find: "if (opening !== undefined && 'refusal' in opening) return refuse(opening.refusal);", replace: "if (opening !== undefined && 'refusal' in opening) return { accepted: [] };", rows: ['opens a log that was let in with something that is no opening'] },
  { rule: 'the newest signature holds', file: GATE, find: "if (!(await isNewestSigned(ports.verifier, decoded.fresh))) return refuse('bad-signature');", replace: '', rows: [gate('a newest op that is signed falsely')] },
  { rule: 'a false newest signature is the sender\'s fault', file: GATE, find: "export const FAULTS = ['bad-encoding', 'bad-signature',", replace: "export const FAULTS = ['bad-encoding',", rows: ['forges an op in a member\'s log'] },
  { rule: 'the own log is written here alone', file: GATE, find: "if (run.device === ports.self) return refuse('own-log');", replace: '', rows: [gate('more of its own log than this device has')] },
  { rule: 'what is kept of a run ends with a signature that holds', file: GATE, find: 'if (within.refusal !== undefined && !(await isNewestSigned(ports.verifier, within.ops)))', replace: 'if (within.refusal !== undefined && within.ops.length === 0)', rows: [gate('a run whose last op within the quota is signed falsely')] },
  { rule: 'nothing beyond a limit is kept', file: AUTHORITY, find: 'within &&= op.seq < end && because', replace: 'within &&= because', rows: [gate('a run that goes on beyond a limit')] },
  { rule: 'ops have a quota', file: QUOTA, find: 'ops <= Math.min(quota.ops, heldCount(held)) && bytes <= quota.bytes', replace: 'ops <= heldCount(held) && bytes <= quota.bytes', rows: [gate('ops up to the quota')] },
  { rule: 'bytes have a quota', file: QUOTA, find: 'ops <= Math.min(quota.ops, heldCount(held)) && bytes <= quota.bytes', replace: 'ops <= Math.min(quota.ops, heldCount(held))', rows: [gate('bytes beyond the quota')] },
  { rule: 'the quota holds in genesis\' own run', file: AUTHORITY, find: 'here.ops + i < founding.ops && bytes <= founding.bytes', replace: 'bytes <= founding.bytes', rows: [gate('a founder\'s log beyond the quota')] },
  { rule: 'the first log is the circle\'s genesis', file: GATE, find: "if (isGenesis && (first.op.id as string) !== logs.circle) return { refusal: first.op.kind === KIND.genesis ? 'wrong-genesis' : 'not-admitted' };", replace: '', rows: [gate('another circle\'s genesis')] },
  { rule: 'another genesis is the sender\'s fault', file: GATE, find: "first.op.kind === KIND.genesis ? 'wrong-genesis' : 'not-admitted'", replace: "'not-admitted'", rows: [gate('another circle\'s genesis')] },
  { rule: 'a log begins with a sound opening', file: GATE, find: 'if (owner === undefined || isGenesis !== (first.op.kind === KIND.genesis))', replace: 'if (owner === undefined)', rows: [gate('a second genesis')] },
  { rule: 'only admitted devices have logs', file: GATE, find: "if (!isGenesis && !admissions.isIn(owner.device, owner.account) && !admissions.authority.mayNeed(owner.device)) return { refusal: 'not-admitted' };", replace: '', rows: [gate('a log of somebody who was never let in')] },
  { rule: 'a certificate that is not the admitted one is checked', file: GATE, find: "if (check === undefined || !(await verifier.verify([check])).every(Boolean)) return { refusal: 'bad-opening' };", replace: '', rows: [gate('an opening whose certificate is another account\'s')] },
  { rule: 'the certificate is the admitted one', file: GATE, find: 'equalBytes(join.certificate, owner.certificate) && ', replace: '', rows: [gate('an opening whose certificate is another account\'s')] },
  { rule: 'the box key is the admitted one', file: GATE, find: ' && equalBytes(join.boxKey, owner.boxKey)', replace: '', rows: [gate('an opening with another box key than the certificate\'s')] },
  { rule: 'unsound signatures of ops are refused before any verifier runs', file: GATE, find: 'if (!isSoundPoint(publicKey) || !isSoundSignature(op.signature)) return undefined;', replace: 'if (!isSoundPoint(publicKey)) return undefined;', rows: [gate('a newest op whose S is too large, which some verifiers take')] },

  { rule: 'version 0 is none', file: OP, find: "if (version !== OP_VERSION) throw new MalformedBytes('an op has no version');", replace: '', rows: [gate('an op without a version')] },
  { rule: 'a higher version is newer', file: OP, find: 'if (version > OP_VERSION) throw new NewerVersion(version);', replace: '', rows: ['sends an op of a newer version'] },
  { rule: 'a ref has one of two forms', file: OP, find: "if (tag > 1) throw new MalformedBytes('a ref has an unknown form');", replace: '', rows: [gate('an op that names a log in an unknown form')] },
  { rule: 'a ref has its shortest form', file: OP, find: "if (tag === 1 && device === place.device) throw new MalformedBytes('a ref is not in its shortest form');", replace: '', rows: [gate('an op that names its own log in the long form')] },
  { rule: 'an op ends where it ends', file: OP, find: 'reader.end();', replace: '', rows: [gate('an op with a byte after it')] },
  { rule: 'the bounds hold for what is read', file: OP, find: 'if (problem !== undefined) throw new MalformedBytes(problem);', replace: '', rows: [gate('an op that names seventeen others')] },
  { rule: 'a lamport has a largest step', file: OP, find: ' || step > MAX_LAMPORT_STEP', replace: '', rows: [gate('an op with a larger step in lamport')] },
  { rule: 'one\'s own lamport follows in steps that others take', file: 'circle/saying.ts', find: ', place.prevLamport + MAX_LAMPORT_STEP);', replace: ', Number.MAX_SAFE_INTEGER);', rows: ['runs ahead with its lamport as fast as it can'] },
  { rule: 'an op names at most 16 others', file: OP, find: "if (content.refs.length > MAX_REFS) return 'an op has too many refs';", replace: '', rows: [gate('an op that names seventeen others')] },
  { rule: 'an op names none twice', file: OP, find: "if (content.refs.length > 1 && new Set(content.refs.map((ref) => ref.id)).size !== content.refs.length) return 'an op names the same op twice';", replace: '', rows: [gate('an op that names one op twice')] },
  { rule: 'a body has a bound', file: OP, find: "if (content.body.length > MAX_BODY) return 'a body is too large';", replace: '', rows: [gate('an op with a body over the bound')] },
  { rule: 'a time has a bound', file: OP, find: "if (content.wall > MAX_WALL) return 'a time is out of bounds';", replace: '', rows: [gate('an op of a time that no date has')] },
  { rule: 'an integer has its shortest form', file: BYTES, find: "if (byte === 0 && i > 0) throw new MalformedBytes('an integer is not in its shortest form');", replace: '', rows: ['writes an integer in a longer form'] },

  { rule: 'a proof is of this circle', file: FORK, find: 'if (a.circle !== circle || a.season !== season) return undefined;', replace: 'if (a.season !== season) return undefined;', rows: [proof('of ops in another circle')] },
  { rule: 'a proof is of this season', file: FORK, find: 'if (a.circle !== circle || a.season !== season) return undefined;', replace: 'if (a.circle !== circle) return undefined;', rows: [proof('of ops in another season')] },
  { rule: 'both ops are of one circle', file: FORK, find: 'a.circle !== b.circle || ', replace: '', rows: [proof('of ops of two circles')] },
  { rule: 'both ops are of one season', file: FORK, find: 'a.season !== b.season || ', replace: '', rows: [proof('of ops of two seasons')] },
  { rule: 'both ops are of one device', file: FORK, find: 'a.device !== b.device || ', replace: '', rows: [proof('of an op in its own and one in another\'s name')] },
  { rule: 'both ops have one number', file: FORK, find: ' || a.seq !== b.seq', replace: '', rows: [proof('of ops of two numbers')] },
  { rule: 'the ops differ', file: FORK, find: 'first === second || ', replace: '', rows: [proof('of the same op twice')] },
  { rule: 'a key that fits every message proves nothing', file: FORK, find: '!isSoundPoint(check.publicKey) || ', replace: '', rows: [proof('of a device whose key fits every message')] },
  { rule: 'an unsound signature proves nothing', file: FORK, find: ' || !isSoundSignature(check.signature)', replace: '', rows: [proof('of one op with a second signature whose S is too large')] },
  { rule: 'both signatures hold', file: FORK, find: 'return (await verifier.verify(checks)).every(Boolean) ? a : undefined;', replace: 'return (await verifier.verify(checks)).some(Boolean) ? a : undefined;', rows: [proof('of an op that somebody else signed')] },
  { rule: 'a header has this version', file: FORK, find: 'if (reader.integer() !== OP_VERSION) return undefined;', replace: 'reader.integer();', rows: [proof('of headers of another version')] },

  { rule: 'inviting is a right', file: PLAIN, find: "if (!this.#may('invite', fact)) return false;", replace: '', rows: [letIn('with a member\'s invitation where only organizers invite')] },
  { rule: 'greeting is a right', file: PLAIN, find: " || !this.#may('greet', fact)", replace: '', rows: [letIn('by a member where only organizers greet')] },
  { rule: 'an invitation names what gives the right', file: PLAIN, find: 'if (fact.right === undefined) return false;', replace: 'if (fact.right === undefined) return true;', rows: [letIn('by an invitation that does not name the rules')] },
  { rule: 'an admit names what gives the right', file: PLAIN, find: 'this.#ranked.counting.has(rules.id) ? rules.says.body : undefined;', replace: 'this.#ranked.counting.has(rules.id) ? rules.says.body : this.#evidence.genesis?.says.body.rules;', rows: [letIn('by an admit that names another op in the place of the rules')] },
  { rule: 'an admit\'s proof by the invitation holds', file: ADMISSION, find: 'invitation: key === undefined || holds(invited)', replace: 'invitation: true', rows: [letIn('with the proof of another invitation')] },
  { rule: 'an admit\'s certificate holds', file: ADMISSION, find: 'certificate: holds(certified)', replace: 'certificate: true', rows: [letIn('with another account\'s certificate')] },
  { rule: 'what was found to be false stays so', file: ADMISSION, find: 'if (falsified === undefined && trusted) return;', replace: 'if (trusted) return;', rows: [letIn('with the proof of another invitation')] },
  { rule: 'a right is the founder\'s where the rules say so', file: RANKED, find: 'if (fact.account !== right.account || ', replace: 'if (', rows: [letIn('by a member where only organizers greet')] },
  { rule: 'an invitation\'s key is sound', file: JOIN, find: '!isSoundPoint(invitation) || ', replace: '', rows: [letIn('by an invitation whose key fits every message, for some verifiers')] },
  { rule: 'a join\'s proof is sound', file: JOIN, find: ' || !isSoundSignature(join.proof)', replace: '', rows: [letIn('with a proof whose S is too large, which some verifiers take')] },
  { rule: 'an account\'s key is sound', file: JOIN, find: '!isSoundPoint(account) || ', replace: '', rows: [letIn('under an account whose key fits every message, for some verifiers')] },
  { rule: 'a certificate is sound', file: JOIN, find: ' || !isSoundSignature(certificate)', replace: '', rows: [letIn('with a certificate whose S is too large, which some verifiers take')] },

  { rule: 'frames have a bound', file: 'sync/frames.ts', find: 'return bytes.length > MAX_FRAME ? undefined : decodeAs(frameSchema, bytes);', replace: 'return decodeAs(frameSchema, bytes);', rows: ['sends a frame that is too large'] },
  { rule: 'what is no frame is a breach', file: SESSION, find: "if (frame === undefined) return this.fault('protocol');", replace: 'if (frame === undefined) return;', rows: ['sends garbage'] },
  { rule: 'a breach is remembered', file: SESSION, find: 'if (this.#device !== undefined) this.#ports.cutOff(this.#device, reason);', replace: '', rows: ['sends garbage'] },
  { rule: 'only so many frames wait', file: SESSION, find: 'if (this.#waiting >= MAX_WAITING) {', replace: 'if (this.#waiting >= 1e9) {', rows: ['floods with frames'] },
  { rule: 'nothing but the handshake before it is over', file: SESSION, find: "if (this.#device === undefined) return this.fault('protocol');", replace: '', rows: ['asks before saying who it is', 'says what it has before saying who it is'] },
  { rule: 'hello comes once', file: SESSION, find: "if (this.#transcript !== undefined) return this.fault('protocol');", replace: '', rows: ['says hello twice before saying who it is'] },
  { rule: 'a version is in common', file: SESSION, find: 'if (!frame.v.includes(SESSION_VERSION)) {', replace: 'if (frame.v.length === 0) {', rows: ['speaks a version that nobody knows yet'] },
  { rule: 'tags come after hello', file: SESSION, find: "if (this.#transcript === undefined || this.#theirTags !== undefined) return this.fault('protocol');", replace: "if (this.#transcript === undefined) return; if (this.#theirTags !== undefined) return this.fault('protocol');", rows: ['says in which circles it is before hello'] },
  { rule: 'tags come once', file: SESSION, find: "if (this.#transcript === undefined || this.#theirTags !== undefined) return this.fault('protocol');", replace: "if (this.#transcript === undefined) return this.fault('protocol');", rows: ['says twice in which circles it is'] },
  { rule: 'a circle is in common', file: SESSION, find: "if (this.#matches.length === 0) return this.#refuse('no-common-circle');", replace: '', rows: ['is in no circle of this device', 'a mirror that sends back what it gets learns nothing'] },
  { rule: 'who one is comes after the tags', file: SESSION, find: "if (this.#transcript === undefined || this.#theirTags === undefined || this.#device !== undefined) return this.fault('protocol');", replace: "if (this.#transcript === undefined || this.#theirTags === undefined) return; if (this.#device !== undefined) return this.fault('protocol');", rows: ['says who it is before saying in which circles it is'] },
  { rule: 'who one is comes once', file: SESSION, find: ' || this.#device !== undefined) return', replace: ') return', rows: ['says twice who it is'] },
  { rule: 'who one is is signed', file: SESSION, find: "if (check === undefined || !(await this.#ports.verifier.verify([check])).every(Boolean)) return this.#refuse('not-authentic');", replace: '', rows: ['says that it is somebody else'] },
  { rule: 'who was cut off stays out', file: SESSION, find: "if (this.#ports.isCutOff(device)) return this.#refuse('cut-off');", replace: '', rows: ['sends garbage'] },
  { rule: 'a device does not speak to itself', file: SESSION, find: 'device === this.#ports.keys.device || ', replace: '', rows: ['is a copy of the device that it speaks to'] },
  { rule: 'the lobby has roles', file: SESSION, find: "if (circle === undefined || role !== (frame.t === 'join' ? 'greeter' : 'newcomer')) return this.fault('protocol');", replace: 'if (circle === undefined) return;', rows: ['lets in who is in', 'wants to join though it is in'] },
  { rule: 'questions are answered in shared circles only', file: SESSION, find: 'this.#shared.get(id)?.answers(question) === true', replace: 'true', rows: ['a member of one circle asks about another one'] },
  { rule: 'who joins is who speaks', file: 'sync/lobby.ts', find: 'if (bytesToId<DeviceKey>(frame.j.device) !== device) return undefined;', replace: '', rows: ['joins in the name of another device in the lobby'] },
  { rule: 'who joins proves it', file: 'circle/greeter.ts', find: 'if (checks === undefined || !(await verifier.verify(checks)).every(Boolean)) return', replace: 'if (checks === undefined) return', rows: ['joins with a proof of another invitation'] },
  { rule: 'tags are bound to the lane', file: HANDSHAKE, find: 'initiator ? theirNonce : ownNonce, sha256(binding));', replace: 'initiator ? theirNonce : ownNonce);', rows: ['somebody between two members, whose two lanes have two bindings, brings them nothing'] },
  { rule: 'tags of both sides differ', file: HANDSHAKE, find: "Uint8Array.of(ROLES[role], byInitiator ? 0 : 1), contextBytes(transcript)));", replace: 'Uint8Array.of(ROLES[role], byInitiator ? 0 : 0), contextBytes(transcript)));', rows: ['a mirror that sends back what it gets learns nothing'] },
  { rule: 'an unsound signature says nobody\'s name', file: HANDSHAKE, find: 'return isSoundPoint(publicKey) && isSoundSignature(signature) ?', replace: 'return isSoundPoint(publicKey) ?', rows: ['says who it is with an S that is too large, which some verifiers take'] },
  { rule: 'a circle\'s tag needs its key', file: HANDSHAKE, find: 'hmac(sha256, key, concat', replace: "hmac(sha256, role === 'member' ? new Uint8Array(32) : key, concat", rows: ['holds another group key'] },

  { rule: 'runs answer what was asked, in its order', file: SYNC, find: 'if (at >= ranges.length || run.from !== ranges[at]?.from) return false;', replace: 'if (at < ranges.length && run.from !== ranges[at]?.from) return false;', rows: ['answers with logs that were not asked for'] },
  { rule: 'runs begin where it was asked', file: SYNC, find: ' || run.from !== ranges[at]?.from) return false;', replace: ') return false;', rows: ['answers from another place than it was asked for'] },
  { rule: 'heads that are none are a breach', file: SYNC, find: "    if (heads === undefined) {\n      this.#link.fault('protocol');", replace: '    if (heads === undefined) {', rows: ['answers with heads that are none'] },
  { rule: 'runs that are none are a breach', file: SYNC, find: 'if (answer !== undefined && (all === undefined || !isAnswerTo(all, ranges)))', replace: 'if (answer !== undefined && all !== undefined && !isAnswerTo(all, ranges))', rows: ['answers with runs that are none'] },
  { rule: 'forks that are none are a breach', file: SYNC, find: "if (proofs === undefined) this.#link.fault('protocol');", replace: '', rows: ['answers with proofs of forks that are none'] },
  { rule: 'a fault ends the session', file: SYNC, find: "      this.#link.fault('bad-op');", replace: '', rows: ['alters a body', 'answers with an op that is signed falsely'] },
  { rule: 'a gap is filled', file: SYNC, find: "refusals.includes('gap') || ", replace: '', rows: ['leaves a gap, and has what is missing when asked for it'] },
  { rule: 'a photo is what its name says', file: 'sync/photo-fetch.ts', find: ' || bytesToId<BlobHash>(this.#ports.verifier.sha256(answer)) !== hash', replace: '', rows: ['has another photo than the one that it shows'] },
  { rule: 'a photo is as large as it was said to be', file: 'sync/photo-fetch.ts', find: 'answer.length !== bytes || ', replace: '', rows: ['shows a photo that is larger than it says'] },
  { rule: 'only members\' logs are looked at for forks', file: 'circle/open-circle.ts', find: 'return this.#ops.admissions.isDeviceIn(device);', replace: 'return device.length > 0;', rows: ['a member brings proofs of forks of devices that nobody knows, and nothing is kept of them nor built anew'] },
  { rule: 'a photo is for those whose listings name it', file: 'sync/answers.ts', find: 'return photos.isNamed(hash) ? await photoFrom(blobs, hash) : undefined;', replace: 'return await photoFrom(blobs, hash);', rows: ['a member asks for a photo that no listing of the circle names'] },

  { rule: 'only what was asked is answered', file: QUESTIONS, find: 'if (asked === undefined || !isWhole', replace: 'if (asked === undefined) return; if (!isWhole', rows: ['sends answers that nobody asked for'] },
  { rule: 'only the last part is short', file: QUESTIONS, find: '!isWhole || ', replace: '', rows: ['answers in parts of nothing, for ever'] },
  { rule: 'answers have a bound', file: QUESTIONS, find: ' || asked.bytes + frame.b.length > asked.most', replace: '', rows: ['answers with a photo over the bound'] },
  { rule: 'only to what was asked can be said no', file: QUESTIONS, find: "if (asked === undefined) return this.#ports.broken('protocol');\n    asked.cancelDeadline();\n    this.#finish(frame.i, asked, undefined);", replace: 'if (asked === undefined) return;\n    asked.cancelDeadline();\n    this.#finish(frame.i, asked, undefined);', rows: ['says no to what nobody asked'] },
  { rule: 'only so much is asked at once', file: QUESTIONS, find: 'if (this.#serving >= MAX_SERVED)', replace: 'if (this.#serving >= 1e9)', rows: ['floods with questions'] },
  { rule: 'an answer has a deadline', file: QUESTIONS, find: "this.#ports.clock.after(DEADLINE, () => this.#ports.broken('silent'))", replace: '() => undefined', rows: ['a member never answers, and is hung up on'] },
];
