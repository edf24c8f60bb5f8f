/** What was chosen in the palette last, newest first: ids only, kept in this browser. */
import { keepText, recallText } from './browser-storage.ts';

const KEY = 'huan/recent';
const MOST = 12;

export function readRecent(): string[] {
  try {
    const value: unknown = JSON.parse(recallText(KEY) ?? '[]');
    return Array.isArray(value) ? value.filter((id) => typeof id === 'string').slice(0, MOST) : [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

export function noteRecent(id: string): void {
  keepText(KEY, JSON.stringify([id, ...readRecent().filter((each) => each !== id)].slice(0, MOST)));
}
