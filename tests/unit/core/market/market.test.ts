import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AccountKey, ListingId } from '../../../../src/core/ids.ts';
import { isShown, Market, MAX_AHEAD } from '../../../../src/core/market/market.ts';
import { LISTING_STATES, type Listing } from '../../../../src/core/market/listing.ts';
import { KIND } from '../../../../src/core/op/kinds.ts';
import { refTo, type Op } from '../../../../src/core/op/op.ts';
import { makePerson, WrittenCircle, type Person } from '../../../support/written-circle.ts';

const content = (title: string): object => ({ kind: 'swap', title, photos: [], until: 1 });

/** A listing of ben's, and a market that has read all that was written. */
function begin(): { circle: WrittenCircle; ben: Person; listing: Op; read(): Listing | undefined } {
  const circle = new WrittenCircle();
  const ben = makePerson('ben');
  const listing = circle.write(ben, { kind: KIND.listing, body: content('first') });
  return { circle, ben, listing, read: () => marketOf(circle.ops()).listings.get(listing.id as string as ListingId) };
}

function marketOf(ops: readonly Op[]): Market {
  const market = new Market();
  for (const op of ops) market.apply(op, ownerOf(op));
  return market;
}

const everyone = [makePerson('ada'), makePerson('ben'), makePerson('ben at work', 'ben'), makePerson('mal')];

function ownerOf(op: Op): AccountKey {
  const person = everyone.find(({ keys }) => keys.device === op.device);
  if (person === undefined) throw new Error('nobody wrote this');
  return person.keys.account;
}

describe('a listing', () => {
  it('is open, and its owner\'s who posted it', () => {
    const { ben, read } = begin();
    expect(read()).toMatchObject({ owner: ben.keys.account, title: 'first', state: 'open', revisions: 0 });
  });

  it('says what its owner revised it to last, from whichever of the owner\'s devices', () => {
    const { circle, ben, listing, read } = begin();
    circle.write(ben, { kind: KIND.revise, refs: [refTo(listing)], body: content('second') });
    circle.write(everyone[2]!, { kind: KIND.revise, refs: [refTo(listing)], body: content('third') });
    expect(read()).toMatchObject({ title: 'third', revisions: 2 });
  });

  it.each(LISTING_STATES)('is %s when its owner says so', (state) => {
    const { circle, ben, listing, read } = begin();
    circle.write(ben, { kind: KIND.state, refs: [refTo(listing)], body: { state } });
    expect(read()).toMatchObject({ state, title: 'first', revisions: 0 });
  });

  it('is changed by nobody else', () => {
    const { circle, listing, read } = begin();
    const before = read();
    for (const other of [everyone[0]!, everyone[3]!]) {
      circle.write(other, { kind: KIND.revise, refs: [refTo(listing)], body: content('mine now') });
      circle.write(other, { kind: KIND.state, refs: [refTo(listing)], body: { state: 'withdrawn' } });
    }
    expect(read()).toEqual(before);
  });

  it('of two concurrent edits of its owner\'s says the one with the higher lamport, then the higher id', () => {
    const { circle, ben, listing, read } = begin();
    const first = circle.write(ben, { kind: KIND.revise, refs: [refTo(listing)], body: content('here'), lamport: 50 });
    const second = circle.write(everyone[2]!, { kind: KIND.revise, refs: [refTo(listing)], body: content('at work'), lamport: 50 });
    expect(read()).toMatchObject({ title: first.id > second.id ? 'here' : 'at work', revisions: 2 });
    circle.write(ben, { kind: KIND.revise, refs: [refTo(listing)], body: content('later'), lamport: 51 });
    expect(read()).toMatchObject({ title: 'later', revisions: 3 });
  });

  it('ignores a change whose lamport is not above its own', () => {
    const { circle, listing, read } = begin();
    circle.write(everyone[2]!, { kind: KIND.revise, refs: [refTo(listing)], body: content('before it was there'), lamport: listing.lamport });
    circle.write(everyone[2]!, { kind: KIND.state, refs: [], body: { state: 'closed' } });
    expect(read()).toMatchObject({ title: 'first', state: 'open', revisions: 0 });
  });

  it.each<[string, number, unknown]>([
    ['a revision without a title', KIND.revise, { ...content(''), title: '' }],
    ['a revision that is nothing', KIND.revise, null],
    ['a state that is none', KIND.state, { state: 'sold' }],
    ['another kind of op', KIND.profile, content('second')],
    ['a kind that nobody knows', 9_999, content('second')],
  ])('ignores %s', (_, kind, body) => {
    const { circle, ben, listing, read } = begin();
    circle.write(ben, { kind, refs: [refTo(listing)], body });
    expect(read()).toMatchObject({ title: 'first', state: 'open', revisions: 0 });
  });

  it('that is out of bounds is none', () => {
    const circle = new WrittenCircle();
    circle.write(makePerson('ben'), { kind: KIND.listing, body: content('x'.repeat(121)) });
    expect(marketOf(circle.ops()).listings.size).toBe(0);
  });

  it('is held back while its time is more than ten minutes ahead', () => {
    const listing = begin().read()!;
    expect(isShown(listing, listing.postedAt - MAX_AHEAD)).toBe(true);
    expect(isShown(listing, listing.postedAt - MAX_AHEAD - 1)).toBe(false);
  });

  it('drops what a revision no longer says', () => {
    const { circle, ben, listing, read } = begin();
    circle.write(ben, { kind: KIND.revise, refs: [refTo(listing)], body: { ...content('second'), text: 'words', area: 'Riverside' } });
    expect(read()).toMatchObject({ text: 'words', area: 'Riverside' });
    circle.write(ben, { kind: KIND.revise, refs: [refTo(listing)], body: content('third') });
    expect([read()?.text, read()?.area]).toEqual([undefined, undefined]);
  });
});

