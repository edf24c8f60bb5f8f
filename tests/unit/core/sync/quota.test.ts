import { describe, expect, it } from 'vitest';
import { DEFAULT_RULES } from '../../../../src/core/circle/genesis.ts';
import { foundCircle } from '../../../../src/core/circle/founding.ts';
import { OpenCircle } from '../../../../src/core/circle/open-circle.ts';
import { KIND } from '../../../../src/core/op/kinds.ts';
import { MemoryStore } from '../../../../src/core/store/memory-store.ts';
import { encodeHeads, encodeRuns } from '../../../../src/core/sync/frames.ts';
import { setStage } from '../../../support/attacks/stage.ts';
import { opsOf } from '../../../support/reading.ts';
import { createPromptVerifier } from '../../../support/prompt-verifier.ts';
import { LogWriter, placeOf, runOf, type Written } from '../../../support/attacks/log-writer.ts';
import { seededRandom } from '../../../support/test-peer.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';
import { GatedCircle, makePerson, WrittenCircle, type Person } from '../../../support/written-circle.ts';

const rules = (quota: Partial<typeof DEFAULT_RULES.quota>): typeof DEFAULT_RULES => ({ ...DEFAULT_RULES, quota: { ...DEFAULT_RULES.quota, ...quota } });

/** A circle in which ben's log goes on beyond the quota of its rules. */
function writeBeyond(quota: Partial<typeof DEFAULT_RULES.quota>, count: number): { circle: WrittenCircle; ben: Person; log: Written[] } {
  const circle = new WrittenCircle({ rules: rules(quota) });
  const ben = circle.welcome('ben');
  for (let i = 1; i < count; i++) circle.write(ben, { body: new Uint8Array(1_000) });
  return { circle, ben, log: circle.logs.get(ben.keys.device)! };
}

/** A device that has everything but ben's log. */
async function withoutBen({ circle, ben }: { circle: WrittenCircle; ben: Person }): Promise<GatedCircle> {
  return await new GatedCircle(circle.circle).takeAll(circle.runs().filter(({ device }) => device !== ben.keys.device));
}

describe('a log beyond the quota of its circle\'s rules', () => {
  it.each([
    { name: 'all at once', cuts: [] },
    { name: 'one by one', cuts: [1, 2, 3, 4, 5, 6, 7, 8] },
    { name: 'in two parts, the first within it', cuts: [3] },
    { name: 'in two parts, the first beyond it', cuts: [7] },
  ])('counts up to it, when it comes $name', async ({ cuts }) => {
    const beyond = writeBeyond({ ops: 5 }, 9);
    const gated = await withoutBen(beyond);
    const at = [0, ...cuts, 9];
    const refusals = [];
    for (const [i, end] of at.slice(1).entries()) refusals.push((await gated.take(runOf(...beyond.log.slice(at[i], end)))).refusal);
    expect(gated.ops.logs.get(beyond.ben.keys.device)?.counted).toBe(5);
    expect(refusals).toContain('quota');
    expect(refusals.filter((refusal) => refusal !== undefined && refusal !== 'quota' && refusal !== 'gap')).toEqual([]);
  });

  it('is measured in bytes as well, as they are stored', async () => {
    const { log } = writeBeyond({}, 9);
    const bytes = log.slice(0, 6).reduce((sum, { stored }) => sum + stored.length, 0);
    for (const [limit, counted] of [[bytes, 6], [bytes - 1, 5], [bytes + 1, 6]] as const) {
      const beyond = writeBeyond({ bytes: limit }, 9);
      const gated = await withoutBen(beyond);
      expect((await gated.take(runOf(...beyond.log))).refusal).toBe('quota');
      expect(gated.ops.logs.get(beyond.ben.keys.device)?.counted).toBe(counted);
    }
  });

  it('is taken nothing of where the last op within it is signed falsely: others would be blamed for passing it on', async () => {
    const circle = new WrittenCircle({ rules: rules({ ops: 5 }) });
    const ben = circle.welcome('ben');
    for (let i = 1; i < 9; i++) circle.write(ben, i === 4 ? { sign: () => ben.keys.sign(Uint8Array.of(0)) } : {});
    const gated = await withoutBen({ circle, ben });
    const log = circle.logs.get(ben.keys.device)!;
    expect(await gated.take(runOf(...log))).toEqual({ accepted: [], refusal: 'quota' });
    expect(gated.ops.logs.get(ben.keys.device)).toBeUndefined();
    expect((await gated.take(runOf(...log.slice(0, 4)))).refusal).toBeUndefined();
    expect(gated.ops.logs.get(ben.keys.device)?.counted).toBe(4);
  });

  it('is begun by nothing but an opening after that', async () => {
    const circle = new WrittenCircle({ rules: rules({ ops: 3 }) });
    const ben = circle.welcome('ben');
    const withoutOpening = new LogWriter(placeOf(circle.circle, ben.keys.device, 0), (message) => ben.keys.sign(message)).write();
    circle.write(ben);
    circle.write(ben, { sign: () => ben.keys.sign(Uint8Array.of(0)) });
    circle.write(ben);
    const gated = await withoutBen({ circle, ben });
    expect((await gated.take(runOf(...circle.logs.get(ben.keys.device)!))).refusal).toBe('quota');
    expect((await gated.take(runOf(withoutOpening))).refusal).toBe('bad-opening');
  });

  it('holds for the founder\'s own log too', async () => {
    const circle = new WrittenCircle({ rules: rules({ ops: 3 }) });
    for (let i = 0; i < 4; i++) circle.write(circle.founder);
    const gated = new GatedCircle(circle.circle);
    expect((await gated.take(runOf(...circle.logs.get(circle.founder.keys.device)!))).refusal).toBe('quota');
    expect(gated.ops.logs.count()).toBe(3);
  });
});

