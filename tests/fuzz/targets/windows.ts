/** What a window, or the command line, may send to its host: single calls with every command's parameters, and whole conversations. */
import * as v from 'valibot';
import { commandSchemas, type CommandName, type ImportResult, type Pipe } from '../../../src/core/commands.ts';
import { CommandFailure } from '../../../src/core/failure.ts';
import type { CircleId } from '../../../src/core/ids.ts';
import { concatBytes } from '../../../src/core/op/bytes.ts';
import type { BundleExport } from '../../../src/core/sync/bundle-export.ts';
import { nodeRandom } from '../../../src/node/crypto/node-random.ts';
import { createNodeVerifier } from '../../../src/node/crypto/node-verifier.ts';
import { startHost } from '../../../src/node/host/host.ts';
import { MAX_WINDOW_MESSAGE, readWindowMessage } from '../../../src/node/host/window-messages.ts';
import { writeIdentity } from '../../../src/node/identity.ts';
import { FakePeer } from '../../support/fake-peer.ts';
import { makeSecrets } from '../../support/test-peer.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';
import { assertBounded, assertHolds, assertSame, type FuzzTarget } from '../harness/target.ts';
import { writeAltered } from '../make/alter-tree.ts';
import { toTree, writeTree } from '../make/cbor-tree.ts';
import { makeCall, makeMessage } from '../make/commands.ts';
import { MapDisk } from '../make/map-disk.ts';

const isCommand = (name: string): name is CommandName => Object.hasOwn(commandSchemas, name);

const command: FuzzTarget = {
  name: 'command',
  covers: 'calls of a window: readWindowMessage, and the schema of every command’s parameters',
  make: (random) => writeAltered(random, makeCall(random), makeMessage(random)),
  take(input) {
    const message = readWindowMessage(input);
    if (message === undefined) return false;
    assertHolds(input.length <= MAX_WINDOW_MESSAGE, 'a message is within its bound');
    assertBounded(message, input.length);
    if (message.type !== 'call' || !isCommand(message.command)) return false;
    const schema: v.GenericSchema = commandSchemas[message.command];
    const read = v.safeParse(schema, message.params);
    if (!read.success) return false;
    assertBounded(read.output, input.length);
    assertSame(v.parse(schema, read.output), read.output, 'parameters that were read are read as they are');
    return true;
  },
};

/** An engine that takes every command, so that all that stands before it is tried. */
class TakingPeer extends FakePeer {
  override exportBundle(): BundleExport {
    return {
      total: { ops: 1, blobs: 0 },
      written: { ops: 0, blobs: 0, bytes: 0 },
      async *[Symbol.asyncIterator]() {
        yield Uint8Array.of(1, 2, 3);
      },
    };
  }

  override async importBundle(open: () => AsyncIterable<Uint8Array> = () => nothing()): Promise<ImportResult> {
    let bytes = 0;
    for (let pass = 0; pass < 2; pass++) for await (const piece of open()) bytes += piece.length;
    if (bytes === 0) throw new CommandFailure('bad-bundle', 'This is not a file that Huan saved.');
    return { circle: '07'.repeat(32) as CircleId, membership: 'member', added: 0, known: 0, refused: 0, newer: 0, blobs: 0, letIn: 0, asking: 0 };
  }
}

async function* nothing(): AsyncGenerator<Uint8Array> {
  yield* [];
}

/** The window's end of a pipe: what it sends comes in at once. */
class HandPipe implements Pipe {
  readonly buffered = 0;
  sent = 0;
  bytes = 0;
  isClosed = false;
  #receive: (bytes: Uint8Array) => void = () => undefined;
  #onClose: () => void = () => undefined;

  send(bytes: Uint8Array): void {
    this.sent++;
    this.bytes += bytes.length;
  }

  onMessage(receive: (bytes: Uint8Array) => void): void {
    this.#receive = receive;
  }

  onClose(closed: () => void): void {
    this.#onClose = closed;
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.#onClose();
  }

  bring(bytes: Uint8Array): void {
    if (!this.isClosed) this.#receive(bytes);
  }
}

/** Messages one after the other, each behind its length (4 bytes). */
function* split(input: Uint8Array): Generator<Uint8Array> {
  const view = new DataView(input.buffer, input.byteOffset, input.length);
  for (let at = 0; at + 4 <= input.length; ) {
    const end = Math.min(input.length, at + 4 + view.getUint32(at));
    yield input.slice(at + 4, end);
    at = end;
  }
}

function behindLength(bytes: Uint8Array): Uint8Array {
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, bytes.length);
  return concatBytes(length, bytes);
}

const TURNS = 6;
const identity = makeIdentity();

async function makeIdentity(): Promise<Uint8Array> {
  const disk = new MapDisk();
  await writeIdentity(disk, '/', { ...makeSecrets('fuzz'), name: 'Ada' });
  return (await disk.read('/identity')) ?? new Uint8Array();
}

const verifier = createNodeVerifier();

const conversation: FuzzTarget = {
  name: 'conversation',
  covers: 'messages of a window, up to eight in a row, to a host with an account: calls, transfers, drafts, photos, watched documents, lanes; the engine behind it takes everything',
  make: (random) => concatBytes(...random.list(1, 8, () => behindLength(random.oneIn(6) ? writeAltered(random, makeMessage(random), makeMessage(random)) : writeTree(toTree(makeMessage(random)))))),
  async take(input) {
    const disk = new MapDisk();
    disk.files.set('/home/identity', await identity);
    const bugs: unknown[] = [];
    const clock = new VirtualClock();
    const peer = new TakingPeer();
    const host = await startHost({ folder: '/home', disk, clock, random: nodeRandom, verifier, openPeer: async () => peer, version: '1', onDamage: () => undefined, onBug: (error) => bugs.push(error) });
    const pipe = new HandPipe();
    const other = new HandPipe();
    host.attach(pipe);
    host.attach(other);
    let messages = 0;
    for (const bytes of split(input)) {
      messages++;
      pipe.bring(bytes);
    }
    for (let turn = 0; turn < TURNS; turn++) await new Promise((resolve) => setImmediate(resolve));
    for (const lane of peer.lanes) await lane.send(Uint8Array.of(1));
    const isTaken = !pipe.isClosed;
    assertHolds(!other.isClosed, 'another window is left alone');
    await host.close();
    if (bugs.length > 0) throw bugs[0];
    // An answer may say the status, and a draft comes back as it was.
    assertHolds(pipe.bytes <= 8 * input.length + 600 * (messages + 4), 'a host answers in proportion');
    return isTaken;
  },
};

export const windowTargets: readonly FuzzTarget[] = [command, conversation];
