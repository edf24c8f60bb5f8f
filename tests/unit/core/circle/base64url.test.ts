import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { base64urlToBytes, bytesToBase64url } from '../../../../src/core/circle/base64url.ts';

describe('base64url', () => {
  it('gives back the bytes, and is what others write', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 50 }), (bytes) => {
        const text = bytesToBase64url(bytes);
        expect(text).toBe(Buffer.from(bytes).toString('base64url'));
        expect(base64urlToBytes(text)).toEqual(bytes);
      }),
    );
  });

  it('has one text for each byte string', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ABCxyz019-_+/=é '), maxLength: 12 }), (text) => {
        const bytes = base64urlToBytes(text);
        if (bytes !== undefined) expect(bytesToBase64url(bytes)).toBe(text);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each(['A', 'AAAAA', 'AB', 'AAB', 'AA==', 'AA+A', 'AA/A', 'AA A', 'AAé', '😀A'])('refuses %j', (text) => {
    expect(base64urlToBytes(text)).toBeUndefined();
  });
});
