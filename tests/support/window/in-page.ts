/**
 * Runs in a page before the window's own script: puts a scripted host behind `window.huan`, the way in which Electron's
 * preload would, and the tools to write the script on `window.script`.
 */
import type { ListingInput, Pipe } from '../../../src/core/commands.ts';
import type { BlobHash } from '../../../src/core/ids.ts';
import type { ListingKind, Photo } from '../../../src/core/market/listing.ts';
import { enliven } from './lively-people.ts';
import { hashId, person, ScriptedCircle, type Person } from './scripted-circle.ts';
import { ScriptedHost } from './scripted-host.ts';

class EndOfPort implements Pipe {
  readonly buffered = 0;
  readonly #port: MessagePort;

  constructor(port: MessagePort) {
    this.#port = port;
  }

  send(bytes: Uint8Array): void {
    this.#port.postMessage(bytes);
  }

  onMessage(receive: (bytes: Uint8Array) => void): void {
    this.#port.onmessage = (event: MessageEvent<Uint8Array>) => receive(event.data);
  }

  onClose(closed: () => void): void {
    this.#port.addEventListener('close', closed);
  }

  close(): void {
    this.#port.close();
  }
}

export interface Script {
  host: ScriptedHost;
  /** Whether the window gets a port when it asks. */
  reachable: boolean;
  /** Gives the window the port for which it asked while it got none. */
  knock(): void;
  /** Ends the window's connection, by saying what no host says. */
  cut(): void;
  person(name: string): Person;
  ScriptedCircle: typeof ScriptedCircle;
  /** A market with a few people and things in it, with pictures; returns the circle. */
  fillMarket(me: Person, name: string, things: readonly Thing[]): Promise<ScriptedCircle>;
  enliven: typeof enliven;
}

export interface Thing {
  kind: ListingKind;
  title: string;
  by?: string;
  want?: string;
  text?: string;
  area?: string;
  price?: { minor: number; currency: string };
  photos?: number;
  daysAgo?: number;
  state?: 'reserved' | 'closed' | 'withdrawn';
  /** The photos are named, and not here. */
  missing?: boolean;
}

declare global {
  interface Window {
    script: Script;
  }
}

const host = new ScriptedHost();
let end: EndOfPort | undefined;

async function drawPicture(seed: string, width: number, height: number): Promise<Uint8Array> {
  const hue = (Number.parseInt(hashId(seed).slice(0, 4), 16) * 360) / 65_536;
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('no canvas');
  const light = context.createRadialGradient(width * 0.35, height * 0.3, width * 0.05, width / 2, height / 2, width * 0.8);
  light.addColorStop(0, `hsl(${hue} 38% 82%)`);
  light.addColorStop(1, `hsl(${hue + 24} 32% 46%)`);
  context.fillStyle = light;
  context.fillRect(0, 0, width, height);
  context.fillStyle = `hsl(${hue + 180} 24% 24% / 85%)`;
  context.beginPath();
  context.roundRect(width * 0.24, height * 0.34, width * 0.52, height * 0.38, width * 0.04);
  context.fill();
  context.fillStyle = `hsl(${hue + 180} 18% 70%)`;
  context.beginPath();
  context.arc(width / 2, height * 0.53, width * 0.13, 0, 7);
  context.fill();
  const blob = await canvas.convertToBlob({ type: 'image/webp', quality: 0.8 });
  return new Uint8Array(await blob.arrayBuffer());
}

async function photosOf(thing: Thing): Promise<Photo[]> {
  const photos: Photo[] = [];
  for (let i = 0; i < (thing.photos ?? 1); i++) {
    const [hash, thumb] = [hashId<BlobHash>(`photo ${thing.title} ${i}`), hashId<BlobHash>(`thumb ${thing.title} ${i}`)];
    // Small, since a test that draws a dozen large ones does little else.
    const [photo, small] = await Promise.all([drawPicture(`${thing.title} ${i}`, 480, 360), drawPicture(`${thing.title} ${i}`, 160, 120)]);
    if (thing.missing !== true) host.blobs.set(hash, photo).set(thumb, small);
    photos.push({ hash, thumb, width: 480, height: 360, bytes: photo.length, thumbBytes: small.length });
  }
  return photos;
}

async function fillMarket(me: Person, name: string, things: readonly Thing[]): Promise<ScriptedCircle> {
  const circle = new ScriptedCircle(name, me);
  const people = new Map<string, Person>([[me.name, me]]);
  for (const thing of things) {
    const by = thing.by ?? me.name;
    if (people.has(by)) continue;
    const newcomer = person(by);
    circle.admit(newcomer, me);
    people.set(by, newcomer);
  }
  for (const thing of things) {
    const owner = people.get(thing.by ?? me.name) ?? me;
    const { kind, title, want, text, area, price } = thing;
    const input: ListingInput = { kind, title, want, text, area, price, photos: await photosOf(thing) };
    const id = circle.post(owner, input, thing.daysAgo ?? 0);
    if (thing.state !== undefined) circle.setState(owner, id, thing.state);
  }
  return circle;
}

/** Whether the window waits for a port. */
let asked = false;

function give(): void {
  if (!asked) return;
  asked = false;
  const { port1, port2 } = new MessageChannel();
  end = new EndOfPort(port2);
  window.postMessage('huan-port', location.origin, [port1]);
  host.attach(end);
}

window.script = {
  host,
  reachable: true,
  knock: give,
  cut: () => end?.send(new Uint8Array([0xff])),
  person,
  ScriptedCircle,
  fillMarket,
  enliven,
};

Object.defineProperty(window, 'huan', {
  value: {
    connect: () => {
      asked = true;
      if (window.script.reachable) give();
    },
  },
});
