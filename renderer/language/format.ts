/** Numbers, money, dates and spans of time as people write them in the window's language. */
import type { Price } from '../../src/core/market/listing.ts';
import { locale } from './locale.svelte.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const made = new Map<string, unknown>();

/** Formatters are dear to make: one per kind and language. */
function remember<T>(kind: string, make: (tag: string) => T): T {
  const key = `${locale.current} ${kind}`;
  const known = made.get(key);
  if (known !== undefined) return known as T;
  const fresh = make(locale.current);
  made.set(key, fresh);
  return fresh;
}

export function formatNumber(value: number): string {
  return remember('number', (tag) => new Intl.NumberFormat(tag)).format(value);
}

/** A part of a whole, from 0 to 1, as whole percents. */
export function formatPercent(part: number): string {
  return remember('percent', (tag) => new Intl.NumberFormat(tag, { style: 'percent', maximumFractionDigits: 0 })).format(Math.floor(part * 100) / 100);
}

const MEBIBYTE = 1_048_576;

/** An amount of bytes in megabytes, as computers count them (1,048,576). */
export function formatBytes(bytes: number): string {
  return remember('megabytes', (tag) => new Intl.NumberFormat(tag, { style: 'unit', unit: 'megabyte', maximumFractionDigits: 1 })).format(bytes / MEBIBYTE);
}

export function formatDate(ms: number): string {
  return remember('date', (tag) => new Intl.DateTimeFormat(tag, { dateStyle: 'medium' })).format(ms);
}

function formatTime(ms: number): string {
  return remember('time', (tag) => new Intl.DateTimeFormat(tag, { timeStyle: 'short' })).format(ms);
}

/** A time of today as a time, any other with its date. */
export function formatMoment(ms: number, now: number): string {
  return new Date(ms).toDateString() === new Date(now).toDateString()
    ? formatTime(ms)
    : remember('moment', (tag) => new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeStyle: 'short' })).format(ms);
}

/** "3 days ago", "in 2 weeks", rounded to the largest unit that fits. */
export function formatAgo(ms: number, now: number): string {
  const words = remember('relative', (tag) => new Intl.RelativeTimeFormat(tag, { numeric: 'auto' }));
  const span = ms - now;
  const size = Math.abs(span);
  if (size < HOUR) return words.format(Math.round(span / MINUTE), 'minute');
  if (size < DAY) return words.format(Math.round(span / HOUR), 'hour');
  if (size < 14 * DAY) return words.format(Math.round(span / DAY), 'day');
  if (size < 60 * DAY) return words.format(Math.round(span / (7 * DAY)), 'week');
  return words.format(Math.round(span / (30 * DAY)), 'month');
}

/** Decimal places of a currency: 2 for EUR, 0 for JPY. */
function currencyDigits(currency: string): number {
  return moneyFormat(currency).resolvedOptions().maximumFractionDigits ?? 2;
}

export function formatPrice(price: Price): string {
  return moneyFormat(price.currency).format(price.minor / 10 ** currencyDigits(price.currency));
}

/**
 * What someone typed as an amount, in the currency's smallest unit: "1,200.50", "1200,5" and "12" are understood.
 * Undefined if it is no amount, has too many places, or is out of bounds.
 */
export function parseAmount(typed: string, currency: string): number | undefined {
  const compact = typed.replaceAll(/[\s'’]/g, '');
  const match = /^(\d{1,3}(?:[.,]\d{3})+|\d+)(?:[.,](\d{1,3}))?$/.exec(compact);
  if (match === null) return undefined;
  const digits = currencyDigits(currency);
  const places = match[2] ?? '';
  if (places.length > digits) return undefined;
  const minor = Number((match[1] ?? '').replaceAll(/[.,]/g, '') + places.padEnd(digits, '0'));
  return Number.isSafeInteger(minor) && minor <= 1e13 ? minor : undefined;
}

/** An amount as one would type it again into the field. */
export function amountText(price: Price): string {
  const digits = currencyDigits(price.currency);
  return (price.minor / 10 ** digits).toFixed(price.minor % 10 ** digits === 0 ? 0 : digits);
}

/** Names in a row: "Ann, Ben and Cleo". */
export function formatNames(names: readonly string[]): string {
  return remember('list', (tag) => new Intl.ListFormat(tag)).format(names);
}

function moneyFormat(currency: string): Intl.NumberFormat {
  return remember(`money ${currency}`, (tag) => new Intl.NumberFormat(tag, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' }));
}
