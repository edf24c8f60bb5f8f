/**
 * The language that the window speaks, as Svelte state: a message read in a component is read again when it changes.
 * First the person's own choice, then the first of the browser's languages that we speak, then English.
 */
import { baseLocale, locales, overwriteGetLocale, type Locale } from '../paraglide/runtime.js';

export type { Locale };
export const LOCALES: readonly Locale[] = locales;
/** Each in its own words. */
export const LANGUAGE_NAMES: Record<Locale, string> = { en: 'English', 'zh-CN': '简体中文' };

/** The first of `wanted` (BCP 47 tags, best first) that we speak; any Chinese is served by Simplified Chinese. */
export function pickLocale(wanted: readonly string[]): Locale {
  for (const tag of wanted) {
    const language = tag.toLowerCase().split('-')[0];
    const found = locales.find((locale) => locale.toLowerCase().split('-')[0] === language);
    if (found !== undefined) return found;
  }
  return baseLocale;
}

class LocaleState {
  #current = $state.raw<Locale>(baseLocale);

  get current(): Locale {
    return this.#current;
  }

  set current(locale: Locale) {
    this.#current = locale;
    document.documentElement.lang = locale;
  }
}

export const locale = new LocaleState();

overwriteGetLocale(() => locale.current);
