/**
 * Measures the tasks of a page's main thread with Chromium's own tracing: how long each took by the clock, and how much
 * of that it really worked. On a machine that does other things at the same time the clock says little about the page.
 */
import type { CDPSession, Page } from 'playwright-core';

/** Milliseconds, of the longest task by each measure. */
export interface LongestTasks {
  wall: number;
  own: number;
}

export interface TaskRecorder {
  stop(): Promise<LongestTasks>;
}

/** The fields of trace events that are read here; times in microseconds. */
interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  dur?: number;
  /** The thread's own time. */
  tdur?: number;
  args?: { name?: string };
}

export async function recordTasks(page: Page): Promise<TaskRecorder> {
  const session: CDPSession = await page.context().newCDPSession(page);
  const events: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  await session.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig: { includedCategories: ['toplevel'] } });
  return {
    async stop() {
      const complete = new Promise((resolve) => {
        session.once('Tracing.tracingComplete', resolve);
      });
      await session.send('Tracing.end');
      await complete;
      await session.detach();
      return findLongest(events);
    },
  };
}

function findLongest(events: readonly TraceEvent[]): LongestTasks {
  const mainThreads = new Set(events.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain').map(({ pid, tid }) => `${pid}/${tid}`));
  const tasks = events.filter(({ ph, name, pid, tid }) => ph === 'X' && name.endsWith('RunTask') && mainThreads.has(`${pid}/${tid}`));
  if (tasks.length === 0) throw new Error('the trace has no tasks: this Chromium names them otherwise');
  const longest = (measure: 'dur' | 'tdur') => Math.round(tasks.reduce((most, task) => Math.max(most, task[measure] ?? 0), 0) / 1_000);
  return { wall: longest('dur'), own: longest('tdur') };
}
