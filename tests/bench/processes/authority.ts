/**
 * Authority's own work in a home with much that was decided, once, in a fresh process: `FOLDER CIRCLE NEXT`. Says how long it took to decide
 * all from nothing, beside one pass over the same ops; one admission, as it comes from another device, beside the checks of its signatures;
 * and a removal, until nobody is told any more of what it takes, and until the document has none of it.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Authority } from '../../../src/core/authority/authority.ts';
import { isFact, readFact } from '../../../src/core/authority/facts.ts';
import { readOwner } from '../../../src/core/circle/genesis.ts';
import { joinChecks } from '../../../src/core/circle/join.ts';
import { decodeRecord, type OpsRecord } from '../../../src/core/circle/journal.ts';
import { OpenCircle } from '../../../src/core/circle/open-circle.ts';
import { bytesToId, type CircleId } from '../../../src/core/ids.ts';
import { decodeOwn } from '../../../src/core/sync/document.ts';
import { firstPlace, placeAfter, type HashedOp } from '../../../src/core/op/op.ts';
import { signatureCheck, type Run } from '../../../src/core/sync/gate.ts';
import { nodeClock } from '../../../src/node/crypto/node-clock.ts';
import { createNodeKeys } from '../../../src/node/crypto/node-keys.ts';
import { nodeRandom } from '../../../src/node/crypto/node-random.ts';
import { createNodeVerifier, sha256 } from '../../../src/node/crypto/node-verifier.ts';
import { readIdentity } from '../../../src/node/identity.ts';
import { openFileStore } from '../../../src/node/store/file-store.ts';
import { nodeDisk } from '../../../src/node/store/node-disk.ts';
import { median } from '../harness/statistics.ts';
import { now, say } from './talk.ts';

/** All in ms. */
export interface AuthorityTimes {
  pass: number;
  scratch: number;
  admission: number;
  /** The whole of it: gate, authority, journal, document. */
  taken: number;
  checks: number;
  removal: number;
  shown: number;
}

const [folder = '', name = '', next = ''] = process.argv.slice(2);
const circle = bytesToId<CircleId>(Buffer.from(name, 'hex'));
const verifier = createNodeVerifier();

async function time(work: () => unknown): Promise<number> {
  const at = now();
  await work();
  return now() - at;
}

const identity = await readIdentity(nodeDisk, folder);
if (identity === undefined) throw new Error(`no account in ${folder}`);
const store = await openFileStore({ disk: nodeDisk, folder: join(folder, 'data'), random: nodeRandom, onDamage: () => undefined });
const journal = await store.journal(`circle/${circle}`);
const records = (await journal.read()).map(decodeRecord).filter((record): record is OpsRecord => record?.type === 'ops');
await journal.close();

/** Reads every op and what it says, and does nothing with it. */
function passOver(): number {
  let facts = 0;
  for (const { device, ops } of records) {
    let place = firstPlace(circle, 0, device);
    let account: ReturnType<typeof readOwner>;
    for (const stored of ops) {
      const op = decodeOwn(stored, place, circle, sha256);
      if (op === undefined) throw new Error('an op of the fixture can’t be read');
      account ??= readOwner(op);
      if (account !== undefined && readFact(op, account.account) !== undefined) facts++;
      place = placeAfter(op, circle);
    }
  }
  return facts;
}

const pass = await time(passOver);
const open = await OpenCircle.open(circle, { verifier, clock: nodeClock, keys: createNodeKeys(identity, nodeRandom), journal: await store.journal(`circle/${circle}`), person: identity.name });
const fresh = new Authority(circle);
const scratch = await time(() => {
  for (const log of open.ops.logs.all()) fresh.addChain(log);
  if (fresh.plain.admitted.size !== open.authority.plain.admitted.size) throw new Error('authority from nothing is another');
});

const coming = (JSON.parse(await readFile(next, 'utf8')) as string[]).map((text) => decodeRecord(Buffer.from(text, 'base64')));
const samples: { admission: number; taken: number; checks: number }[] = [];
let removal = 0;
let shown = 0;
for (const [i, record] of coming.entries()) {
  if (record?.type !== 'ops') throw new Error('what comes next can’t be read');
  const { device, from, ops } = record;
  const prev = open.ops.logs.get(device)?.ids[from - 1];
  const place = open.ops.logs.get(device)?.place(circle, 0, from);
  if (prev === undefined || place === undefined) throw new Error('what comes next follows on nothing');
  const run: Run = { device, from, prev, ops };
  if (i < coming.length - 1) {
    const op = decodeOwn(ops[0] ?? new Uint8Array(), place, circle, sha256);
    if (op === undefined) throw new Error('what comes next can’t be read');
    const checks = await time(() => checkSignatures(op));
    const taken = await time(() => take(run));
    samples.push({ admission: await time(() => admitInto(fresh, op)), taken, checks });
  } else {
    const rebuilt = new Promise<void>((done) => open.onChange(({ type }) => type === 'rebuilt' && done()));
    const at = now();
    await take(run);
    removal = now() - at;
    await rebuilt;
    shown = now() - at;
  }
}
const medianOf = (what: 'admission' | 'taken' | 'checks'): number => median(samples.map((sample) => sample[what]));
say({ pass, scratch, admission: medianOf('admission'), taken: medianOf('taken'), checks: medianOf('checks'), removal, shown } satisfies AuthorityTimes);

/** Who takes in an admission has to check the op, the certificate and the invitation's signature. */
async function checkSignatures(op: HashedOp): Promise<void> {
  const fact = readFact(op, bytesToId(new Uint8Array(32)));
  const invite = isFact(fact, 'admit') ? open.authority.evidence.facts.get(fact.says.invitation ?? op.id) : undefined;
  if (!isFact(fact, 'admit') || !isFact(invite, 'invite')) throw new Error('what comes next is no admission');
  const checks = [signatureCheck(op), ...(joinChecks(circle, fact.says.join, invite.says.key) ?? [])].filter((check) => check !== undefined);
  const answers = await verifier.verify(checks);
  if (answers.length !== 3 || answers.includes(false)) throw new Error('an admission that comes next is signed falsely');
}

/** Beside the circle, which has it by now: another authority that is told of the same. */
function admitInto(authority: Authority, op: HashedOp): void {
  const log = open.ops.logs.get(op.device);
  const fact = log?.facts.at(-1);
  if (log === undefined || fact?.id !== op.id || !isFact(fact, 'admit')) throw new Error('an admission did not come in');
  authority.addFacts([fact], log);
  authority.prove(fact, { certificate: true, invitation: true });
  const { device, account } = fact.says;
  if (!authority.plain.isIn(device, account) || authority.keptOf(op.device) <= op.seq) throw new Error('an admission let nobody in');
}

async function take(run: Run): Promise<void> {
  const [refusal] = await open.accept([run]);
  if (refusal !== undefined) throw new Error(`refused: ${refusal}`);
  open.ops.logs.digest();
}
