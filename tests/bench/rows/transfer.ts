/** Two fresh processes on loopback: one has a whole circle (or the floor's document), the other gets it. */
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { copyHome, type Fixture } from '../fixture/circle.ts';
import type { Bench } from '../harness/bench.ts';
import { Child } from '../harness/child.ts';
import type { Arrival } from '../processes/read.ts';

export interface HuanTransfer extends Arrival {
  /** Bytes of the reader's journal afterwards. */
  onDisk: number;
}

/** A newcomer's empty home joins by the link, and has all ops in its view: as people meet a circle for the first time. */
export async function transferHuan(bench: Bench, fixture: Fixture): Promise<HuanTransfer> {
  const founder = await copyHome(fixture.founder, bench.newFolder());
  const home = await bench.newHome();
  // Being let in makes two ops more: the admit, and the one that opens the newcomer's log.
  const reader = new Child('read', ['huan', home, String(fixture.ops + 1), fixture.link([])]);
  const arrival = await transfer(new Child('serve', ['huan', founder]), reader, async () => {
    await reader.ask('close');
    return { onDisk: await journalBytes(home) };
  });
  for (const folder of [founder, home]) await rm(folder, { recursive: true });
  return arrival;
}

/** The same bodies, unsigned, by y-websocket. */
export function transferYjs(fixture: Fixture): Promise<Arrival> {
  return transfer(new Child('serve', ['yjs', fixture.plainFile]), new Child('read', ['yjs', '', String(fixture.entries)]), async () => ({}));
}

/** The same bodies over one TCP connection. */
export async function transferRaw(fixture: Fixture): Promise<Arrival> {
  const { size } = await stat(fixture.plainFile);
  return await transfer(new Child('serve', ['raw', fixture.plainFile]), new Child('read', ['raw', '', String(size)]), async () => ({}));
}

async function transfer<T>(server: Child, reader: Child, finish: () => Promise<T>): Promise<Arrival & T> {
  try {
    const [{ port }] = await Promise.all([server.next<{ port: number }>(), reader.next()]);
    const arrival = await reader.ask<Arrival>(`connect ${port}`);
    return { ...arrival, ...(await finish()) };
  } finally {
    await Promise.all([server.stop(), reader.stop()]);
  }
}

/** Bytes of all journals of a home. */
async function journalBytes(home: string): Promise<number> {
  const folder = join(home, 'data', 'journals');
  let bytes = 0;
  for (const name of await readdir(folder)) bytes += (await stat(join(folder, name))).size;
  return bytes;
}
