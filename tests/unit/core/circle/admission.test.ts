import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CircleOps, NO_FINDINGS } from '../../../../src/core/circle/circle-ops.ts';
import { ownerFields } from '../../../../src/core/circle/genesis.ts';
import { invitationKey } from '../../../../src/core/circle/invitation.ts';
import type { Run } from '../../../../src/core/sync/gate.ts';
import { OpenCircle } from '../../../../src/core/circle/open-circle.ts';
import { FullStore } from '../../../support/full-store.ts';
import { createPromptVerifier } from '../../../support/prompt-verifier.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';
import { admissionCases, isIn, secret } from '../../../support/attacks/admission-table.ts';
import { runOf } from '../../../support/attacks/log-writer.ts';
import { GatedCircle, makePerson, secretOf, WrittenCircle } from '../../../support/written-circle.ts';

describe('whoever is let in', () => {
  it.each(admissionCases)('$name', async ({ run, expected }) => {
    expect(await run()).toEqual(expected);
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
    const { admissions } = gated.ops;
    const found = admissions.newlyFalsified;
    expect(found).toEqual([{ admit: mals![2]!.op.id, proof: 'invitation' }]);
    admissions.noteRemembered(found);
    expect(admissions.newlyFalsified).toEqual([]);
  });

  it('is remembered to be falsely let in, also where the disk was full when that was found', async () => {
    const circle = new WrittenCircle();
    const [ben, mal] = [circle.welcome('ben'), circle.welcome('mal')];
    const invitation = circle.invite(ben, secret);
    const falsely = makePerson('falsely');
    circle.admit(mal, invitation, secretOf('another link'), falsely);
    const [adas, bens, mals] = [circle.founder, ben, mal].map(({ keys }) => circle.logs.get(keys.device)!);
    const store = new FullStore();
    const open = async (): Promise<OpenCircle> => await OpenCircle.open(circle.circle, { verifier: createPromptVerifier(), keys: makePerson('zoe').keys, clock: new VirtualClock(), journal: await store.journal('c'), person: 'zoe' });
    const first = await open();
    await first.accept([runOf(...adas!), runOf(...bens!)]);
    store.full = true;
    await expect(first.accept([runOf(...mals!)])).rejects.toMatchObject({ type: 'disk-full' });
    store.full = false;
    expect(await first.accept([runOf(...mals!)])).toEqual([undefined]);
    await first.close();
    const again = await open();
    expect(again.ops.logs.get(mal.keys.device)?.length).toBe(mals!.length);
    expect(isIn(again.ops, falsely)).toBe(false);
    await again.close();
  });

  it('is in by who did it first, also where another did it again in one run with something else', async () => {
    const circle = new WrittenCircle();
    const [ben, mal] = [circle.welcome('ben'), circle.welcome('mal')];
    const zoe = makePerson('zoe');
    const invitation = circle.invite(ben, secret);
    const first = circle.admit(ben, invitation, secret, zoe);
    circle.invite(mal, secretOf('another link'));
    circle.admit(mal, invitation, secret, zoe);
    const ops = new CircleOps(circle.circle, createPromptVerifier());
    const [adas, bens, mals] = [circle.founder, ben, mal].map(({ keys }) => circle.logs.get(keys.device)!);
    for (const run of [runOf(...adas!), runOf(...bens!), runOf(mals![0]!), runOf(...mals!.slice(1))]) ops.restore([run], NO_FINDINGS);
    expect(ops.admissions.authority.plain.admissionOf(zoe.keys.device, zoe.keys.account)).toBe(first.id);
  });

  it('counts once per account on an invitation, however many devices come', async () => {
    const circle = new WrittenCircle();
    const invitation = circle.invite(circle.founder, secret, { uses: 2 });
    for (const [name, account] of [['zoe', 'zoe'], ['zoe at work', 'zoe'], ['yan', 'yan']] as const) circle.admit(circle.founder, invitation, secret, makePerson(name, account));
    const { ops } = await new GatedCircle(circle.circle).takeAll(circle.runs());
    const state = ops.admissions.invitationsByKey(invitationKey(secret))[0];
    expect(state?.fact).toMatchObject({ id: invitation.id, says: { uses: 2 } });
    expect(state?.used.size).toBe(2);
  });

  it('is not kept out by somebody who copied the key of the invitation: the first of those that are alike comes first', async () => {
    const circle = new WrittenCircle();
    const mal = circle.welcome('mal');
    const copied = circle.invite(mal, secret, { uses: 1 });
    const invitation = circle.invite(circle.founder, secret);
    const firstByLamport = [copied, invitation].sort((a, b) => a.lamport - b.lamport || (a.id < b.id ? -1 : 1)).map(({ id }) => id);
    for (const runs of [circle.runs(), circle.runs().toReversed()]) {
      const { ops } = await new GatedCircle(circle.circle).takeAll(runs);
      expect(ops.admissions.invitationsByKey(invitationKey(secret)).map(({ fact }) => fact.id)).toEqual(firstByLamport);
    }
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
        const again = await circle.restored(runs, ops.admissions.falseAdmits);
        expect(again.logs.digest()).toBe(expected.ops.logs.digest());
      }),
      { numRuns: 25 },
    );
    expect(expected.ops.logs.count()).toBe(circle.ops().length - 1);
  });
});
