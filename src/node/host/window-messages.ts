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
  if (input.length > MAX_WINDOW_MESSAGE) return undefined;
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

export function encodeHostMessage(message: HostMessage): Uint8Array {
  return encode(message);
}

