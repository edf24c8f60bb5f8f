/** Words for light and dark. */
import { m } from '../paraglide/messages.js';
import type { Theme } from '../state/settings.svelte.ts';

const THEME_WORDS: Record<Theme, () => string> = { system: m.theme_system, light: m.theme_light, dark: m.theme_dark };

export function themeWord(theme: Theme): string {
  return THEME_WORDS[theme]();
}
