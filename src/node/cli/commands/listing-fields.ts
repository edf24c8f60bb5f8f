/** The options from which a listing is made or changed, and how they are read. */
import type { ListingInput } from '../../../core/commands.ts';
import { LISTING_KINDS, LISTING_LIMITS, type ListingKind, type Price } from '../../../core/market/listing.ts';
import { readWebp } from '../../../core/market/webp.ts';
import { UsageError, type Arguments } from '../arguments.ts';
import type { OptionTable } from '../command.ts';
import type { HostClient } from '../host-client.ts';
import { readInputFile } from '../input.ts';
import { isCurrency, parsePrice } from '../money.ts';
import { CliFailure } from '../output.ts';
import { cliWords } from '../words.ts';

export const FIELD_OPTIONS: OptionTable = {
  kind: { value: 'KIND', choices: LISTING_KINDS, does: { en: `One of ${LISTING_KINDS.join(', ')}`, zh: `${LISTING_KINDS.join('、')} 之一` } },
  title: { value: 'TITLE', source: 'text', does: { en: 'What it is', zh: '是什么东西' } },
  text: { value: 'TEXT', source: 'text', mayBeEmpty: true, does: { en: 'More about it', zh: '描述' } },
  price: { value: 'AMOUNT', mayBeEmpty: true, does: { en: 'An amount such as 12.50', zh: '金额，例如 12.50' } },
  currency: { value: 'CODE', does: { en: 'Its currency, such as EUR', zh: '货币，例如 CNY' } },
  want: { value: 'TEXT', source: 'text', mayBeEmpty: true, does: { en: 'What you would like for it', zh: '想换什么' } },
  area: { value: 'TEXT', source: 'text', mayBeEmpty: true, does: { en: 'Where, such as Riverside: never an address', zh: '地区，例如“河滨”，不要写地址' } },
  photo: { value: 'FILE', source: 'file', repeated: true, mayBeEmpty: true, does: { en: 'A WebP file of at most 320 × 320 pixels and 128 KiB (larger photos are prepared in the window)', zh: '不超过 320 × 320 像素、128 KiB 的 WebP 文件（更大的照片由窗口来准备）' } },
};

/** What the options say about the price: nothing, that there is none, or which. Throws UsageError. */
export function readPrice(args: Arguments, before?: Price): { price: Price | undefined } | undefined {
  const text = args.text('price');
  const currency = args.text('currency')?.toUpperCase();
  if (currency !== undefined && !isCurrency(currency)) throw new UsageError(cliWords().badCurrency(args.text('currency') ?? ''));
  if (text === undefined) {
    if (currency !== undefined) throw new UsageError(cliWords().needsPrice);
    return undefined;
  }
  if (text === '') {
    if (currency !== undefined) throw new UsageError(cliWords().needsPrice);
    return { price: undefined };
  }
  const known = currency ?? before?.currency;
  if (known === undefined) throw new UsageError(cliWords().needsCurrency);
  const price = parsePrice(text, known);
  if (price === undefined) throw new UsageError(cliWords().badPrice(text, known));
  return { price };
}

/** `input` with what the options say instead. Throws UsageError. */
export function applyFields(input: ListingInput, args: Arguments): ListingInput {
  const next: ListingInput = { ...input };
  const kind = args.text('kind');
  // `choices` lets nothing else through.
  if (kind !== undefined) next.kind = kind as ListingKind;
  next.title = args.text('title') ?? input.title;
  for (const field of ['text', 'want', 'area'] as const) {
    const text = args.text(field);
    if (text === '') delete next[field];
    else if (text !== undefined) next[field] = text;
  }
  const said = readPrice(args, input.price);
  if (said?.price) next.price = said.price;
  else if (said) delete next.price;
  return next;
}

/** The photos that are named, as files and before anything is stored. Rejects with a CliFailure for one that can't be used. */
export async function readPhotos(args: Arguments): Promise<Uint8Array[] | undefined> {
  const paths = args.all('photo').filter((path) => path !== '');
  if (!args.has('photo')) return undefined;
  if (paths.length > LISTING_LIMITS.photos) throw new UsageError(cliWords().tooManyPhotos(LISTING_LIMITS.photos));
  const photos: Uint8Array[] = [];
  for (const path of paths) {
    const bytes = await readInputFile(path);
    const why = whyNoThumb(bytes);
    if (why !== undefined) throw new CliFailure('bad-photo', cliWords().notWebp(path, why));
    photos.push(bytes);
  }
  return photos;
}

/** Stores photos that are their own thumbs. */
export async function storePhotos(client: HostClient, files: readonly Uint8Array[]): Promise<ListingInput['photos']> {
  const photos: ListingInput['photos'] = [];
  for (const bytes of files) {
    const reading = readWebp(bytes);
    if (reading.type === 'refused') throw new Error('a photo is read before it is stored');
    const { hash, thumb } = await client.call('putPhoto', { photo: bytes, thumb: bytes });
    photos.push({ hash, thumb, width: reading.width, height: reading.height, bytes: bytes.length, thumbBytes: bytes.length });
  }
  return photos;
}

/** Why a file can't be a photo and its own thumb; undefined if it can. */
function whyNoThumb(bytes: Uint8Array): string | undefined {
  const reading = readWebp(bytes);
  if (reading.type === 'refused') return reading.why;
  if (bytes.length > LISTING_LIMITS.thumbBytes) return `${Math.ceil(bytes.length / 1_024)} KiB`;
  return Math.max(reading.width, reading.height) > LISTING_LIMITS.thumbSide ? `${reading.width} × ${reading.height}` : undefined;
}
