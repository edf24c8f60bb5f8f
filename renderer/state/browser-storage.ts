/**
 * Small texts that this browser keeps for us. A browser may refuse (blocked site data, a private window, a full disk): then
 * they are kept for as long as the window is open, and nothing depends on more.
 */

const refused = new Map<string, string>();

export function recallText(key: string): string | null {
  try {
    return refused.get(key) ?? localStorage.getItem(key);
  } catch (error) {
    return orThrow(error, null);
  }
}

export function keepText(key: string, text: string): void {
  try {
    localStorage.setItem(key, text);
    refused.delete(key);
  } catch (error) {
    orThrow(error, undefined);
    refused.set(key, text);
  }
}

export function forgetText(key: string): void {
  refused.delete(key);
  try {
    localStorage.removeItem(key);
  } catch (error) {
    orThrow(error, undefined);
  }
}

/** The names of all texts that are kept. */
export function textNames(): string[] {
  try {
    return [...refused.keys(), ...Object.keys(localStorage)];
  } catch (error) {
    return orThrow(error, [...refused.keys()]);
  }
}

/** A refusal comes as a DOMException; anything else is a bug. */
export function orThrow<T>(error: unknown, instead: T): T {
  if (error instanceof DOMException) return instead;
  throw error;
}
