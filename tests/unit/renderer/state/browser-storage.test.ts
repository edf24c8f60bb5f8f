import { afterEach, describe, expect, it, vi } from 'vitest';
import { forgetText, keepText, recallText } from '../../../../renderer/state/browser-storage.ts';
import { noteRecent, readRecent } from '../../../../renderer/state/recent.ts';
import { settings } from '../../../../renderer/state/settings.svelte.ts';

/** A browser that keeps nothing for this page: every touch of its storage throws. */
function refuse(): void {
  const refused = (): never => {
    throw new DOMException('The operation is insecure.', 'SecurityError');
  };
  vi.stubGlobal('localStorage', { getItem: refused, setItem: refused, removeItem: refused });
}

afterEach(() => {
  vi.unstubAllGlobals();
  localStorage.clear();
});

describe('a browser that refuses to keep anything', () => {
  it('is made up for as long as the window is open', () => {
    refuse();
    expect(recallText('a')).toBeNull();
    keepText('a', 'x');
    expect(recallText('a')).toBe('x');
    forgetText('a');
    expect(recallText('a')).toBeNull();
  });

  it('does not stop the settings from working', () => {
    refuse();
    settings.load();
    settings.theme = 'dark';
    expect(document.documentElement.dataset['theme']).toBe('dark');
    settings.theme = 'system';
  });

  it('that is only full now keeps the newer text here', () => {
    keepText('a', 'old');
    vi.spyOn(Storage.prototype, 'setItem').mockImplementationOnce(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    keepText('a', 'new');
    expect(recallText('a')).toBe('new');
    keepText('a', 'newest');
    expect(localStorage.getItem('a')).toBe('newest');
  });
});

describe('what was chosen last', () => {
  it('is kept newest first, each once, and not for ever', () => {
    for (let i = 0; i < 20; i++) noteRecent(`id ${i}`);
    noteRecent('id 15');
    expect(readRecent().slice(0, 3)).toEqual(['id 15', 'id 19', 'id 18']);
    expect(readRecent()).toHaveLength(12);
  });

  it.each(['{', '{}', '[1, null]'])('is nothing where what was kept is strange: %s', (text) => {
    localStorage.setItem('huan/recent', text);
    expect(readRecent()).toEqual([]);
  });
});
