/** How many words a phrase has. */
export const PHRASE_WORDS = 12;

/** Twelve words as a person types or pastes them: numbered, with commas, without spaces between Chinese ones, which are one character each. */
export function readPhrase(text: string): { phrase: string; count: number } {
  const phrase = text.normalize('NFKC').replaceAll(/[\d.,;:、，。]+/g, ' ').replaceAll(/(\p{Script=Han})/gu, '$1 ').trim().split(/\s+/).join(' ').toLowerCase();
  return { phrase, count: phrase === '' ? 0 : phrase.split(' ').length };
}
