import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteReader, ByteWriter, concatBytes, equalBytes, labelBytes, MalformedBytes } from '../../../../src/core/op/bytes.ts';
import { idToBytes, type OpId } from '../../../../src/core/ids.ts';

type Piece = { type: 'integer'; value: number } | { type: 'raw'; bytes: Uint8Array };

const anyPieces: fc.Arbitrary<Piece[]> = fc.array(
  fc.oneof(
    fc.record({ type: fc.constant('integer' as const), value: fc.oneof(fc.nat(300), fc.maxSafeNat()) }),
    fc.record({ type: fc.constant('raw' as const), bytes: fc.uint8Array({ minLength: 1, maxLength: 40 }) }),
  ),
  { minLength: 1, maxLength: 8 },
);

function write(pieces: readonly Piece[]): Uint8Array {
  const writer = new ByteWriter(1);
  for (const piece of pieces) if (piece.type === 'integer') writer.integer(piece.value);
    else writer.raw(piece.bytes);
  return writer.finish();
}

/** Reads pieces of those forms, to the end. */
function read(bytes: Uint8Array, forms: readonly Piece[]): Piece[] {
  const reader = new ByteReader(bytes);
  const pieces = forms.map((form): Piece => (form.type === 'integer' ? { type: 'integer', value: reader.integer() } : { type: 'raw', bytes: reader.raw(form.bytes.length) }));
  reader.end();
  return pieces;
}

describe('the byte forms', () => {
  it('give back what was written', () => {
    fc.assert(fc.property(anyPieces, (pieces) => void expect(read(write(pieces), pieces)).toEqual(pieces)));
  });

  it('refuse every part from the beginning, and whatever goes on after the end', () => {
    fc.assert(
      fc.property(anyPieces, fc.uint8Array({ minLength: 1, maxLength: 3 }), (pieces, more) => {
        const bytes = write(pieces);
        for (let length = 0; length < bytes.length; length++) expect(() => read(bytes.subarray(0, length), pieces)).toThrow(MalformedBytes);
        expect(() => read(concatBytes(bytes, more), pieces)).toThrow(MalformedBytes);
      }),
    );
  });

  it('read an integer from nothing but its one form', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 10 }), (bytes) => {
        const reader = new ByteReader(bytes);
        let value: number;
        try {
          value = reader.integer();
          reader.end();
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedBytes);
          return;
        }
        expect(new ByteWriter().integer(value).finish()).toEqual(bytes);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['0 in two bytes', [0x80, 0x00]],
    ['1 in two bytes', [0x81, 0x00]],
    ['127 in three bytes', [0xff, 0x80, 0x00]],
    ['2^53', [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10]],
    ['nine bytes', [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]],
    ['an end inside', [0x80, 0x80]],
    ['nothing', []],
  ])('refuse as an integer: %s', (_, bytes) => {
    expect(() => new ByteReader(Uint8Array.from(bytes)).integer()).toThrow(MalformedBytes);
  });

  it('write integers up to 2^53-1 in at most eight bytes', () => {
    expect(new ByteWriter().integer(0).finish()).toEqual(Uint8Array.of(0));
    expect(new ByteWriter().integer(127).finish()).toEqual(Uint8Array.of(0x7f));
    expect(new ByteWriter().integer(128).finish()).toEqual(Uint8Array.of(0x80, 0x01));
    expect(new ByteWriter().integer(Number.MAX_SAFE_INTEGER).finish()).toEqual(Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f));
  });

  it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('refuse to write %d, which would be a bug', (value) => {
    expect(() => new ByteWriter().integer(value)).toThrow('not encodable');
  });

  it('hand out views, so that reading an op asks the system for no memory', () => {
    const bytes = Uint8Array.of(1, 2, 3);
    expect(new ByteReader(bytes).raw(2).buffer).toBe(bytes.buffer);
  });

  it('can be looked at without a copy until the writer begins again', () => {
    const writer = new ByteWriter(8).integer(1).raw(Uint8Array.of(2, 3));
    expect(writer.peek()).toEqual(Uint8Array.of(1, 2, 3));
    expect(writer.clear().integer(9).finish()).toEqual(Uint8Array.of(9));
  });

  it('write an id as its 32 bytes, and nothing that is none', () => {
    const id = 'ab'.repeat(32) as OpId;
    expect(new ByteWriter(1).id(id).finish()).toEqual(idToBytes(id));
    expect(() => new ByteWriter().id('ab' as OpId)).toThrow('not an id');
    expect(() => new ByteWriter().id('zz'.repeat(32) as OpId)).toThrow('not an id');
  });

  it('compare and join', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 9 }), { maxLength: 5 }), (parts) => {
        expect([...concatBytes(...parts)]).toEqual(parts.flatMap((part) => [...part]));
      }),
    );
    fc.assert(fc.property(fc.uint8Array({ maxLength: 4 }), fc.uint8Array({ maxLength: 4 }), (a, b) => equalBytes(a, b) === (Buffer.compare(a, b) === 0)));
    expect(labelBytes('huan/op/1')).toEqual(new TextEncoder().encode('huan/op/1'));
  });
});
