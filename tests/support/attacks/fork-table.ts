/** Proofs of forks: what holds, and what does not, whichever of its two ops comes first. */
import { bytesToId, type CircleId, type DeviceKey, type OpId } from '../../../src/core/ids.ts';
import { encodeHeader, NO_CIRCLE, type Place } from '../../../src/core/op/op.ts';
import type { Verifier } from '../../../src/core/ports.ts';
import { checkForkProof, type ForkProof, type HeaderPlace, type SignedHeader } from '../../../src/core/sync/fork.ts';
import { sha256 } from '../../../src/node/crypto/node-verifier.ts';
import { createPromptVerifier } from '../prompt-verifier.ts';
import { makePerson } from '../written-circle.ts';
import type { Case } from './case.ts';
import { addOrder, ANYONES_KEY, ANYONES_SIGNATURE, laxVerifier } from './lax-verifier.ts';
import { LogWriter, placeOf } from './log-writer.ts';

const CIRCLE = 'c1'.repeat(32) as CircleId;
const ELSEWHERE = 'cc'.repeat(32) as CircleId;
const [mal, ada] = [makePerson('mal').keys, makePerson('ada').keys];
const PLACE = placeOf(CIRCLE, mal.device, 4, 'aa'.repeat(32) as OpId, 9);

const placeIn = (found: HeaderPlace | undefined) => found && { circle: found.circle, season: found.season, device: found.device, seq: found.seq };

/** An op outside its place, signed by mal unless told otherwise. */
function headerAt(change: Partial<Place>, word: string, sign = (message: Uint8Array): Uint8Array => mal.sign(message)): SignedHeader {
  const place = { ...PLACE, ...change };
  const { op } = new LogWriter(place, sign).write({ body: { person: word } });
  return { header: encodeHeader(place, op, sha256), signature: op.signature };
}

const bent = (bytes: Uint8Array, at: number): Uint8Array => bytes.map((value, i) => (i === at ? value ^ 1 : value));
const [left, right] = [headerAt({}, 'left'), headerAt({}, 'right')];
const version2 = (word: string): SignedHeader => {
  const { header } = headerAt({}, word);
  header[0] = 2;
  return { header, signature: mal.sign(Uint8Array.of(...new TextEncoder().encode('huan/op/1'), ...sha256(header))) };
};
const anyone = (word: string): SignedHeader => ({ ...headerAt({ device: bytesToId<DeviceKey>(ANYONES_KEY) }, word), signature: ANYONES_SIGNATURE });

interface Row {
  name: string;
  proof: ForkProof;
  holds: boolean;
  verifier?: Verifier;
}

const rows: Row[] = [
  { name: 'of two ops with one number', proof: { a: left, b: right }, holds: true },
  { name: 'of two ops that differ in what is before them', proof: { a: left, b: headerAt({ prev: 'bb'.repeat(32) as OpId }, 'left') }, holds: true },
  { name: 'of the same op twice', proof: { a: left, b: { ...left } }, holds: false },
  { name: 'with an altered header', proof: { a: left, b: { ...right, header: bent(right.header, right.header.length - 1) } }, holds: false },
  { name: 'with an altered signature', proof: { a: left, b: { ...right, signature: bent(right.signature, 40) } }, holds: false },
  { name: 'with signatures that were exchanged', proof: { a: { ...left, signature: right.signature }, b: { ...right, signature: left.signature } }, holds: false },
  { name: 'of one op with a second signature whose S is too large', proof: { a: left, b: { ...left, signature: addOrder(left.signature) } }, holds: false, verifier: laxVerifier },
  { name: 'of a device whose key fits every message', proof: { a: anyone('left'), b: anyone('right') }, holds: false, verifier: laxVerifier },
  { name: 'of ops of two numbers', proof: { a: left, b: headerAt({ seq: 5 }, 'right') }, holds: false },
  { name: 'of ops of two seasons', proof: { a: left, b: headerAt({ season: 1 }, 'right') }, holds: false },
  { name: 'of ops of two circles', proof: { a: left, b: headerAt({ circle: ELSEWHERE }, 'right') }, holds: false },
  { name: 'of ops of two devices', proof: { a: left, b: headerAt({ device: ada.device }, 'right', (message) => ada.sign(message)) }, holds: false },
  { name: 'of an op in its own and one in another\'s name', proof: { a: left, b: headerAt({ device: ada.device }, 'right') }, holds: false },
  { name: 'of ops in another circle', proof: { a: headerAt({ circle: ELSEWHERE }, 'left'), b: headerAt({ circle: ELSEWHERE }, 'right') }, holds: false },
  { name: 'of ops in no circle', proof: { a: headerAt({ circle: NO_CIRCLE }, 'left'), b: headerAt({ circle: NO_CIRCLE }, 'right') }, holds: false },
  { name: 'of ops in another season', proof: { a: headerAt({ season: 1 }, 'left'), b: headerAt({ season: 1 }, 'right') }, holds: false },
  { name: 'of an op that somebody else signed', proof: { a: left, b: headerAt({}, 'right', (message) => ada.sign(message)) }, holds: false },
  { name: 'of two ops that somebody else signed', proof: { a: headerAt({}, 'left', (message) => ada.sign(message)), b: headerAt({}, 'right', (message) => ada.sign(message)) }, holds: false },
  { name: 'of bytes that are no header', proof: { a: left, b: { ...right, header: right.header.subarray(0, 20) } }, holds: false },
  { name: 'of nothing', proof: { a: { ...left, header: new Uint8Array() }, b: { ...right, header: new Uint8Array() } }, holds: false },
  { name: 'of headers of another version', proof: { a: version2('left'), b: version2('right') }, holds: false },
];

export const forkCases: Case[] = rows.map(({ name, proof, holds, verifier = createPromptVerifier() }) => {
  const { circle, season, device, seq } = PLACE;
  const place = holds ? { circle, season, device, seq } : undefined;
  return {
    name: `a proof ${name}`,
    expected: [place, place],
    run: async () => [placeIn(await checkForkProof(proof, circle, season, verifier)), placeIn(await checkForkProof({ a: proof.b, b: proof.a }, circle, season, verifier))],
  };
});
