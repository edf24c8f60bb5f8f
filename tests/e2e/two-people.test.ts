/**
 * The story that the product begins with, by the real window: two people, two homes, two browsers, a relay that they only
 * meet at. Each lives in a network namespace of their own where namespaces can be made; there the cables are pulled, and
 * elsewhere the windows are closed, which parts them just as well. The tests are one story, in order.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createNetwork, type TestNetwork } from '../support/net/namespace.ts';
import { findChromium } from './support/browser.ts';
import { Person } from './support/person.ts';
import { startTestRelay, type TestRelay } from './support/relay.ts';

const hasBrowser = findChromium() !== undefined;
if (!hasBrowser) process.stderr.write('No Chromium on the PATH and none in HUAN_CHROMIUM: the story of two people is skipped.\n');

const CIRCLE = 'Old cameras';

describe.runIf(hasBrowser)('two people', () => {
  let network: TestNetwork;
  let relay: TestRelay;
  let ann: Person;
  let ben: Person;
  /** The part of the story that failed: what follows makes no sense then, and says so at once. */
  let broken: string | undefined;

  beforeEach(() => {
    if (broken !== undefined) throw new Error(`the story broke off at “${broken}”`);
  });
  afterEach(({ task }) => {
    if (task.result?.state === 'fail') broken ??= task.name;
  });

  beforeAll(async () => {
    network = createNetwork(2);
    relay = await startTestRelay(network);
    const [one, two] = network.people;
    if (one === undefined || two === undefined) throw new Error('two people need two places');
    [ann, ben] = await Promise.all([Person.arrive(one), Person.arrive(two)]);
  });

  afterAll(async () => {
    await Promise.all([ann.leave(), ben.leave()]);
    await relay.stop();
    network.close();
  });

  /** Parts two people, and waits until both windows say so. */
  async function part(): Promise<void> {
    if (!network.isolated) {
      await ben.page.goto('about:blank');
      await ann.readLine('Offline');
      return;
    }
    network.cut(0);
    network.cut(1);
    await Promise.all([ann.readLine('Offline'), ben.readLine('Offline')]);
  }

  /** Brings them together again, and waits until both windows say that they agree. */
  async function reunite(): Promise<void> {
    if (network.isolated) {
      network.restore(0);
      network.restore(1);
    }
    await Promise.all([ann.readLine('In sync with Ben'), ben.readLine('In sync with Ann')]);
  }

  test('Ann makes an account, begins a circle and posts a listing with a photo', async () => {
    await ann.makeAccount('Ann');
    await ann.beginCircle(CIRCLE, relay.url);
    await ann.post('Folding camera', await ann.paintPhoto());
    expect(await ann.photoWidth('Folding camera')).toBe(640);
    await ann.backToMarket();
  });

  test('Ben joins by her link over WebRTC, and sees the listing and its photo', async () => {
    const link = await ann.invite();
    expect(link).toMatch(/^huan:\/\/join\//);
    await ben.makeAccount('Ben');
    await ben.askToJoin(link);
    await ben.seeMarket(CIRCLE);
    await ben.openListing('Folding camera');
    expect(await ben.photoWidth('Folding camera')).toBe(640);
    await ben.backToMarket();
    await reunite();
    expect(await ben.readDigest()).toEqual(await ann.readDigest());
  });

  test('what one posts now, the other sees', async () => {
    await ben.post('Light meter');
    await ben.backToMarket();
    await ann.card('Light meter').waitFor();
    expect(await ann.titles()).toEqual(['Folding camera', 'Light meter']);
  });

  test('parted, both post and change what is theirs; together again, they have the same market and the same digest', async () => {
    const before = await ann.readDigest();
    await part();
    await ann.post('Tripod, slightly bent');
    await ann.backToMarket();
    await ann.openListing('Folding camera');
    await ann.retitle('Folding camera, 1936');
    await ann.backToMarket();
    await ann.readLine(/Offline\. \d+ changes? waits? for a connection/);
    if (!network.isolated) {
      await ann.page.goto('about:blank');
      await ben.openWindow();
    }
    await ben.post('Darkroom lamp');
    await ben.backToMarket();
    await ben.openListing('Light meter');
    await ben.retitle('Light meter, tested');
    await ben.save('Reserve', 'Reserved. Saved on this device.');
    await ben.backToMarket();
    await expect.poll(() => ben.titles()).toEqual(['Darkroom lamp', 'Folding camera', 'Light meter, tested']);
    if (!network.isolated) await ann.openWindow();
    expect((await ann.readDigest()).heads).not.toBe((await ben.readDigest()).heads);

    await reunite();
    const all = ['Darkroom lamp', 'Folding camera, 1936', 'Light meter, tested', 'Tripod, slightly bent'];
    await expect.poll(() => ann.titles(), { timeout: 30_000 }).toEqual(all);
    await expect.poll(() => ben.titles(), { timeout: 30_000 }).toEqual(all);
    await ann.openListing('Light meter, tested');
    await ann.page.getByText('Reserved', { exact: true }).waitFor();
    await ann.backToMarket();
    const after = await ann.readDigest();
    expect(await ben.readDigest()).toEqual(after);
    expect(after.heads).not.toBe(before.heads);
    expect(after.state).not.toBe(before.state);
  });

  test('a host that is killed right after “Saved on this device” has the listing when it is back', async () => {
    await ann.post('Enlarger');
    await ann.home.kill();
    await ann.home.start();
    await ann.openWindow();
    await ann.card('Enlarger').waitFor();
    await reunite();
    await ben.card('Enlarger').waitFor();
    expect(await ben.readDigest()).toEqual(await ann.readDigest());
  });

  test('a window whose browser forgot everything comes back complete', async () => {
    const before = await ben.titles();
    expect(before).toHaveLength(5);
    await ben.forgetReplicas();
    await ben.openWindow();
    await expect.poll(() => ben.titles(), { timeout: 30_000 }).toEqual(before);
    await ben.openListing('Folding camera, 1936');
    expect(await ben.photoWidth('Folding camera, 1936')).toBe(640);
  });

  test('no window made a BroadcastChannel, and nothing went wrong unnoticed', async () => {
    for (const person of [ann, ben]) {
      expect(await person.browser.broadcasts(person.page)).toEqual([]);
      expect(person.errors).toEqual([]);
    }
  });
});
