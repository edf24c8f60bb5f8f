import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CircleOps } from '../../../../src/core/circle/circle-ops.ts';
import { DEFAULT_RULES, ownerFields } from '../../../../src/core/circle/genesis.ts';
import { invitationKey } from '../../../../src/core/circle/invitation.ts';
import { makeJoin } from '../../../../src/core/circle/join.ts';
import { KIND } from '../../../../src/core/op/kinds.ts';
import { refTo } from '../../../../src/core/op/op.ts';
import type { Run } from '../../../../src/core/sync/gate.ts';
import { runOf } from '../../../support/attacks/log-writer.ts';
import { GatedCircle, makePerson, secretOf, WrittenCircle, type Person } from '../../../support/written-circle.ts';

const secret = secretOf('the link');
const organizerOnly = (right: 'invite' | 'greet'): typeof DEFAULT_RULES => ({ ...DEFAULT_RULES, [right]: 'organizer' });
const isIn = (ops: CircleOps, { keys }: Person): boolean => ops.admissions.get(keys.device, keys.account) !== undefined;

/** Ways to let zoe in, and whether she is in then. Each begins with a circle in which ben and mal are members. */
const ways: { name: string; isIn: boolean; rules?: typeof DEFAULT_RULES; write(circle: WrittenCircle, people: { ada: Person; ben: Person; mal: Person; zoe: Person }): void }[] = [
  { name: 'by a member, with a member\'s invitation', isIn: true, write: (circle, { ben, mal, zoe }) => void circle.admit(mal, circle.invite(ben, secret), secret, zoe) },
  { name: 'by the founder, with the founder\'s invitation', isIn: true, write: (circle, { ada, zoe }) => void circle.admit(ada, circle.invite(ada, secret), secret, zoe) },
  { name: 'by who made the invitation', isIn: true, write: (circle, { ben, zoe }) => void circle.admit(ben, circle.invite(ben, secret), secret, zoe) },
  { name: 'by a member where only organizers greet', isIn: false, rules: organizerOnly('greet'), write: (circle, { ada, mal, zoe }) => void circle.admit(mal, circle.invite(ada, secret), secret, zoe) },
  { name: 'by the founder where only organizers greet', isIn: true, rules: organizerOnly('greet'), write: (circle, { ada, ben, zoe }) => void circle.admit(ada, circle.invite(ben, secret), secret, zoe) },
  { name: 'with a member\'s invitation where only organizers invite', isIn: false, rules: organizerOnly('invite'), write: (circle, { ada, ben, zoe }) => void circle.admit(ada, circle.invite(ben, secret), secret, zoe) },
  { name: 'with the founder\'s invitation where only organizers invite', isIn: true, rules: organizerOnly('invite'), write: (circle, { ada, mal, zoe }) => void circle.admit(mal, circle.invite(ada, secret), secret, zoe) },
  {
    name: 'with a lamport that is not above the invitation\'s',
    isIn: false,
    write: (circle, { ada, mal, zoe }) => {
      const invitation = circle.invite(ada, secret);
      circle.admit(mal, invitation, secret, zoe, { lamport: invitation.lamport });
    },
  },
  {
    name: 'with a lamport just above the invitation\'s',
    isIn: true,
    write: (circle, { ada, mal, zoe }) => {
      const invitation = circle.invite(ada, secret);
      circle.admit(mal, invitation, secret, zoe, { lamport: invitation.lamport + 1 });
    },
  },
  {
    name: 'by an admit that does not name the rules',
    isIn: false,
    write: (circle, { ada, mal, zoe }) => {
      const invitation = circle.invite(ada, secret);
      circle.admit(mal, invitation, secret, zoe, { refs: [refTo(invitation)] });
    },
  },
  {
    name: 'by an admit that names no invitation',
    isIn: false,
    write: (circle, { ada, mal, zoe }) => {
      const invitation = circle.invite(ada, secret);
      circle.admit(mal, invitation, secret, zoe, { refs: [refTo(circle.genesis)] });
    },
  },
  {
    name: 'by an admit that names the invitation only after the rules',
    isIn: false,
    write: (circle, { ada, mal, zoe }) => {
      const invitation = circle.invite(ada, secret);
      circle.admit(mal, invitation, secret, zoe, { refs: [refTo(circle.genesis), refTo(invitation)] });
    },
  },
  { name: 'by an invitation that does not name the rules', isIn: false, write: (circle, { ada, mal, zoe }) => void circle.admit(mal, circle.invite(ada, secret, { refs: [] }), secret, zoe) },
  { name: 'by an admit that names no ref at all', isIn: false, write: (circle, { ada, mal, zoe }) => void circle.admit(mal, circle.invite(ada, secret), secret, zoe, { refs: [] }) },
  { name: 'with the proof of another invitation', isIn: false, write: (circle, { ada, mal, zoe }) => void circle.admit(mal, circle.invite(ada, secret), secretOf('another link'), zoe) },
  {
    name: 'with a proof for another circle',
    isIn: false,
    write: (circle, { ada, mal, zoe }) => {
      const elsewhere = makeJoin(circle.genesis.prev as string as WrittenCircle['circle'], secret, zoe.owner);
      circle.admit(mal, circle.invite(ada, secret), secret, zoe, { body: elsewhere });
    },
  },
  {
    name: 'with a proof for another device',
    isIn: false,
    write: (circle, { ada, ben, mal, zoe }) => {
      const { proof } = makeJoin(circle.circle, secret, ben.owner);
      circle.admit(mal, circle.invite(ada, secret), secret, zoe, { body: { ...makeJoin(circle.circle, secret, zoe.owner), proof } });
    },
  },
  {
    name: 'with another account\'s certificate',
    isIn: false,
    write: (circle, { ada, ben, mal, zoe }) => {
      const join = makeJoin(circle.circle, secret, { ...zoe.owner, certificate: ben.owner.certificate });
      circle.admit(mal, circle.invite(ada, secret), secret, zoe, { body: join });
    },
  },
  {
    name: 'with a certificate for another box key',
    isIn: false,
    write: (circle, { ada, ben, mal, zoe }) => {
      const join = makeJoin(circle.circle, secret, { ...zoe.owner, boxKey: ben.owner.boxKey });
      circle.admit(mal, circle.invite(ada, secret), secret, zoe, { body: join });
    },
  },
  { name: 'by a body that is no join', isIn: false, write: (circle, { ada, mal, zoe }) => void circle.admit(mal, circle.invite(ada, secret), secret, zoe, { body: { person: 'zoe' } }) },
  {
    name: 'by an op of another kind with the same body',
    isIn: false,
    write: (circle, { ada, mal, zoe }) => void circle.admit(mal, circle.invite(ada, secret), secret, zoe, { kind: KIND.profile }),
  },
  {
    name: 'by somebody who was never let in',
    isIn: false,
    write: (circle, { ada, zoe }) => {
      const stranger = makePerson('stranger');
      const invitation = circle.invite(ada, secret);
      circle.open(stranger);
      circle.admit(stranger, invitation, secret, zoe);
    },
  },
  {
    name: 'by somebody who was let in by somebody who was let in',
    isIn: true,
    write: (circle, { ben, zoe }) => {
      const [yan, xia] = [makePerson('yan'), makePerson('xia')];
      const invitation = circle.invite(ben, secret);
      circle.admit(ben, invitation, secret, yan);
      circle.open(yan);
      circle.admit(yan, invitation, secret, xia);
      circle.open(xia);
      circle.admit(xia, invitation, secret, zoe);
    },
  },
  {
    name: 'by herself',
    isIn: false,
    write: (circle, { ada, zoe }) => {
      const invitation = circle.invite(ada, secret);
      circle.open(zoe);
      circle.admit(zoe, invitation, secret, zoe);
    },
  },
  { name: 'by an invitation beyond its uses, which is shown and not undone', isIn: true, write: (circle, { ada, ben, mal, zoe }) => {
    const invitation = circle.invite(ada, secret, { uses: 1 });
    circle.admit(ben, invitation, secret, makePerson('first'));
    circle.admit(mal, invitation, secret, zoe);
  } },
];

