import { describe, expect, it } from 'vitest';
import * as v from 'valibot';
import { ListingDraft } from '../../../../renderer/state/listing-draft.svelte.ts';
import { commandSchemas } from '../../../../src/core/commands.ts';
import type { BlobHash, CircleId, ListingId } from '../../../../src/core/ids.ts';
import { LISTING_LIMITS, type Photo } from '../../../../src/core/market/listing.ts';

function photo(name: string): Photo {
  const hash = name.repeat(64).slice(0, 64) as BlobHash;
  return { hash, thumb: hash, width: 1600, height: 1200, bytes: 300_000, thumbBytes: 9_000 };
}

function draftWith(part: Partial<Pick<ListingDraft, 'title' | 'want' | 'text' | 'amount' | 'currency' | 'area' | 'kind'>>): ListingDraft {
  return Object.assign(new ListingDraft('EUR'), part);
}

describe('ListingDraft', () => {
  it.each(['', '   ', '\u200b\u2066'])('needs a title that can be seen: %j', (title) => {
    expect(draftWith({ title }).problems.title).toBe('missing');
    expect(draftWith({ title }).toInput()).toBeUndefined();
  });

  it.each(['📷✨', 'كاميرا قديمة', '海鸥'])('takes any title that can be seen: %s', (title) => {
    expect(draftWith({ title }).toInput()?.title).toBe(title);
  });

  it.each(['title', 'text', 'want', 'area'] as const)('says which field is too long: %s', (field) => {
    const limit = LISTING_LIMITS[field];
    expect(draftWith({ title: 'x', [field]: 'x'.repeat(limit) }).problems[field]).toBeUndefined();
    expect(draftWith({ title: 'x', [field]: 'x'.repeat(limit + 1) }).problems[field]).toBe('too-long');
  });

  it('says so where the price is no amount, and otherwise counts in the smallest unit', () => {
    expect(draftWith({ title: 'x', amount: 'a lot' }).problems.price).toBe('not-amount');
    expect(draftWith({ title: 'x', amount: '12.50' }).toInput()?.price).toEqual({ minor: 1_250, currency: 'EUR' });
    expect(draftWith({ title: 'x', amount: '1200', currency: 'JPY' }).toInput()?.price).toEqual({ minor: 1_200, currency: 'JPY' });
  });

  it('gives the host what its schema takes, and leaves out what says nothing', () => {
    const input = draftWith({ title: ' x ', want: ' ' }).toInput();
    expect(input).toEqual({ kind: 'swap', title: 'x', photos: [] });
    const params = { circle: 'ab'.repeat(32) as CircleId, listing: input };
    expect(v.safeParse(commandSchemas.postListing, params).success).toBe(true);
  });

  it('is not ready while a photo is being prepared, and leaves out one that was refused', () => {
    const draft = draftWith({ title: 'x' });
    const first = draft.addPhoto('a.jpg');
    const second = draft.addPhoto('b.txt');
    draft.settlePhoto(second, 'not-image');
    expect(draft.toInput()).toBeUndefined();
    draft.settlePhoto(first, photo('a'));
    expect(draft.toInput()?.photos).toEqual([photo('a')]);
  });

  it('puts photos in the order one likes, and takes them out', () => {
    const draft = draftWith({ title: 'x' });
    for (const name of ['a', 'b', 'c']) draft.settlePhoto(draft.addPhoto(name), photo(name));
    const [first, second] = draft.photos;
    draft.movePhoto(first?.key ?? 0, 2);
    expect(draft.photos.map(({ name }) => name)).toEqual(['b', 'c', 'a']);
    draft.movePhoto(first?.key ?? 0, -5);
    expect(draft.photos.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
    draft.removePhoto(second?.key ?? 0);
    expect(draft.toInput()?.photos).toEqual([photo('a'), photo('c')]);
  });

  it('comes back from its JSON as it was', () => {
    const draft = draftWith({ kind: 'sell', title: 'x', text: 'long', want: 'y', amount: '3,5', currency: 'CNY', area: 'Riverside' });
    draft.settlePhoto(draft.addPhoto('a'), photo('a'));
    draft.fields = [{ name: 'Mount', value: 'M42' }];
    const again = new ListingDraft('EUR');
    expect(again.restore(draft.toJson())).toBe(true);
    expect(again.toJson()).toBe(draft.toJson());
    expect(again.toInput()?.fields).toEqual([['Mount', 'M42']]);
  });

  it.each(['', 'null', '{}', '[]', '{"kind":"steal","title":"x"}'])('refuses a kept draft that it does not understand: %s', (json) => {
    const draft = new ListingDraft('EUR');
    expect(draft.restore(json)).toBe(false);
    expect(draft.isEmpty).toBe(true);
  });

  it('is filled by a listing so that publishing it unchanged changes nothing', () => {
    const content = { kind: 'lend' as const, title: 'x', text: 't', price: { minor: 1_205, currency: 'EUR' }, want: 'w', area: 'a', fields: [['Mount', 'M42'], ['Year', '1979']] as [string, string][], photos: [photo('a')] };
    const draft = new ListingDraft('USD');
    draft.fillFrom({ id: 'cd'.repeat(32) as ListingId, owner: 'ab'.repeat(32) as never, state: 'open', postedAt: 0, revisedAt: 0, until: 1, revisions: 0, ...content });
    expect(draft.toInput()).toEqual(content);
    const [mount, year] = draft.fields;
    if (mount === undefined || year === undefined) throw new Error('the draft has both fields');
    mount.value = ' Pentax K ';
    year.value = '';
    expect(draft.toInput()?.fields).toEqual([['Mount', 'Pentax K']]);
    mount.value = 'x'.repeat(81);
    expect(draft.problems).toEqual({ fields: 'too-long' });
  });
});
