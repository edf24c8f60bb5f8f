/** A newcomer joins a whole circle in the real window, over WebRTC: fresh homes, hosts and pages on both sides, each time. */
import { rm } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { recordTasks, type LongestTasks } from '../../e2e/support/task-recorder.ts';
import { copyHome, setRelays, type Fixture } from '../fixture/circle.ts';
import type { Bench } from '../harness/bench.ts';
import { Child } from '../harness/child.ts';
import { now } from '../processes/talk.ts';
import type { WindowArrival } from '../processes/window-host.ts';
import type { Seat, Stage } from './stage.ts';

export interface WindowJoin {
  /** From the open lane to all ops in the view of the newcomer's host. */
  transferMs: number;
  /** From the press on the button, so with meeting and connecting. Clocks of two processes. */
  joinMs: number;
  bytesIn: number;
  /** Of the newcomer's page, where they were recorded. */
  tasks?: LongestTasks;
}

const PATIENCE = 60_000;

/** With `record`, Chromium's tracing runs in the newcomer's page, and it is waited until that window shows everything. */
export async function joinInWindow(bench: Bench, stage: Stage, fixture: Fixture, record: boolean): Promise<WindowJoin> {
  const founderHome = await copyHome(fixture.founder, bench.newFolder());
  await setRelays(founderHome, fixture, [stage.relay]);
  const home = await bench.newHome();
  const founder = await openWindow(stage.founder, founderHome, 0);
  const newcomer = await openWindow(stage.newcomer, home, fixture.ops + 1);
  try {
    await founder.page.getByRole('list', { name: 'Listings' }).getByRole('listitem').first().waitFor();
    await untilIdle(founder.page);
    await newcomer.page.getByLabel('Invitation link').fill(fixture.link([stage.relay]));
    await untilIdle(newcomer.page);
    const recorder = record ? await recordTasks(newcomer.page) : undefined;
    const pressedAt = now();
    await newcomer.page.getByRole('button', { name: 'Join', exact: true }).click();
    const { laneAt, allAt, bytesIn } = await newcomer.host.next<WindowArrival>();
    const join: WindowJoin = { transferMs: allAt - laneAt, joinMs: allAt - pressedAt, bytesIn };
    if (recorder === undefined) return join;
    await newcomer.page.locator(`li[aria-setsize="${fixture.listings}"]`).first().waitFor();
    await untilIdle(newcomer.page);
    return { ...join, tasks: await recorder.stop() };
  } finally {
    for (const { page, host } of [founder, newcomer]) {
      await page.close();
      await host.stop();
    }
    for (const folder of [founderHome, home]) await rm(folder, { recursive: true });
  }
}

async function openWindow({ place, browser }: Seat, home: string, target: number): Promise<{ page: Page; host: Child }> {
  const host = new Child('window-host', [home, String(target)], { place });
  const { address } = await host.next<{ address: string }>();
  const page = await browser.context.newPage();
  page.setDefaultTimeout(PATIENCE);
  await page.goto(address);
  return { page, host };
}

/** Resolves when the page has had nothing to do for a while. */
async function untilIdle(page: Page): Promise<void> {
  await page.evaluate(async () => {
    for (let quiet = 0; quiet < 5; ) {
      const start = performance.now();
      await new Promise((resolve) => setTimeout(resolve, 50));
      quiet = performance.now() - start < 70 ? quiet + 1 : 0;
    }
  });
}
