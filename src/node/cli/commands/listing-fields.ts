/** The options from which a listing is made or changed, and how they are read. */
import type { ListingInput } from '../../../core/commands.ts';
import { LISTING_KINDS, LISTING_LIMITS, type ListingKind, type Price } from '../../../core/market/listing.ts';
import { MOST_FILE_BYTES } from '../../../core/market/photo-sides.ts';
import { preparePhoto, type PreparedPhoto } from '../../photos/prepare-photo.ts';
import { UsageError, type Arguments } from '../arguments.ts';
import type { OptionTable } from '../command.ts';
import type { HostClient } from '../host-client.ts';
import { readInputFile } from '../input.ts';
import { isCurrency, parsePrice } from '../money.ts';
import { CliFailure } from '../output.ts';
import { startProgress } from '../progress.ts';
import { cliWords } from '../words.ts';

export const FIELD_OPTIONS: OptionTable = {
  kind: { value: 'KIND', choices: LISTING_KINDS, does: { en: `One of ${LISTING_KINDS.join(', ')}`, zh: `${LISTING_KINDS.join('、')} 之一` } },
  title: { value: 'TITLE', source: 'text', does: { en: 'What it is', zh: '是什么东西' } },
  text: { value: 'TEXT', source: 'text', mayBeEmpty: true, does: { en: 'More about it', zh: '描述' } },
  price: { value: 'AMOUNT', mayBeEmpty: true, does: { en: 'An amount such as 12.50', zh: '金额，例如 12.50' } },
  currency: { value: 'CODE', does: { en: 'Its currency, such as EUR', zh: '货币，例如 CNY' } },
  want: { value: 'TEXT', source: 'text', mayBeEmpty: true, does: { en: 'What you would like for it', zh: '想换什么' } },
  area: { value: 'TEXT', source: 'text', mayBeEmpty: true, does: { en: 'Where, such as Riverside: never an address', zh: '地区，例如“河滨”，不要写地址' } },
  field: { value: 'NAME=VALUE', repeated: true, mayBeEmpty: true, does: { en: 'More about a thing of its sort, such as Mount=M42; NAME= alone takes it away', zh: '这类物品的其他说明，例如 卡口=M42；只写 名称= 即去掉' } },
  photo: { value: 'FILE', source: 'file', repeated: true, mayBeEmpty: true, does: { en: 'A photo: JPEG, PNG or WebP. It is made smaller, and place and camera are taken out', zh: '照片：JPEG、PNG 或 WebP。会自动缩小，并去掉拍摄地点和相机信息' } },
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
  const fields = readFields(args, input.fields ?? []);
  if (fields.length === 0) delete next.fields;
  else next.fields = fields;
  const said = readPrice(args, input.price);
  if (said?.price) next.price = said.price;
  else if (said) delete next.price;
  return next;
}

/** The fields as they are with what the options say: in their places, new ones at the end. Throws UsageError. */
export function readFields(args: Arguments, before: NonNullable<ListingInput['fields']>): [string, string][] {
  const fields = new Map(before);
  for (const said of args.all('field')) {
    const at = said.indexOf('=');
    const [name, value] = [said.slice(0, Math.max(0, at)).trim(), said.slice(at + 1).trim()];
    if (said === '') fields.clear();
    else if (name === '' || name.length > LISTING_LIMITS.fieldName || value.length > LISTING_LIMITS.fieldValue) throw new UsageError(cliWords().badListingField(said, LISTING_LIMITS.fieldName, LISTING_LIMITS.fieldValue));
    else if (value === '') fields.delete(name);
    else fields.set(name, value);
  }
  if (fields.size > LISTING_LIMITS.fields) throw new UsageError(cliWords().tooManyFields(LISTING_LIMITS.fields));
  return [...fields];
}

/** The photos that are named, ready to be stored. Nothing is stored before all are. Rejects with a CliFailure for one that can't be used. */
export async function readPhotos(args: Arguments): Promise<PreparedPhoto[] | undefined> {
  const paths = args.all('photo').filter((path) => path !== '');
  if (!args.has('photo')) return undefined;
  if (paths.length > LISTING_LIMITS.photos) throw new UsageError(cliWords().tooManyPhotos(LISTING_LIMITS.photos));
  const progress = startProgress(cliWords().preparing, paths.length);
  try {
    const photos: PreparedPhoto[] = [];
    for (const path of paths) {
      photos.push(await readPhoto(path));
      progress.to(photos.length);
    }
    return photos;
  } finally {
    progress.end();
  }
}

async function readPhoto(path: string): Promise<PreparedPhoto> {
  const refused = cliWords().photoRefused;
  const prepared = await preparePhoto(await readInputFile(path, { most: MOST_FILE_BYTES, tooLarge: refused['file-too-large'] }));
  if (!prepared.ok) throw new CliFailure('bad-photo', refused[prepared.refusal](path));
  return prepared.photo;
}

export async function storePhotos(client: HostClient, prepared: readonly PreparedPhoto[]): Promise<ListingInput['photos']> {
  const photos: ListingInput['photos'] = [];
  for (const { photo, thumb, width, height } of prepared) {
    photos.push({ ...(await client.call('putPhoto', { photo, thumb })), width, height, bytes: photo.length, thumbBytes: thumb.length });
  }
  return photos;
}
