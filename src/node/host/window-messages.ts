/**
 * The bytes between a window and its host: CBOR, checked in form before anything acts on them. A window's page is ours, but
 * what runs in it is not trusted: bytes that are no message end its pipe.
 */
import { decode, encode } from 'cborg';
import * as v from 'valibot';
import { isId, type CircleId } from '../../core/ids.ts';
import type { HostMessage } from '../../core/commands.ts';
import { MAX_FRAME } from '../../core/ports.ts';

/** The most bytes a window may send in one message. */
export const MAX_WINDOW_MESSAGE = 4 * 1_048_576;
/**
 * Keys and values that a message may have, and how many bytes it takes for one more: four megabytes of nothing but tiny ones would keep
 * the host busy for seconds. The photos of a whole sample circle are 31,000.
 */
const FREE_ITEMS = 40_000;
const BYTES_PER_ITEM = 64;
/** A state vector of 40,000 logs. */
const MAX_STATE_VECTOR = 1_048_576;

const circle = v.pipe(
  v.string(),
  v.check(isId),
  v.transform((text) => text as CircleId),
);
const counter = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const bytes = (least: number, most: number) => v.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length >= least && value.length <= most);

/** A call whose command isn't known is answered, not punished: it may come from another version of the window. */
const messageSchema = v.variant('type', [
  v.object({ type: v.literal('call'), id: counter, command: v.pipe(v.string(), v.maxLength(60)), params: v.unknown() }),
  v.object({ type: v.literal('watch'), circle, document: v.nullable(v.pipe(v.string(), v.maxLength(300))), stateVector: v.nullable(bytes(0, MAX_STATE_VECTOR)) }),
  v.object({ type: v.literal('unwatch'), circle }),
  v.object({ type: v.literal('carrier'), able: v.boolean() }),
  v.object({ type: v.literal('lane-open'), lane: counter, circle, initiator: v.boolean(), binding: bytes(16, 64) }),
  v.object({ type: v.literal('lane-frame'), lane: counter, frame: bytes(0, MAX_FRAME) }),
  v.object({ type: v.literal('lane-ack'), lane: counter }),
  v.object({ type: v.literal('lane-close'), lane: counter }),
]);

/** A window's message, with the command's name not yet checked. */
export type ReadMessage = v.InferOutput<typeof messageSchema>;

/** The message, or undefined if the bytes are none. Never throws. */
export function readWindowMessage(input: Uint8Array): ReadMessage | undefined {
  if (input.length > MAX_WINDOW_MESSAGE || countItems(input) > FREE_ITEMS + input.length / BYTES_PER_ITEM) return undefined;
  let value: unknown;
  try {
    value = decode(input, { strict: true, allowIndefinite: false, rejectDuplicateMapKeys: true });
  } catch {
    // Bytes that are no CBOR are the same to us as CBOR that is no message.
    return undefined;
  }
  const result = v.safeParse(messageSchema, value);
  return result.success ? result.output : undefined;
}

/** Keys and values of CBOR (RFC 8949, section 3), counted without making any of them; infinitely many where a length has no end. */
function countItems(input: Uint8Array): number {
  let items = 0;
  for (let at = 0; at < input.length; items++) {
    const first = input[at] ?? 0;
    const info = first & 0x1f;
    if (info > 27) return Number.POSITIVE_INFINITY;
    const size = info < 24 ? 0 : 1 << (info - 24);
    let count = info;
    for (let i = 1; i <= size; i++) count = (i === 1 ? 0 : count * 256) + (input[at + i] ?? 0);
    const isString = first >> 5 === 2 || first >> 5 === 3;
    at += 1 + size + (isString ? count : 0);
  }
  return items;
}

export function encodeHostMessage(message: HostMessage): Uint8Array {
  return encode(message);
}

