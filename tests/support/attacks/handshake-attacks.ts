/** Attacks on the handshake and the lobby: out of order, twice, in another's name, or in a role that one doesn't have. */
import { makeJoin } from '../../../src/core/circle/join.ts';
import { decodeLink, invitationKey } from '../../../src/core/circle/invitation.ts';
import { idToBytes } from '../../../src/core/ids.ts';
import type { Frame } from '../../../src/core/sync/frames.ts';
import { addOrder, laxVerifier } from './lax-verifier.ts';
import { CUT_OFF, HARMLESS, stranger, type Attack } from './moves.ts';
import type { Stage } from './stage.ts';

const AUTH: Frame = { t: 'auth', d: new Uint8Array(32).fill(2), s: new Uint8Array(64).fill(2) };
const HELLO: Frame = { t: 'hello', v: [1], n: new Uint8Array(32) };
const TAGS: Frame = { t: 'tags', tags: [new Uint8Array(32)] };

/** What is said out of place, with what of the handshake before it left out. Nobody is known by then, so nobody is remembered. */
const outOfPlace: { name: string; skip: Frame['t'][]; frame(stage: Stage): Frame }[] = [
  { name: 'says who it is before hello', skip: ['hello', 'tags', 'auth'], frame: () => AUTH },
  { name: 'says in which circles it is before hello', skip: ['hello', 'tags', 'auth'], frame: () => TAGS },
  { name: 'says who it is before saying in which circles it is', skip: ['tags', 'auth'], frame: () => AUTH },
  { name: 'asks before saying who it is', skip: ['auth'], frame: ({ circle }) => ({ t: 'ask', i: 0, q: { q: 'heads', c: idToBytes(circle) } }) },
  { name: 'answers before saying who it is', skip: ['auth'], frame: () => ({ t: 'part', i: 0, l: true, b: new Uint8Array() }) },
  { name: 'says no before saying who it is', skip: ['auth'], frame: () => ({ t: 'none', i: 0 }) },
  { name: 'says what it has before saying who it is', skip: ['auth'], frame: ({ circle }) => ({ t: 'state', c: idToBytes(circle), h: new Uint8Array(32), f: new Uint8Array(32), n: 1 }) },
  { name: 'wants to join before saying who it is', skip: ['auth'], frame: (stage) => joinFrame(stage, stage.mal.keys.device) },
];

/** What a member says once it is known. */
const asMember: { name: string; frame(stage: Stage): Frame }[] = [
  { name: 'says hello twice', frame: () => HELLO },
  { name: 'says twice in which circles it is', frame: () => TAGS },
  { name: 'says twice who it is', frame: () => AUTH },
  { name: 'lets in who is in', frame: ({ circle }) => ({ t: 'welcome', c: idToBytes(circle), k: new Uint8Array(72), b: new Uint8Array(32) }) },
  { name: 'lets who is in wait', frame: ({ circle }) => ({ t: 'wait', c: idToBytes(circle), r: 'busy' }) },
  { name: 'wants to join though it is in', frame: (stage) => joinFrame(stage, stage.mal.keys.device) },
];

/** A join with a right proof for mal's account and that device. */
function joinFrame(stage: Stage, device: Stage['mal']['keys']['device'], secret = decodeLink(stage.invitation.link).secret): Frame {
  const { account, certificate, boxKey } = stage.mal.keys;
  const owner = { account, device, certificate, boxKey, person: 'mal' };
  return { t: 'join', c: idToBytes(stage.circle), i: invitationKey(decodeLink(stage.invitation.link).secret), j: makeJoin(stage.circle, secret, owner) };
}

/** A device that nobody knows, in the lobby with the group key. */
const inLobby = ({ circle, groupKey }: Stage): { keys: ReturnType<typeof stranger>['keys']; circles: { circle: Stage['circle']; groupKey: Uint8Array; waiting: boolean }[] } => ({
  keys: stranger('zoe').keys,
  circles: [{ circle, groupKey, waiting: true }],
});

