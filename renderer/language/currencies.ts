/** The currencies that the price field offers, and which one it begins with. */
import type { Locale } from './locale.svelte.ts';

/** ISO 4217. */
export const CURRENCIES: readonly string[] = ['CNY', 'EUR', 'USD', 'GBP', 'JPY', 'HKD', 'TWD', 'SGD', 'KRW', 'AUD', 'CAD', 'CHF', 'SEK', 'NOK', 'DKK', 'PLN', 'CZK', 'INR', 'BRL', 'NZD'];

const BY_REGION: Record<string, string> = { CN: 'CNY', US: 'USD', GB: 'GBP', JP: 'JPY', HK: 'HKD', TW: 'TWD', SG: 'SGD', KR: 'KRW', AU: 'AUD', CA: 'CAD', CH: 'CHF', SE: 'SEK', NO: 'NOK', DK: 'DKK', PL: 'PLN', CZ: 'CZK', IN: 'INR', BR: 'BRL', NZ: 'NZD' };

/** A first guess from the browser's regions, else from the language. */
export function guessCurrency(tags: readonly string[], locale: Locale): string {
  for (const tag of tags) {
    const region = /-([A-Z]{2})\b/.exec(tag)?.[1];
    const currency = region === undefined ? undefined : BY_REGION[region];
    if (currency !== undefined) return currency;
  }
  return locale === 'zh-CN' ? 'CNY' : 'EUR';
}
