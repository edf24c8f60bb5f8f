/** Amounts as they are typed and printed: plain decimals with a point, in the places that the currency has. */
import type { Price } from '../../core/market/listing.ts';

const MOST_MINOR = 1e13;

/** True for three capital letters: what may stand in a listing. */
export function isCurrency(text: string): boolean {
  return /^[A-Z]{3}$/.test(text);
}

/** In the currency's smallest unit. Undefined if it is no amount, has too many places, or is out of bounds. */
export function parsePrice(text: string, currency: string): Price | undefined {
  const [, whole, places = ''] = /^([0-9]{1,14})(?:\.([0-9]{1,4}))?$/.exec(text.trim()) ?? [];
  const digits = currencyDigits(currency);
  if (whole === undefined || places.length > digits) return undefined;
  const minor = Number(whole + places.padEnd(digits, '0'));
  return minor <= MOST_MINOR ? { minor, currency } : undefined;
}

/** "12.50" for 1250 EUR, "1250" for 1250 JPY. */
export function formatAmount({ minor, currency }: Price): string {
  const digits = currencyDigits(currency);
  if (digits === 0) return String(minor);
  const text = String(minor).padStart(digits + 1, '0');
  return `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** Decimal places of a currency: 2 for EUR, 0 for JPY. */
function currencyDigits(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
}
