/**
 * Posts many listings through a running host, as one of its windows would: a client of its own, in its person's place.
 * Usage: ADDRESS COUNT. Prints one line when all are on disk.
 */
import { decode, encode } from 'cborg';
import { WebSocket } from 'ws';
import type { HostMessage, ListingInput, WindowMessage } from '../../../src/core/commands.ts';
import type { CircleId } from '../../../src/core/ids.ts';
import { LISTING_KINDS } from '../../../src/core/market/listing.ts';

/** How many are under way at once: enough that their writes share a disk's fsync. */
const UNDER_WAY = 250;

const [address = '', count = '0'] = process.argv.slice(2);
const { host, origin, hash } = new URL(address);
const socket = new WebSocket(`ws://${host}/pipe`, [`huan.${hash.replace('#token=', '')}`], { origin, maxPayload: 2 ** 26 });
const say = (message: WindowMessage): void => socket.send(encode(message));

/** About 400 bytes, as listings are: a title, a wish, two or three sentences. */
function makeListing(number: number): ListingInput {
  return {
    kind: LISTING_KINDS[number % LISTING_KINDS.length] ?? 'swap',
    title: `Number ${number}: a thing from the attic`,
    text: `It lay under the roof for ${number % 90} years, dry and wrapped in paper. ${'It works as it should, and looks its age. '.repeat(6)}`,
    want: 'Something that fits on a shelf',
    photos: [],
  };
}

let circle: CircleId | undefined;
let posted = 0;
let answered = 0;

function postNext(): void {
  if (circle === undefined || posted >= Number(count)) return;
  const listing = makeListing(++posted);
  say({ type: 'call', id: posted, command: 'postListing', params: { circle, listing } });
}

socket.on('message', (data) => {
  const message = decode(data as Buffer) as HostMessage;
  if (message.type === 'welcome') {
    circle = message.status.circles[0]?.circle;
    for (let i = 0; i < UNDER_WAY; i++) postNext();
  } else if (message.type === 'refusal') {
    throw new Error(`listing ${message.id} was refused: ${message.error.type}, ${message.error.message}`);
  } else if (message.type === 'reply') {
    answered++;
    if (answered === Number(count)) {
      process.stdout.write(`${answered} listings\n`);
      socket.close();
    }
    postNext();
  }
});
