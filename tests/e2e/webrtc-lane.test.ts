/**
 * The WebRTC lane by itself, in real Chromium: one browser per person, each in a network namespace of its own where
 * namespaces can be made, a relay in a third. Everything is awaited; what must not happen is shown to be absent after
 * something that came later.
 */
import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFailed, test } from 'vitest';
import { createNetwork, type TestNetwork } from '../support/net/namespace.ts';
import { findChromium, launchBrowser, type PersonBrowser } from './support/browser.ts';
import { serveLanePages, type LanePage, type LanePages } from './support/lane-pages.ts';
import { startTestRelay, type TestRelay } from './support/relay.ts';

const hasBrowser = findChromium() !== undefined;
if (!hasBrowser) process.stderr.write('No Chromium on the PATH and none in HUAN_CHROMIUM: the WebRTC tests are skipped.\n');

const PASSWORD = 'only members know this';
const MIB = 1_048_576;

describe.runIf(hasBrowser)('the WebRTC lane', () => {
  let network: TestNetwork;
  let relay: TestRelay;
  let server: LanePages;
  const browsers: PersonBrowser[] = [];
  const pages: LanePage[] = [];
  /** What a test provokes, also after it has looked. */
  let provoked: RegExp | undefined;

  beforeAll(async () => {
    network = createNetwork(2);
    relay = await startTestRelay(network);
    server = await serveLanePages(network.people);
    for (const place of network.people) browsers.push(await launchBrowser(place));
  });

  afterEach(async () => {
    for (const { page } of pages.splice(0)) await page.close();
    const uncaught = takeErrors().filter((error) => provoked?.test(error) !== true);
    provoked = undefined;
    if (uncaught.length > 0) throw new Error(`uncaught in a page: ${uncaught.join('; ')}`);
  });

  afterAll(async () => {
    for (const browser of browsers) await browser.close();
    await server.close();
    await relay.stop();
    network.close();
  });

  const takeErrors = () => browsers.flatMap(({ errors }) => errors.splice(0));

  /** A page in the browser of that person. */
  async function openPage(person: number): Promise<LanePage> {
    const browser = browsers[person];
    if (browser === undefined) throw new Error(`nobody is number ${person}`);
    const page = await server.open(person, browser);
    pages.push(page);
    return page;
  }

  const newTopic = () => randomBytes(16).toString('hex');
  const join = ({ lab }: LanePage, topic: string, password = PASSWORD) =>
    lab.evaluate((it, [room, secret, url]) => it.join(room, secret, [url]), [topic, password, relay.url] as const);
  const until = ({ lab }: LanePage, count: number, not: string[] = []) => lab.evaluate((it, args) => it.until(args.count, args.not), { count, not });
  const lanes = ({ lab }: LanePage) => lab.evaluate((it) => it.lanes());

  /** Two pages in one room, and the one lane between them. */
  async function meet(): Promise<{ ann: LanePage; ben: LanePage; topic: string; binding: string }> {
    const [ann, ben] = [await openPage(0), await openPage(1)];
    const topic = newTopic();
    await Promise.all([join(ann, topic), join(ben, topic)]);
    const [[one], [two]] = await Promise.all([until(ann, 1), until(ben, 1)]);
    expect(one?.binding).toMatch(/^[0-9a-f]{64}$/);
    expect(two?.binding).toBe(one?.binding);
    expect([one?.initiator, two?.initiator].toSorted()).toEqual([false, true]);
    return { ann, ben, topic, binding: one?.binding ?? '' };
  }

  /** Sends bytes from one page to another on a lane, and shows that the same bytes came. */
  async function carry(from: LanePage, to: LanePage, binding: string, bytes: number, seed: number): Promise<void> {
    const [sent, came] = await Promise.all([
      from.lab.evaluate((it, args) => it.send(args.binding, args.bytes, args.seed), { binding, bytes, seed }),
      to.lab.evaluate((it, args) => it.received(args.binding, args.bytes), { binding, bytes }),
    ]);
    expect(came).toBe(sent);
  }

  test('two people get one lane with the same binding, and 10 MB cross it both ways at once, in order, with little waiting', async () => {
    const { ann, ben, binding } = await meet();
    await Promise.all([carry(ann, ben, binding, 10 * MIB, 1), carry(ben, ann, binding, 10 * MIB, 2)]);
    for (const { lab } of [ann, ben]) {
      const peak = await lab.evaluate((it) => it.peakBuffered);
      expect(peak).toBeGreaterThan(100_000);
      expect(peak).toBeLessThan(1.2 * MIB);
    }
  });

  test.each(['the side that was called', 'the side that calls'])('a connection that dies under the lane is made again, when %s lost it', async (side) => {
    const { ann, ben, binding } = await meet();
    const known = [binding];
    for (let round = 0; round < 3; round++) {
      const [fact] = await lanes(ann);
      const victim = fact?.initiator === (side === 'the side that calls') ? ann : ben;
      await victim.lab.evaluate((it) => it.kill());
      const [[one], [two]] = await Promise.all([until(ann, 1, known), until(ben, 1, known)]);
      expect(two?.binding).toBe(one?.binding);
      known.push(one?.binding ?? '');
      await carry(ann, ben, one?.binding ?? '', 100_000, round);
    }
  });

  test('a lane that one side closes is there again after a rest', async () => {
    const { ann, ben, binding } = await meet();
    await ann.lab.evaluate((it, closing) => it.close(closing), binding);
    const [[one], [two]] = await Promise.all([until(ann, 1, [binding]), until(ben, 1, [binding])]);
    expect(two?.binding).toBe(one?.binding);
  });

  test('a refused peer does not come back soon, and does not try ten times a second, while others get in', async () => {
    const { ann, ben, topic, binding } = await meet();
    await ann.lab.evaluate((it, refused) => it.refuse(refused), binding);
    await until(ben, 0);
    const cho = await openPage(0);
    await join(cho, topic);
    await until(cho, 2);
    // Someone who comes later still finds everybody, and by then the refused pair has had every occasion.
    const dee = await openPage(1);
    await join(dee, topic);
    await Promise.all([until(cho, 3), until(dee, 3), until(ann, 2), until(ben, 2)]);
    const bindings = new Set((await lanes(ann)).map((lane) => lane.binding));
    expect((await lanes(ben)).filter((lane) => bindings.has(lane.binding))).toEqual([]);
    for (const { lab } of [ann, ben]) expect(await lab.evaluate((it) => it.made)).toBeLessThan(20);
  });

  test('four people get the complete mesh, and each pair its own binding', async () => {
    const topic = newTopic();
    const all = [await openPage(0), await openPage(1), await openPage(0), await openPage(1)];
    await Promise.all(all.map((page) => join(page, topic)));
    const facts = await Promise.all(all.map((page) => until(page, 3)));
    const counts = new Map<string, boolean[]>();
    for (const { binding, initiator } of facts.flat()) counts.set(binding, [...(counts.get(binding) ?? []), initiator]);
    expect(counts.size).toBe(6);
    for (const roles of counts.values()) expect(roles.toSorted()).toEqual([false, true]);
    await Promise.all(
      all.flatMap((from, i) =>
        all.slice(i + 1).map((to, j) => {
          const shared = facts[i]?.find(({ binding }) => facts[i + 1 + j]?.some((other) => other.binding === binding));
          return carry(from, to, shared?.binding ?? '', 300_000, i * 4 + j);
        }),
      ),
    );
  });

  test('whoever does not know the password meets nobody', async () => {
    provoked = /OperationError/;
    const { ann, ben, topic } = await meet();
    const outsider = await openPage(0);
    await join(outsider, topic, 'a guess');
    const cho = await openPage(1);
    await join(cho, topic);
    await Promise.all([until(ann, 2), until(ben, 2), until(cho, 2)]);
    expect(await lanes(outsider)).toEqual([]);
    // What the outsider publishes can't be decrypted, and y-webrtc says so as an error that nothing else notices.
    expect(takeErrors().length).toBeGreaterThan(0);
  });

  test('lanes outlive the relay, and who comes meanwhile gets in when it is back', async () => {
    const { ann, ben, topic, binding } = await meet();
    await relay.stop();
    await carry(ann, ben, binding, MIB, 3);
    const cho = await openPage(0);
    await join(cho, topic);
    await carry(ben, ann, binding, MIB, 4);
    expect(await lanes(cho)).toEqual([]);
    await relay.start();
    await Promise.all([until(ann, 2), until(ben, 2), until(cho, 2)]);
    expect((await lanes(ann)).map((lane) => lane.binding)).toContain(binding);
  });

  test('who leaves a room is gone from it, and can come back', async () => {
    const { ann, ben, topic, binding } = await meet();
    await ann.lab.evaluate((it) => it.leave());
    await until(ben, 0);
    await join(ann, topic);
    const [[one], [two]] = await Promise.all([until(ann, 1, [binding]), until(ben, 1, [binding])]);
    expect(two?.binding).toBe(one?.binding);
  });

  test('a cut cable ends the lane by itself, and once it is plugged in there is a new one', async ({ skip }) => {
    if (!network.isolated) skip('links can only be cut in network namespaces');
    const { ann, ben, binding } = await meet();
    onTestFailed(() => network.restore(1));
    network.cut(1);
    await Promise.all([until(ann, 0), until(ben, 0)]);
    network.restore(1);
    const [[one], [two]] = await Promise.all([until(ann, 1, [binding]), until(ben, 1, [binding])]);
    expect(two?.binding).toBe(one?.binding);
    await carry(ann, ben, one?.binding ?? '', MIB, 5);
  });

  test('no page ever made a BroadcastChannel or wrote what other tabs could read', async () => {
    // Two tabs of one browser: where y-webrtc would take that way.
    const [ann, ben] = [await openPage(0), await openPage(0)];
    const topic = newTopic();
    await Promise.all([join(ann, topic), join(ben, topic)]);
    const [[one]] = await Promise.all([until(ann, 1), until(ben, 1)]);
    await carry(ann, ben, one?.binding ?? '', MIB, 6);
    for (const { page } of [ann, ben]) {
      expect(await browsers[0]?.broadcasts(page)).toEqual([]);
      expect(await page.evaluate(() => localStorage.length)).toBe(0);
    }
  });
});
