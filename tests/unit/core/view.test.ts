import { describe, expect, it } from 'vitest';
import { ownerFields } from '../../../src/core/circle/genesis.ts';
import type { ListingId } from '../../../src/core/ids.ts';
import { KIND } from '../../../src/core/op/kinds.ts';
import { refTo, type Op } from '../../../src/core/op/op.ts';
import { stateDigest } from '../../../src/core/view-digest.ts';
import { CircleView } from '../../../src/core/view.ts';
import { sha256 } from '../../../src/node/crypto/node-verifier.ts';
import { makePerson, secretOf, WrittenCircle } from '../../support/written-circle.ts';

const secret = secretOf('the link');

function viewOf(circle: WrittenCircle, ops: readonly Op[] = circle.ops()): CircleView {
  const view = new CircleView(circle.circle);
  view.apply(ops);
  return view;
}

describe('what a circle shows', () => {
  it('its name, whether it is public, and its founder, from genesis', () => {
    const circle = new WrittenCircle({ isPublic: true });
    const view = viewOf(circle);
    expect(view).toMatchObject({ circle: circle.circle, name: 'Records', public: true });
    const { account, device } = circle.founder.keys;
    expect([...view.members.values()]).toEqual([{ account, name: 'ada', devices: [device], admittedBy: undefined, joinedAt: circle.genesis.wall }]);
  });

  it('nobody whom an admit names and who has no log: its proof may be false', () => {
    const circle = new WrittenCircle();
    const zoe = makePerson('zoe');
    const admit = circle.admit(circle.founder, circle.invite(circle.founder, secret), secret, zoe);
    expect(viewOf(circle).members.has(zoe.keys.account)).toBe(false);
    circle.open(zoe, { refs: [refTo(admit)] });
    expect(viewOf(circle).members.get(zoe.keys.account)).toMatchObject({ name: 'zoe', devices: [zoe.keys.device], admittedBy: circle.founder.keys.account });
  });

  it('one member with two devices, by the name that was said last', () => {
    const circle = new WrittenCircle();
    const [home, work] = [circle.welcome('ben'), circle.welcome('ben at work', 'ben')];
    expect(viewOf(circle).members.get(home.keys.account)?.devices).toEqual([home.keys.device, work.keys.device].sort());
    circle.write(home, { kind: KIND.profile, body: { person: 'Benjamin' } });
    expect(viewOf(circle).members.get(home.keys.account)?.name).toBe('Benjamin');
    for (const person of ['', 'x'.repeat(61), 7]) circle.write(home, { kind: KIND.profile, body: { person } });
    expect(viewOf(circle).members.get(home.keys.account)?.name).toBe('Benjamin');
    expect(viewOf(circle).members.size).toBe(2);
  });

  it('who let somebody in: the one whose admit the log names, in whatever order they come', () => {
    const circle = new WrittenCircle();
    const [ben, mal, zoe] = [circle.welcome('ben'), circle.welcome('mal'), makePerson('zoe')];
    const invitation = circle.invite(ben, secret);
    circle.admit(mal, invitation, secret, zoe, { lamport: 800 });
    const admit = circle.admit(ben, invitation, secret, zoe, { lamport: 900 });
    circle.open(zoe, { lamport: 901, refs: [refTo(admit)] });
    expect(viewOf(circle).members.get(zoe.keys.account)).toMatchObject({ admittedBy: ben.keys.account, joinedAt: admit.wall });
    expect(viewOf(circle, [...circle.logs.values()].toReversed().flat().map(({ op }) => op)).members.get(zoe.keys.account)?.admittedBy).toBe(ben.keys.account);
  });

  it('no sponsor whom only one of the two names', () => {
    const circle = new WrittenCircle();
    const [ben, mal, zoe] = [circle.welcome('ben'), circle.welcome('mal'), makePerson('zoe')];
    const invitation = circle.invite(ben, secret);
    circle.admit(mal, invitation, secret, zoe);
    const other = circle.admit(ben, invitation, secret, makePerson('another'));
    circle.open(zoe, { lamport: 901, refs: [refTo(other)] });
    expect(viewOf(circle).members.get(zoe.keys.account)).toMatchObject({ name: 'zoe', admittedBy: undefined });
  });

  it('listings only of logs that say whose they are', () => {
    const circle = new WrittenCircle();
    const ben = circle.welcome('ben');
    const listing = circle.write(ben, { kind: KIND.listing, body: { kind: 'give', title: 'Lamp', photos: [], until: 1 } });
    const nobody = makePerson('nobody');
    circle.write(nobody, { kind: KIND.listing, body: { kind: 'give', title: 'Nothing', photos: [], until: 1 } });
    circle.write(nobody, { kind: KIND.revise, refs: [refTo(listing)], body: { kind: 'give', title: 'Nothing', photos: [], until: 1 } });
    const view = viewOf(circle);
    expect([...view.listings.values()].map(({ title }) => title)).toEqual(['Lamp']);
    expect(view.listingRef(listing.id as string as ListingId)).toEqual(refTo(listing));
    expect(view.listingRef('ab'.repeat(32) as ListingId)).toBeUndefined();
  });

  it('tells which listings changed, and whether members did', () => {
    const circle = new WrittenCircle();
    const ben = circle.welcome('ben');
    const view = viewOf(circle);
    const listing = circle.write(ben, { kind: KIND.listing, body: { kind: 'give', title: 'Lamp', photos: [], until: 1 } });
    expect(view.apply([listing])).toEqual({ listings: new Set([listing.id]), members: false });
    const renamed = circle.write(ben, { kind: KIND.profile, body: { person: 'Benjamin' } });
    expect(view.apply([renamed])).toEqual({ listings: new Set(), members: true });
    const unknown = circle.write(ben, { kind: 4_711, body: ownerFields(ben.owner) });
    expect(view.apply([unknown])).toEqual({ listings: new Set(), members: false });
  });

  it('has a digest that is equal where the view is, and only there', () => {
    const circle = new WrittenCircle();
    const ben = circle.welcome('ben');
    const before = stateDigest(viewOf(circle), sha256);
    expect(stateDigest(viewOf(circle), sha256)).toBe(before);
    circle.write(ben, { kind: KIND.listing, body: { kind: 'give', title: 'Lamp', photos: [], until: 1 } });
    expect(stateDigest(viewOf(circle), sha256)).not.toBe(before);
    expect(before).toMatch(/^[0-9a-f]{64}$/);
  });
});
