/**
 * The floor of WebRTC: bytes over one plain data channel between two pages, unsigned and unchecked, in frames as large as Huan's. With hops:
 * from a process to its page, over the channel, from that page to its process, as between two hosts. Without: page to page.
 */
import type { Page } from 'playwright-core';
import { Child } from '../harness/child.ts';
import type { Seat, Stage } from './stage.ts';

const FRAME = 61_440;

export interface ChannelTimes {
  /** Process to process, by way of their pages. */
  hopsMs: number;
  /** Page to page. */
  pagesMs: number;
}

/** What the floor's pages keep between two calls. */
interface Ends {
  connection: RTCPeerConnection;
  channel: RTCDataChannel | undefined;
  socket: WebSocket | undefined;
}
type WithEnds = Window & { ends: Ends };

export async function sendPlainly(stage: Stage, bytes: number): Promise<ChannelTimes> {
  const frames = Math.ceil(bytes / FRAME);
  return { hopsMs: await sendThroughProcesses(stage, frames), pagesMs: await sendBetweenPages(stage, frames) };
}

async function sendThroughProcesses(stage: Stage, frames: number): Promise<number> {
  const [sender, receiver] = [await openEnd(stage.founder, ['send', String(frames), String(FRAME)]), await openEnd(stage.newcomer, ['receive', String(frames * FRAME)])];
  try {
    await connectPages(sender.page, receiver.page);
    await receiver.page.evaluate(bridgeToSocket, false);
    await sender.page.evaluate(bridgeToSocket, true);
    return (await receiver.child.next<{ ms: number }>()).ms;
  } finally {
    await closeEnds([sender, receiver]);
  }
}

async function sendBetweenPages(stage: Stage, frames: number): Promise<number> {
  const [sender, receiver] = [await openEnd(stage.founder, ['send', '0', '0']), await openEnd(stage.newcomer, ['receive', '0'])];
  try {
    await connectPages(sender.page, receiver.page);
    const received = receiver.page.evaluate(receiveFrames, frames * FRAME);
    await sender.page.evaluate(sendFrames, { frames, size: FRAME });
    return await received;
  } finally {
    await closeEnds([sender, receiver]);
  }
}

interface End {
  child: Child;
  page: Page;
}

async function openEnd({ place, browser }: Seat, args: string[]): Promise<End> {
  const child = new Child('channel-end', args, { place });
  const { address } = await child.next<{ address: string }>();
  const page = await browser.context.newPage();
  await page.goto(address);
  return { child, page };
}

async function closeEnds(ends: readonly End[]): Promise<void> {
  for (const { page, child } of ends) {
    await page.close();
    await child.stop();
  }
}

/** One channel between the two, ordered and reliable, open on both sides. The bench carries the two descriptions. */
async function connectPages(caller: Page, called: Page): Promise<void> {
  const offer = await caller.evaluate(makeOffer);
  const answer = await called.evaluate(makeAnswer, offer);
  await caller.evaluate(takeAnswer, answer);
  await Promise.all([caller.evaluate(untilOpen), called.evaluate(untilOpen)]);
}

// What follows runs in the pages: each function stands alone.

async function makeOffer(): Promise<string> {
  const connection = new RTCPeerConnection();
  const channel = connection.createDataChannel('floor');
  Object.assign(window, { ends: { connection, channel, socket: undefined } satisfies Ends });
  await connection.setLocalDescription(await connection.createOffer());
  while (connection.iceGatheringState !== 'complete') await new Promise((resolve) => connection.addEventListener('icegatheringstatechange', resolve, { once: true }));
  return connection.localDescription?.sdp ?? '';
}

async function makeAnswer(offer: string): Promise<string> {
  const connection = new RTCPeerConnection();
  const ends: Ends = { connection, channel: undefined, socket: undefined };
  Object.assign(window, { ends });
  connection.addEventListener('datachannel', (event) => {
    ends.channel = event.channel;
  });
  await connection.setRemoteDescription({ type: 'offer', sdp: offer });
  await connection.setLocalDescription(await connection.createAnswer());
  while (connection.iceGatheringState !== 'complete') await new Promise((resolve) => connection.addEventListener('icegatheringstatechange', resolve, { once: true }));
  return connection.localDescription?.sdp ?? '';
}

async function takeAnswer(answer: string): Promise<void> {
  await (window as unknown as WithEnds).ends.connection.setRemoteDescription({ type: 'answer', sdp: answer });
}

async function untilOpen(): Promise<void> {
  const { ends } = window as unknown as WithEnds;
  while (ends.channel?.readyState !== 'open') await new Promise((resolve) => setTimeout(resolve, 10));
  ends.channel.binaryType = 'arraybuffer';
}

/** Passes on what comes by the page's WebSocket and by the channel. The page that `starts` says so to both processes, in that moment. */
async function bridgeToSocket(starts: boolean): Promise<void> {
  const { ends } = window as unknown as WithEnds;
  const { channel } = ends;
  if (channel === undefined) throw new Error('no channel');
  const socket = new WebSocket(location.href.replace('http', 'ws'));
  ends.socket = socket;
  socket.binaryType = 'arraybuffer';
  const waiting: ArrayBuffer[] = [];
  const pump = (): void => {
    while (channel.bufferedAmount < 1_048_576) {
      const next = waiting.shift();
      if (next === undefined) return;
      channel.send(next);
    }
  };
  channel.bufferedAmountLowThreshold = 524_288;
  channel.addEventListener('bufferedamountlow', pump);
  channel.addEventListener('message', (event) => socket.send(event.data as ArrayBuffer | string));
  socket.addEventListener('message', (event) => {
    waiting.push(event.data as ArrayBuffer);
    pump();
  });
  await new Promise((resolve) => socket.addEventListener('open', resolve, { once: true }));
  if (!starts) return;
  channel.send('start');
  socket.send('start');
}

/** Ms from the other page's word that it starts until so many bytes have come. */
function receiveFrames(bytes: number): Promise<number> {
  const { channel } = (window as unknown as WithEnds).ends;
  let start = 0;
  let received = 0;
  return new Promise((resolve) => {
    channel?.addEventListener('message', (event) => {
      if (typeof event.data === 'string') start = performance.now();
      else received += (event.data as ArrayBuffer).byteLength;
      if (received >= bytes) resolve(performance.now() - start);
    });
  });
}

async function sendFrames({ frames, size }: { frames: number; size: number }): Promise<void> {
  const { channel } = (window as unknown as WithEnds).ends;
  if (channel === undefined) throw new Error('no channel');
  channel.bufferedAmountLowThreshold = 524_288;
  channel.send('start');
  for (let i = 0; i < frames; i++) {
    if (channel.bufferedAmount > 1_048_576) await new Promise((resolve) => channel.addEventListener('bufferedamountlow', resolve, { once: true }));
    channel.send(new Uint8Array(size));
  }
}
