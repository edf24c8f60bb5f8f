/** Two processes that hold the same circle already and are connected; one writes an op at a time. */
import { rm } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { copyHome, type Fixture } from '../fixture/circle.ts';
import type { Bench } from '../harness/bench.ts';
import { Child } from '../harness/child.ts';
import { median } from '../harness/statistics.ts';
import type { CpuTime } from '../processes/read.ts';

/** Ops before those that count, beside those that do: a host that has run for a while is what people have. */
const WARM = 2 / 3;
/** Between two ops, so that whatever follows one (state is told after 50 ms) is over before the next. Never part of a figure. */
const REST_MS = 80;

/** Median ms from the writer's command to the reader's view. Two clocks of one machine. */
export async function liveHuan(bench: Bench, fixture: Fixture): Promise<number> {
  return await withHuanPair(bench, fixture, (server, reader) => timeLive(server, reader, bench.sizes.liveOps));
}

export async function liveYjs(bench: Bench, fixture: Fixture): Promise<number> {
  const server = new Child('serve', ['yjs', fixture.plainFile]);
  const reader = new Child('read', ['yjs', '', String(fixture.entries)]);
  return await withPair(server, reader, () => timeLive(server, reader, bench.sizes.liveOps));
}

/** Processor time, in ms, that one live op costs who receives it. */
export async function cpuOfLiveOp(bench: Bench, fixture: Fixture): Promise<number> {
  return await withHuanPair(bench, fixture, async (server, reader) => {
    const { liveOps } = bench.sizes;
    const warm = Math.ceil(liveOps * WARM);
    const postUntil = async (from: number, to: number): Promise<number> => {
      for (let i = from; i < to; i++) {
        await server.ask('post');
        await pause(REST_MS);
      }
      return (await reader.ask<CpuTime>(`cpu ${to}`)).cpu;
    };
    const before = await postUntil(0, warm);
    return ((await postUntil(warm, warm + liveOps)) - before) / 1_000 / liveOps;
  });
}

async function timeLive(server: Child, reader: Child, count: number): Promise<number> {
  await reader.ask('live');
  const took: number[] = [];
  const warm = Math.ceil(count * WARM);
  for (let i = 0; i < warm + count; i++) {
    const [{ at }, seen] = await Promise.all([server.ask<{ at: number }>('post'), reader.next<{ at: number }>()]);
    if (i >= warm) took.push(seen.at - at);
    await pause(REST_MS);
  }
  return median(took);
}

async function withHuanPair<T>(bench: Bench, fixture: Fixture, measure: (server: Child, reader: Child) => Promise<T>): Promise<T> {
  const founder = await copyHome(fixture.founder, bench.newFolder());
  const member = await copyHome(fixture.member, bench.newFolder());
  const result = await withPair(new Child('serve', ['huan', founder]), new Child('read', ['huan', member, String(fixture.ops)]), measure);
  for (const folder of [founder, member]) await rm(folder, { recursive: true });
  return result;
}

async function withPair<T>(server: Child, reader: Child, measure: (server: Child, reader: Child) => Promise<T>): Promise<T> {
  try {
    const [{ port }] = await Promise.all([server.next<{ port: number }>(), reader.next()]);
    await reader.ask(`connect ${port}`);
    return await measure(server, reader);
  } finally {
    await Promise.all([server.stop(), reader.stop()]);
  }
}
