/** When the window asks its host about a circle's people and rules, and what it keeps of the answers. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Answer } from '../../../../renderer/host/connection.ts';
import { CircleFacts } from '../../../../renderer/state/circle-facts.svelte.ts';
import type { CircleId } from '../../../../src/core/ids.ts';

const circle = 'ab'.repeat(32) as CircleId;

/** A host whose answers come when the test says so. */
class Asked {
  readonly names: string[] = [];
  #settle: ((answer: Answer<unknown>) => void)[] = [];

  call = (name: string): Promise<Answer<unknown>> => {
    this.names.push(name);
    return new Promise((resolve) => void this.#settle.push(resolve));
  };

  /** Answers all that wait. */
  async answer(answer: Answer<unknown>): Promise<void> {
    for (const settle of this.#settle.splice(0)) settle(answer);
    await vi.advanceTimersByTimeAsync(0);
  }
}

const ok = (result: unknown): Answer<unknown> => ({ ok: true, result });
const failed = (type: 'no-host' | 'internal'): Answer<unknown> => ({ ok: false, error: { type, message: '' } });
let asked: Asked;
let facts: CircleFacts;

beforeEach(() => {
  vi.useFakeTimers();
  asked = new Asked();
  facts = new CircleFacts({ call: asked.call as ConstructorParameters<typeof CircleFacts>[0]['call'] }, circle);
});
afterEach(() => void vi.useRealTimers());

describe('what a circle decides', () => {
  it('is asked at once, and then not again by itself', async () => {
    facts.ask(['listRules', 'quorum']);
    expect(asked.names).toEqual(['listRules', 'quorum']);
    await asked.answer(ok([]));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked.names).toHaveLength(2);
    expect(facts.get('listRules')).toEqual([]);
    expect(facts.get('listForks')).toBeUndefined();
  });

  it('is asked once more after a rest, however often it changed meanwhile', async () => {
    facts.ask(['listRules']);
    for (let i = 0; i < 50; i++) facts.ask(['listRules']);
    await asked.answer(ok([1]));
    for (let i = 0; i < 50; i++) facts.ask(['listRules']);
    expect(asked.names).toHaveLength(1);
    await vi.advanceTimersToNextTimerAsync();
    expect(asked.names).toHaveLength(2);
  });

  it('is left alone the longer, the longer it took', async () => {
    facts.ask(['listRules']);
    await vi.advanceTimersByTimeAsync(2_000);
    await asked.answer(ok([]));
    facts.ask(['listRules']);
    await vi.advanceTimersByTimeAsync(7_900);
    expect(asked.names).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(200);
    expect(asked.names).toHaveLength(2);
  });

  it('stays when it can’t be asked; why is told until it can, but for a host that is away', async () => {
    facts.ask(['listRules']);
    await asked.answer(ok([1]));
    await vi.advanceTimersToNextTimerAsync();
    facts.ask(['listRules']);
    await asked.answer(failed('internal'));
    expect(facts.get('listRules')).toEqual([1]);
    expect(facts.problem(['quorum', 'listRules'])?.type).toBe('internal');
    expect(facts.problem(['quorum'])).toBeUndefined();
    await vi.advanceTimersToNextTimerAsync();
    facts.ask(['listRules']);
    await asked.answer(failed('no-host'));
    expect(facts.problem(['listRules'])).toBeUndefined();
    expect(facts.get('listRules')).toEqual([1]);
  });

  it('is asked again, all that was answered before, as soon as something was done', async () => {
    facts.ask(['listRules', 'quorum']);
    await asked.answer(ok([]));
    facts.askAgain();
    await vi.advanceTimersByTimeAsync(0);
    expect(asked.names.slice(2)).toEqual(['listRules', 'quorum']);
    // While it is being asked: what comes may be from before.
    facts.askAgain();
    await asked.answer(ok([]));
    expect(asked.names.slice(4)).toEqual(['listRules', 'quorum']);
  });
});