describe('what a person says beyond the quota', () => {
  it('is refused with words, and nothing of it is kept', async () => {
    const { keys } = makePerson('ada');
    const clock = new VirtualClock();
    const verifier = createPromptVerifier();
    const store = new MemoryStore();
    const { circle, stored } = foundCircle({ clock, random: seededRandom('quota'), keys, verifier }, 'Records', false, 'ada', { rules: rules({ ops: 3 }) });
    const open = await OpenCircle.open(circle, { verifier, keys, clock, journal: await store.journal('c'), person: 'ada' });
    await open.found(stored);
    const say = (): Promise<unknown> => open.say({ kind: KIND.profile, refs: [], body: { person: 'Ada' } });
    await say();
    await say();
    await expect(say()).rejects.toMatchObject({ type: 'quota' });
    expect(open.ops.logs.count()).toBe(3);
    const again = await OpenCircle.open(circle, { verifier, keys, clock, journal: await store.journal('c'), person: 'ada' });
    expect(again.ops.logs.digest()).toBe(open.ops.logs.digest());
    for (const one of [open, again]) await one.close();
  });
});

describe('a member who goes on writing beyond the quota', () => {
  it('is not asked again for what nobody may keep, until the rules allow more', async () => {
    const stage = await setStage();
    const { ada, circle, clock, mal } = stage;
    const setOps = (ops: number): Promise<unknown> => ada.peer.run('setRules', { circle, rules: { invite: 'member', greet: 'member', quota: { ops, bytes: 2 ** 20 }, clauses: [] } });
    await setOps(10);
    const written = Array.from({ length: 30 }, () => stage.log.write({ body: { person: 'mal' } }));
    const attacker = await stage.attack(ada);
    let asked = 0;
    attacker.answer = (question) => {
      const last = written.at(-1)!.op;
      if (question.q === 'heads') return encodeHeads([{ device: last.device, seq: last.seq, id: last.id }]);
      if (question.q !== 'ops') return undefined;
      asked++;
      const at = written.findIndex(({ op }) => op.seq === question.r[0]?.f);
      return encodeRuns(at < 0 ? [] : [runOf(...written.slice(at))]);
    };
    const tell = async (): Promise<number> => {
      const before = asked;
      attacker.claimNews(circle);
      await clock.pass(2_000);
      return asked - before;
    };
    expect(await tell()).toBe(1);
    expect(opsOf(ada, circle, mal.keys.device)).toHaveLength(10);
    written.push(stage.log.write({ body: { person: 'mal' } }));
    expect([await tell(), await tell()]).toEqual([0, 0]);
    await setOps(20);
    expect(await tell()).toBe(1);
    expect(opsOf(ada, circle, mal.keys.device)).toHaveLength(20);
  });
});
