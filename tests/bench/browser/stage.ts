/** Two people's places with a relay between them and a browser each, kept for all rounds: where two windows meet as users have it. */
import { ensureBuilt } from '../../../scripts/build.mjs';
import { launchBrowser, type PersonBrowser } from '../../e2e/support/browser.ts';
import { startTestRelay } from '../../e2e/support/relay.ts';
import { createNetwork, type Place } from '../../support/net/namespace.ts';

export interface Seat {
  place: Place;
  browser: PersonBrowser;
}

export interface Stage {
  /** As people type it. */
  relay: string;
  founder: Seat;
  newcomer: Seat;
  close(): Promise<void>;
}

export async function openStage(): Promise<Stage> {
  await ensureBuilt();
  const network = createNetwork(2);
  const [one, two] = network.people;
  if (one === undefined || two === undefined) throw new Error('two people need two places');
  const relay = await startTestRelay(network);
  const founder = { place: one, browser: await launchBrowser(one) };
  const newcomer = { place: two, browser: await launchBrowser(two) };
  return {
    relay: relay.url,
    founder,
    newcomer,
    async close() {
      for (const { browser } of [founder, newcomer]) await browser.close();
      await relay.stop();
      network.close();
    },
  };
}