function write(way: (typeof ways)[number]): { circle: WrittenCircle; zoe: Person } {
  const circle = new WrittenCircle(way.rules === undefined ? {} : { rules: way.rules });
  const people = { ada: circle.founder, ben: circle.welcome('ben'), mal: circle.welcome('mal'), zoe: makePerson('zoe') };
  way.write(circle, people);
  if (!circle.logs.has(people.zoe.keys.device)) circle.open(people.zoe);
  return { circle, zoe: people.zoe };
}

describe('whoever is let in', () => {
  it.each(ways)('$name: $isIn, and the same after opening from the store', async (way) => {
    const { circle, zoe } = write(way);
    const { ops } = await new GatedCircle(circle.circle).takeAll(circle.runs());
    expect(isIn(ops, zoe)).toBe(way.isIn);
    expect(ops.logs.get(zoe.keys.device) !== undefined).toBe(way.isIn);
    const fromStore = await circle.restored(circle.runs(), ops.admissions.falsified);
    expect(isIn(fromStore, zoe)).toBe(way.isIn);
    expect(fromStore.logs.digest()).toBe(ops.logs.digest());
  });

  it('is in as soon as the invitation comes, if the admit came before it', async () => {
    const circle = new WrittenCircle();
    const [ben, mal] = [circle.welcome('ben'), circle.welcome('mal')];
    const zoe = makePerson('zoe');
    circle.admit(mal, circle.invite(ben, secret), secret, zoe);
    const falsely = makePerson('falsely');
    circle.admit(mal, circle.logs.get(ben.keys.device)![1]!.op, secretOf('another link'), falsely);
    const gated = new GatedCircle(circle.circle);
    const [adas, bens, mals] = [circle.founder, ben, mal].map(({ keys }) => circle.logs.get(keys.device)!);
    for (const run of [runOf(...adas!), runOf(bens![0]!), runOf(...mals!)]) expect((await gated.take(run)).refusal).toBeUndefined();
    expect(isIn(gated.ops, zoe)).toBe(false);
    await gated.take(runOf(bens![1]!));
    expect(isIn(gated.ops, zoe)).toBe(true);
    expect(isIn(gated.ops, falsely)).toBe(false);
    expect(gated.ops.admissions.takeNewlyFalsified()).toEqual([mals![2]!.op.id]);
    expect(gated.ops.admissions.takeNewlyFalsified()).toEqual([]);
  });

  it('counts once per account on an invitation, however many devices come', async () => {
    const circle = new WrittenCircle();
    const invitation = circle.invite(circle.founder, secret, { uses: 2 });
    for (const [name, account] of [['zoe', 'zoe'], ['zoe at work', 'zoe'], ['yan', 'yan']] as const) circle.admit(circle.founder, invitation, secret, makePerson(name, account));
    const { ops } = await new GatedCircle(circle.circle).takeAll(circle.runs());
    const state = ops.admissions.invitationByKey(invitationKey(secret));
    expect(state).toMatchObject({ uses: 2, op: invitation.id });
    expect(state?.used.size).toBe(2);
  });

  it('may not be let in under an account by a log that opens under another', async () => {
    const circle = new WrittenCircle();
    const ben = circle.welcome('ben');
    const zoe = makePerson('zoe');
    circle.admit(ben, circle.invite(ben, secret), secret, zoe);
    circle.open(zoe, { body: ownerFields({ ...zoe.owner, account: ben.owner.account }) });
    const gated = await new GatedCircle(circle.circle).takeAll(circle.runs().slice(0, 2));
    expect(isIn(gated.ops, zoe)).toBe(true);
    expect((await gated.take(runOf(...circle.logs.get(zoe.keys.device)!))).refusal).toBe('not-admitted');
  });
});

