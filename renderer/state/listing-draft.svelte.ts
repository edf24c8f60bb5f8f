/**
 * A listing being written: its fields as typed, its photos as they get ready, and what is wrong with it.
 * The draft is kept by the host as JSON, shortly after each change; what comes back is checked, since an older version of
 * Huan may have written it.
 */
import * as v from 'valibot';
import type { ListingInput } from '../../src/core/commands.ts';
import { LISTING_KINDS, LISTING_LIMITS, type Listing, type ListingKind, type Photo } from '../../src/core/market/listing.ts';
import { amountText, parseAmount } from '../language/format.ts';
import type { PhotoRefusal } from '../photos/prepare-photo.ts';
import type { CallError } from '../host/connection.ts';
import { compactInput } from './listing-input.ts';
import { parseJson } from './parse-json.ts';

/** A photo on its way into the draft, by a number of this window. */
export interface DraftPhoto {
  key: number;
  name: string;
  photo: Photo | undefined;
  refusal: PhotoRefusal | CallError | undefined;
}

export type DraftField = 'title' | 'text' | 'want' | 'area' | 'price' | 'fields' | 'photos';
/** Why a field can't be published as it is. */
export type FieldProblem = 'missing' | 'too-long' | 'not-amount' | 'too-many';
export type DraftProblems = Partial<Record<DraftField, FieldProblem>>;

const keptPhoto = v.object({ hash: v.string(), thumb: v.string(), width: v.number(), height: v.number(), bytes: v.number(), thumbBytes: v.number() });
const keptDraft = v.object({
  kind: v.picklist(LISTING_KINDS),
  title: v.string(),
  want: v.string(),
  text: v.string(),
  amount: v.string(),
  currency: v.pipe(v.string(), v.regex(/^[A-Z]{3}$/)),
  area: v.string(),
  fields: v.optional(v.pipe(v.array(v.object({ name: v.string(), value: v.string() })), v.maxLength(LISTING_LIMITS.fields)), []),
  photos: v.pipe(v.array(keptPhoto), v.maxLength(LISTING_LIMITS.photos)),
});

const VISIBLE = /[^\s\p{C}]/u;

export class ListingDraft {
  kind = $state<ListingKind>('swap');
  title = $state('');
  want = $state('');
  text = $state('');
  amount = $state('');
  currency = $state('EUR');
  area = $state('');
  /** What the listing says of things of its sort: names come with it, values can be changed. */
  fields = $state<{ name: string; value: string }[]>([]);
  photos = $state.raw<readonly DraftPhoto[]>([]);
  #nextKey = 1;

  constructor(currency: string) {
    this.currency = currency;
  }

  get isEmpty(): boolean {
    return this.photos.length === 0 && [this.title, this.want, this.text, this.amount, this.area, ...this.fields.map(({ value }) => value)].every((field) => field.trim() === '');
  }

  get preparing(): boolean {
    return this.photos.some((photo) => photo.photo === undefined && photo.refusal === undefined);
  }

  get problems(): DraftProblems {
    const problems: DraftProblems = {};
    if (!VISIBLE.test(this.title)) problems.title = 'missing';
    for (const field of ['title', 'text', 'want', 'area'] as const) {
      if (this[field].trim().length > LISTING_LIMITS[field]) problems[field] = 'too-long';
    }
    if (this.fields.some(({ value }) => value.trim().length > LISTING_LIMITS.fieldValue)) problems.fields = 'too-long';
    if (this.amount.trim() !== '' && parseAmount(this.amount, this.currency) === undefined) problems.price = 'not-amount';
    if (this.photos.filter((photo) => photo.refusal === undefined).length > LISTING_LIMITS.photos) problems.photos = 'too-many';
    return problems;
  }

  /** Makes room for a photo that is being prepared; returns its key. */
  addPhoto(name: string): number {
    const key = this.#nextKey++;
    this.photos = [...this.photos, { key, name, photo: undefined, refusal: undefined }];
    return key;
  }

  settlePhoto(key: number, result: Photo | PhotoRefusal | CallError): void {
    const isPhoto = typeof result === 'object' && 'hash' in result;
    this.photos = this.photos.map((each) => (each.key === key ? { ...each, photo: isPhoto ? result : undefined, refusal: isPhoto ? undefined : result } : each));
  }

  /** Takes a photo out; the returned function puts it back to where it was. */
  removePhoto(key: number): () => void {
    const index = this.photos.findIndex((photo) => photo.key === key);
    const gone = this.photos.slice(index, index + 1);
    this.photos = this.photos.filter((photo) => photo.key !== key);
    return () => {
      this.photos = [...this.photos.slice(0, index), ...gone, ...this.photos.slice(index)];
    };
  }

  /** Moves a photo to another place in the row. */
  movePhoto(key: number, to: number): void {
    const photo = this.photos.find((each) => each.key === key);
    if (photo === undefined) return;
    const rest = this.photos.filter((each) => each.key !== key);
    const place = Math.min(Math.max(0, to), rest.length);
    this.photos = [...rest.slice(0, place), photo, ...rest.slice(place)];
  }

  /** What is published. Undefined while something is wrong or still being prepared. */
  toInput(): ListingInput | undefined {
    if (Object.keys(this.problems).length > 0 || this.preparing) return undefined;
    const minor = this.amount.trim() === '' ? undefined : parseAmount(this.amount, this.currency);
    const { kind, title, text, want, area } = this;
    const price = minor === undefined ? undefined : { minor, currency: this.currency };
    const fields = this.fields.map(({ name, value }): [string, string] => [name, value]);
    return compactInput({ kind, title, text, want, area, price, fields, photos: this.#ready() });
  }

  /** Fills the draft with a listing's content, to change it. */
  fillFrom(listing: Listing): void {
    this.kind = listing.kind;
    this.title = listing.title;
    this.want = listing.want ?? '';
    this.text = listing.text ?? '';
    this.area = listing.area ?? '';
    this.fields = (listing.fields ?? []).map(([name, value]) => ({ name, value }));
    this.amount = listing.price === undefined ? '' : amountText(listing.price);
    if (listing.price !== undefined) this.currency = listing.price.currency;
    this.#setPhotos(listing.photos);
  }

  toJson(): string {
    const { kind, title, want, text, amount, currency, area, fields } = this;
    return JSON.stringify({ kind, title, want, text, amount, currency, area, fields, photos: this.#ready() });
  }

  /** Takes over a kept draft; false if it can't be understood. */
  restore(json: string): boolean {
    const kept = v.safeParse(keptDraft, parseJson(json));
    if (!kept.success) return false;
    const { photos, ...fields } = kept.output;
    Object.assign(this, fields);
    this.#setPhotos(photos as Photo[]);
    return true;
  }

  #ready(): Photo[] {
    return this.photos.flatMap((photo) => photo.photo ?? []);
  }

  #setPhotos(photos: readonly Photo[]): void {
    this.photos = photos.map((photo) => ({ key: this.#nextKey++, name: '', photo: { ...photo }, refusal: undefined }));
  }
}
