/**
 * From a file's bytes to text, where nothing says what they are: a byte order mark decides, then UTF-8 if all of it is, then
 * the Chinese encodings. What could be read in two ways is read in none: a listing full of wrong letters can't be unsaid.
 */

export interface ReadText {
  text: string;
  encoding: 'UTF-8' | 'UTF-16' | 'GBK';
}

/** Undefined if the bytes are no text that can be told for certain. */
export function decodeText(bytes: Uint8Array): ReadText | undefined {
  const mark = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : undefined;
  if (mark !== undefined) return withoutNulls(tryDecode(bytes, mark), 'UTF-16');
  return withoutNulls(tryDecode(bytes, 'utf-8'), 'UTF-8') ?? (looksChinese(bytes) ? withoutNulls(tryDecode(bytes, 'gb18030'), 'GBK') : undefined);
}

/** Text has no NUL; UTF-16 without a mark is full of them. */
function withoutNulls(text: string | undefined, encoding: ReadText['encoding']): ReadText | undefined {
  return text === undefined || text.includes('\0') ? undefined : { text, encoding };
}

function tryDecode(bytes: Uint8Array, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

/**
 * In GBK nearly every Chinese character is two bytes of 0xa1 and more. In a Western encoding a letter with an accent mostly
 * stands before a plain one, which GBK would take for the second half of some rare character.
 */
function looksChinese(bytes: Uint8Array): boolean {
  let common = 0;
  let rare = 0;
  for (let i = 0; i < bytes.length; i++) {
    if ((bytes[i] ?? 0) < 0x80) continue;
    i++;
    if ((bytes[i] ?? 0) >= 0xa1) common++;
    else rare++;
  }
  return common > 2 * rare;
}
