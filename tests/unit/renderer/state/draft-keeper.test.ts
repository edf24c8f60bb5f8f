import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Answer } from '../../../../renderer/host/connection.ts';
import { DraftKeeper, type KeptState } from '../../../../renderer/state/draft-keeper.ts';

const fine: Answer<null> = { ok: true, result: null };
const full: Answer<null> = { ok: false, error: { type: 'disk-full', message: 'no room' } };

/** A keeper over a store that writes down what it is asked, and answers when told. */
function keeperOver(answers: Answer<null>[] = []) {
  const asked: string[] = [];
  const states: KeptState[] = [];
  const put = (draft: string): Promise<Answer<null>> => {
    asked.push(draft);
    return Promise.resolve(answers.shift() ?? fine);
  };
  const remove = (): Promise<Answer<null>> => {
    asked.push('removed');
    return Promise.resolve(fine);
  };
  return { keeper: new DraftKeeper({ put, remove }, 'empty', (state) => states.push(state)), asked, states };
}

describe('DraftKeeper', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('keeps the last of several quick changes, once', async () => {
    const { keeper, asked, states } = keeperOver();
    for (const text of ['a', 'ab', 'abc']) keeper.change(text);
    await vi.runAllTimersAsync();
    expect(asked).toEqual(['abc']);
    expect(states.at(-1)).toBe('kept');
  });

  it('says that all is kept where a change was taken back before it was kept', async () => {
    const { keeper, asked, states } = keeperOver();
    keeper.change('a');
    keeper.change('empty');
    await vi.runAllTimersAsync();
    expect(asked).toEqual([]);
    expect(states.at(-1)).toBe('kept');
  });

  it('keeps nothing while nothing has changed', async () => {
    const { keeper, asked } = keeperOver();
    keeper.change('empty');
    await keeper.flush();
    expect(asked).toEqual([]);
  });

  it('keeps at once when it is told to, and then again what was typed meanwhile', async () => {
    const { keeper, asked } = keeperOver();
    keeper.change('a');
    const flushed = keeper.flush();
    keeper.change('ab');
    await flushed;
    expect(asked).toEqual(['a', 'ab']);
  });

  it('says so when the host could not keep it, and tries again with the next change', async () => {
    const { keeper, asked, states } = keeperOver([full]);
    keeper.change('a');
    await vi.runAllTimersAsync();
    expect(states.at(-1)).toBe('failed');
    keeper.change('ab');
    await vi.runAllTimersAsync();
    expect(asked).toEqual(['a', 'ab']);
    expect(states.at(-1)).toBe('kept');
  });

  it('leaves nothing behind once it is discarded', async () => {
    const { keeper, asked } = keeperOver();
    keeper.change('a');
    await keeper.discard();
    keeper.change('ab');
    await vi.runAllTimersAsync();
    expect(asked).toEqual(['removed']);
  });
});