export const handshakeAttacks: Attack[] = [
  ...outOfPlace.map(
    ({ name, skip, frame }): Attack => ({
      name,
      expected: { ...HARMLESS, refusal: 'protocol' },
      run: async (stage) => {
        const attacker = await stage.attack(stage.ada, { skip });
        attacker.send(frame(stage));
        return attacker;
      },
    }),
  ),
  ...asMember.map(
    ({ name, frame }): Attack => ({
      name,
      expected: { ...CUT_OFF, refusal: 'protocol' },
      run: async (stage) => {
        const attacker = await stage.attack(stage.ada);
        attacker.send(frame(stage));
        return attacker;
      },
    }),
  ),
  {
    name: 'speaks a version that nobody knows yet',
    expected: { ...HARMLESS, refusal: 'no-common-version' },
    run: async (stage) => {
      const attacker = await stage.attack(stage.ada, { skip: ['hello', 'tags', 'auth'] });
      attacker.send({ ...HELLO, v: [9] });
      return attacker;
    },
  },
  { name: 'is in no circle of this device', expected: { ...HARMLESS, refusal: 'no-common-circle' }, run: (stage) => stage.attack(stage.ada, { circles: [] }) },
  { name: 'holds another group key', expected: { ...HARMLESS, refusal: 'no-common-circle' }, run: (stage) => stage.attack(stage.ada, { circles: [{ circle: stage.circle, groupKey: new Uint8Array(32), waiting: false }] }) },
  { name: 'says falsely who it is', expected: { ...HARMLESS, refusal: 'not-authentic' }, run: (stage) => stage.attack(stage.ada, { signAuth: () => stage.mal.keys.sign(Uint8Array.of(0)) }) },
  {
    name: 'says that it is somebody else',
    expected: { ...HARMLESS, refusal: 'not-authentic' },
    run: (stage) => stage.attack(stage.ada, { keys: { ...stage.ben.keys, sign: (message) => stage.mal.keys.sign(message) } }),
  },
  {
    name: 'says who it is with an S that is too large, which some verifiers take',
    expected: { ...HARMLESS, refusal: 'not-authentic' },
    options: { verifier: laxVerifier },
    run: (stage) => stage.attack(stage.ada, { signAuth: (message) => addOrder(stage.mal.keys.sign(message)) }),
  },
  { name: 'is a copy of the device that it speaks to', expected: { ...HARMLESS, refusal: 'busy' }, run: (stage) => stage.attack(stage.ada, { keys: stage.ada.keys }) },
  {
    name: 'joins in the name of another device in the lobby',
    expected: { ...HARMLESS, refusal: 'protocol' },
    run: async (stage) => {
      const attacker = await stage.attack(stage.ada, inLobby(stage));
      attacker.send(joinFrame(stage, stage.mal.keys.device));
      return attacker;
    },
  },
  {
    name: 'joins with a proof of another invitation',
    expected: HARMLESS,
    run: async (stage) => {
      const attacker = await stage.attack(stage.ada, inLobby(stage));
      attacker.send(joinFrame(stage, stranger('zoe').keys.device, new Uint8Array(32).fill(1)));
      return attacker;
    },
  },
  {
    name: 'joins with a device that its account never certified',
    expected: HARMLESS,
    run: async (stage) => {
      const attacker = await stage.attack(stage.ada, inLobby(stage));
      attacker.send(joinFrame(stage, stranger('zoe').keys.device));
      return attacker;
    },
  },
  {
    name: 'welcomes a greeter in the lobby',
    expected: { ...HARMLESS, refusal: 'protocol' },
    run: async (stage) => {
      const attacker = await stage.attack(stage.ada, inLobby(stage));
      attacker.send({ t: 'welcome', c: idToBytes(stage.circle), k: new Uint8Array(72), b: new Uint8Array(32) });
      return attacker;
    },
  },
];