describe('the order in which ops come', () => {
  /** Who writes, what (a listing or a change of some listing so far), and how far the lamport goes. */
  const anyStep = fc.record({ who: fc.nat(everyone.length - 1), kind: fc.constantFrom(KIND.listing, KIND.revise, KIND.state), at: fc.nat(), lamport: fc.nat(4), word: fc.nat(99) });

  function write(steps: readonly { who: number; kind: number; at: number; lamport: number; word: number }[]): WrittenCircle {
    const circle = new WrittenCircle();
    const listings: Op[] = [];
    const lamports = new Map<number, number>([[0, 1]]);
    for (const { who, kind, at, lamport, word } of steps) {
      const listing = listings[at % Math.max(1, listings.length)];
      const next = (lamports.get(who) ?? 0) + 1 + lamport;
      lamports.set(who, next);
      const body = kind === KIND.state ? { state: LISTING_STATES[word % 4] } : content(`word ${String(word)}`);
      const op = circle.write(everyone[who]!, { kind, lamport: next, refs: listing === undefined ? [] : [refTo(listing)], body });
      if (kind === KIND.listing) listings.push(op);
    }
    return circle;
  }

  it('changes nothing, as long as each log keeps its own', () => {
    fc.assert(
      fc.property(fc.array(anyStep, { minLength: 1, maxLength: 14 }), fc.infiniteStream(fc.nat()), (steps, choices) => {
        const circle = write(steps);
        const expected = marketOf(circle.ops()).listings;
        const left = [...circle.logs.values()].map((log) => log.map(({ op }) => op));
        const mixed: Op[] = [];
        while (left.some((log) => log.length > 0)) {
          const logs = left.filter((log) => log.length > 0);
          mixed.push(logs[choices.next().value! % logs.length]!.shift()!);
        }
        const listings = marketOf(mixed).listings;
        expect(new Map([...listings].sort())).toEqual(new Map([...expected].sort()));
      }),
      { numRuns: 60 },
    );
  });
});
