/**
 * Bodies of ops and of everything else that is CBOR: one encoder, one strict decoder, and schemas.
 * Decoding never throws to its caller: what is not strict CBOR, or not of its schema, is undefined.
 */
import * as v from 'valibot';
import { MalformedBytes } from './bytes.ts';
import { decodeStrictCbor } from './cbor-decoder.ts';
import { encodeCanonicalCbor } from './cbor-encoder.ts';

/** Canonical CBOR (RFC 8949, 4.2) of a value; properties that are undefined are left out. */
export function encodeCbor(value: unknown): Uint8Array {
  return encodeCanonicalCbor(value);
}

/** The value, or undefined if the bytes aren't strict CBOR. */
export function decodeCbor(bytes: Uint8Array): unknown {
  try {
    return decodeStrictCbor(bytes);
  } catch (error) {
    if (error instanceof MalformedBytes) return undefined;
    throw error;
  }
}

/** The value if the bytes are strict CBOR and of that schema. Unknown properties are dropped. */
export function decodeAs<S extends v.GenericSchema>(schema: S, bytes: Uint8Array): v.InferOutput<S> | undefined {
  return readAs(schema, decodeCbor(bytes));
}

/** The decoded value if it is of that schema, without its unknown properties. */
export function readAs<S extends v.GenericSchema>(schema: S, value: unknown): v.InferOutput<S> | undefined {
  const result = v.safeParse(schema, value, { abortEarly: true });
  return result.success ? result.output : undefined;
}

/** A schema for exactly so many bytes. */
export function bytesOf(length: number): v.GenericSchema<Uint8Array> {
  return v.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length === length, `not ${length} bytes`);
}

/** A schema for at most so many bytes. */
export function bytesUpTo(most: number): v.GenericSchema<Uint8Array> {
  return v.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length <= most, `more than ${most} bytes`);
}

/** A schema for whole numbers from 0 to `most`. */
export function wholeUpTo(most: number): v.GenericSchema<number> {
  return v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(most));
}