describe('the order in which logs come', () => {
  const circle = new WrittenCircle();
  const ben = circle.welcome('ben');
  const invitation = circle.invite(ben, secret);
  for (const name of ['cleo', 'dora', 'emil']) {
    const person = makePerson(name);
    circle.admit(ben, invitation, secret, person);
    circle.open(person);
    circle.write(person, { body: { person: `${name} the first` } });
  }
  const falsely = makePerson('falsely');
  circle.admit(ben, invitation, secretOf('another link'), falsely);
  circle.open(falsely);

  /** Every log cut into runs at random, and all of them in random order. */
  const anyOrder: fc.Arbitrary<Run[]> = fc
    .tuple(...[...circle.logs.values()].map((log) => fc.array(fc.nat(log.length), { maxLength: 3 }).map((cuts) => {
      const at = [...new Set([0, ...cuts, log.length])].sort((a, b) => a - b);
      return at.slice(1).map((end, i) => runOf(...log.slice(at[i], end)));
    })))
    .chain((logs) => fc.shuffledSubarray(logs.flat(), { minLength: logs.flat().length }));

  it('changes nothing in who is in, and nothing in the document', async () => {
    const expected = await new GatedCircle(circle.circle).takeAll(circle.runs());
    await fc.assert(
      fc.asyncProperty(anyOrder, async (runs) => {
        const { ops } = await new GatedCircle(circle.circle).takeAll(runs);
        expect(ops.logs.digest()).toBe(expected.ops.logs.digest());
        expect([...ops.view.members.keys()].sort()).toEqual([...expected.ops.view.members.keys()].sort());
        const again = await circle.restored(runs, ops.admissions.falsified);
        expect(again.logs.digest()).toBe(expected.ops.logs.digest());
      }),
      { numRuns: 25 },
    );
    expect(expected.ops.logs.count()).toBe(circle.ops().length - 1);
  });
});
