/**
 * A big market reaches an empty home over WebRTC, by the real window: counts on the way, and never a task in the window that
 * one would notice: it is let go after each piece of the market. The longest task is printed here and measured by the
 * bench; what is asked is that the window answers again and again while the market comes in.
 */
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createNetwork, type TestNetwork } from '../support/net/namespace.ts';
import { findChromium } from './support/browser.ts';
import { Person } from './support/person.ts';
import { startProcess } from './support/processes.ts';
import { startTestRelay, type TestRelay } from './support/relay.ts';
import { recordTasks } from './support/task-recorder.ts';

const hasBrowser = findChromium() !== undefined;
if (!hasBrowser) process.stderr.write('No Chromium on the PATH and none in HUAN_CHROMIUM: the big market is skipped.\n');

const CIRCLE = 'Everything from the attic';
const LISTINGS = 10_000;
const FILL = fileURLToPath(new URL('support/fill-market.ts', import.meta.url));

const readNumber = (text: string) => Number(text.replaceAll(',', ''));

/** Runs in the page: remembers everything that the line at the foot said. */
function rememberLines(): void {
  const said: string[] = [];
  Object.assign(window, { said });
  new MutationObserver(() => {
    const line = document.querySelector('footer p')?.textContent ?? '';
    if (said.at(-1) !== line) said.push(line);
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
}

describe.runIf(hasBrowser)('a market of ten thousand listings', () => {
  let network: TestNetwork;
  let relay: TestRelay;
  let ann: Person;
  let ben: Person;
  let link = '';

  beforeAll(async () => {
    network = createNetwork(2);
    relay = await startTestRelay(network);
    const [one, two] = network.people;
    if (one === undefined || two === undefined) throw new Error('two people need two places');
    ann = await Person.arrive(one);
    await ann.makeAccount('Ann');
    await ann.beginCircle(CIRCLE, relay.url);
    link = await ann.invite();
    const filling = await startProcess(one, process.execPath, [FILL, ann.home.address, String(LISTINGS)]);
    if (filling.firstLine !== `${LISTINGS} listings`) throw new Error(`the market was not filled: ${filling.firstLine}`);
    ben = await Person.arrive(two);
  });

  afterAll(async () => {
    await Promise.all([ann.leave(), ben.leave()]);
    await relay.stop();
    network.close();
  });

  test('it reaches an empty home over WebRTC, with counts on the way, and the window answers meanwhile', async () => {
    await ben.makeAccount('Ben');
    await ben.page.evaluate(rememberLines);
    const recorder = await recordTasks(ben.page);
    await ben.askToJoin(link);
    await ben.readLine('In sync with Ann');
    await ben.seeMarket(CIRCLE);
    await ben.page.getByRole('searchbox', { name: 'Search listings' }).fill('attic');
    await ben.page.getByText('10,000 listings found').waitFor();
    const tasks = await recorder.stop();
    process.stderr.write(`The window's longest task: ${tasks.own} ms of work, ${tasks.wall} ms by the clock\n`);

    const said = await ben.page.evaluate(() => (window as unknown as { said: string[] }).said);
    const progress = said.flatMap((line) => {
      const [, have, of] = /^Syncing: ([\d,]+) of ([\d,]+)$/.exec(line) ?? [];
      return have === undefined || of === undefined ? [] : [{ have: readNumber(have), of: readNumber(of) }];
    });
    // How many of the counts are painted depends on how fast it goes; one on the way there is always time for.
    expect(progress.filter(({ have, of }) => have > 0 && have < of && of >= LISTINGS)).not.toEqual([]);
    expect(progress).toEqual(progress.toSorted((one, other) => one.have - other.have));
    await ben.page.getByRole('searchbox', { name: 'Search listings' }).fill('');
    expect(await ben.readDigest()).toEqual(await ann.readDigest());
    expect([...ann.errors, ...ben.errors]).toEqual([]);
  });
});
