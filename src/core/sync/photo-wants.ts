/**
 * Which photos a circle's listings name and this device lacks, and in which order to fetch them: what a person is
 * looking at first, then thumbnails, then the rest, the newest listings first.
 */
import type { BlobHash, ListingId } from '../ids.ts';
import type { Listing } from '../market/listing.ts';
import type { Blobs } from '../ports.ts';

interface Want {
  hash: BlobHash;
  /** Size that the listing claims, in bytes; anything else is not taken. */
  bytes: number;
  /** Higher comes first. */
  rank: number;
}

/** Above every rank that comes from a time: thumbnails before whole photos, what is asked for before both. */
const THUMB = 1e16;
const ASKED = 2e16;

export class PhotoWants {
  readonly #blobs: Blobs;
  readonly #listings: () => ReadonlyMap<ListingId, Listing>;
  /** Everything that the circle's listings ever named here: only that is handed out in this circle. */
  readonly #named = new Map<BlobHash, number>();
  readonly #missing = new Map<BlobHash, Want>();
  readonly #changed: () => void;
  readonly #listeners = new Set<(hash: BlobHash) => void>();
  #sorted: Want[] | undefined;
  #asked = 0;

  constructor(blobs: Blobs, listings: () => ReadonlyMap<ListingId, Listing>, changed: () => void) {
    this.#blobs = blobs;
    this.#listings = listings;
    this.#changed = changed;
  }

  /** Called when a photo that a listing names can be handed out from now on. */
  onHere(listener: (hash: BlobHash) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get missing(): number {
    return this.#missing.size;
  }

  isNamed(hash: BlobHash): boolean {
    return this.#named.has(hash);
  }

  /** How many bytes a photo is said to have; undefined if no listing names it. */
  sizeOf(hash: BlobHash): number | undefined {
    return this.#named.get(hash);
  }

  /** Looks through listings that are new or changed. */
  async look(ids: Iterable<ListingId>): Promise<void> {
    const listings = this.#listings();
    for (const id of ids) {
      const listing = listings.get(id);
      if (listing === undefined || listing.photos.length === 0) continue;
      for (const photo of listing.photos) {
        await this.#note(photo.thumb, photo.thumbBytes, THUMB + listing.postedAt);
        await this.#note(photo.hash, photo.bytes, listing.postedAt);
      }
    }
  }

  /** Makes a photo the next one to be fetched. */
  ask(hash: BlobHash): void {
    const want = this.#missing.get(hash);
    if (want === undefined) return;
    want.rank = ASKED + ++this.#asked;
    this.#sorted = undefined;
    this.#changed();
  }

  /** The most wanted photo that isn't in `without`. */
  next(without: ReadonlySet<BlobHash>): { hash: BlobHash; bytes: number } | undefined {
    this.#sorted ??= [...this.#missing.values()].sort((a, b) => b.rank - a.rank);
    while (this.#sorted[0] !== undefined && !this.#missing.has(this.#sorted[0].hash)) this.#sorted.shift();
    return this.#sorted.find(({ hash }) => this.#missing.has(hash) && !without.has(hash));
  }

  /** Says that a photo is here now. */
  came(hash: BlobHash): void {
    this.#missing.delete(hash);
    this.#tell(hash);
    this.#changed();
  }

  async #note(hash: BlobHash, bytes: number, rank: number): Promise<void> {
    if (this.#named.has(hash)) return;
    this.#named.set(hash, bytes);
    if (await this.#blobs.has(hash)) return this.#tell(hash);
    this.#missing.set(hash, { hash, bytes, rank });
    this.#sorted = undefined;
    this.#changed();
  }

  #tell(hash: BlobHash): void {
    for (const listener of this.#listeners) listener(hash);
  }
}
