/**
 * What a person chose for this window: language, light or dark, single keys. Kept in this browser's localStorage;
 * what is there is checked, since older versions and other pages of this origin may have written it.
 */
import { locale, LOCALES, pickLocale, type Locale } from '../language/locale.svelte.ts';
import { keepText, recallText } from './browser-storage.ts';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const KEY = 'huan/settings';

interface Stored {
  locale: Locale | undefined;
  theme: Theme;
  singleKeys: boolean;
}

class Settings {
  #stored = $state.raw<Stored>({ locale: undefined, theme: 'system', singleKeys: true });

  /** Reads what was chosen before, and applies it to the page. */
  load(): void {
    this.#stored = readStored(recallText(KEY));
    this.#apply();
  }

  get theme(): Theme {
    return this.#stored.theme;
  }

  set theme(theme: Theme) {
    this.#change({ theme });
  }

  get locale(): Locale {
    return locale.current;
  }

  set locale(chosen: Locale) {
    this.#change({ locale: chosen });
  }

  /** Whether N, / and ? work without Ctrl. */
  get singleKeys(): boolean {
    return this.#stored.singleKeys;
  }

  set singleKeys(on: boolean) {
    this.#change({ singleKeys: on });
  }

  #change(part: Partial<Stored>): void {
    this.#stored = { ...this.#stored, ...part };
    keepText(KEY, JSON.stringify(this.#stored));
    this.#apply();
  }

  #apply(): void {
    locale.current = this.#stored.locale ?? pickLocale(navigator.languages);
    if (this.#stored.theme === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = this.#stored.theme;
  }
}

export const settings = new Settings();

/** Settings out of their JSON; whatever is missing or strange falls back to the default. */
export function readStored(json: string | null): Stored {
  const value = parse(json);
  return {
    locale: LOCALES.find((known) => known === value['locale']),
    theme: THEMES.find((known) => known === value['theme']) ?? 'system',
    singleKeys: value['singleKeys'] !== false,
  };
}

function parse(json: string | null): Record<string, unknown> {
  if (json === null) return {};
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
