import { describe, expect, it } from 'vitest';
import { idToBytes } from '../../../../src/core/ids.ts';
import { decodeFrame, encodeFrame } from '../../../../src/core/sync/frames.ts';
import type { Verifier } from '../../../../src/core/ports.ts';
import { createPromptVerifier } from '../../../support/prompt-verifier.ts';
import { setStage } from '../../../support/attacks/stage.ts';
import { makeLanes } from '../../../support/memory-lane.ts';
import { connect } from '../../../support/test-peer.ts';
import { stir } from '../../../support/virtual-clock.ts';

/** A verifier that takes some turns of the event loop for each answer, as one in a browser does. */
function slowVerifier(): Verifier {
  const { sha256, verify } = createPromptVerifier();
  return {
    sha256,
    async verify(checks) {
      for (let turn = 0; turn < 8; turn++) {
        stir();
        await new Promise((resolve) => setImmediate(resolve));
      }
      return await verify(checks);
    },
  };
}

describe('a session', () => {
  it('answers a question that comes while it is still being checked who asks', async () => {
    const stage = await setStage({ verifier: slowVerifier() });
    let signature = new Uint8Array();
    const signAuth = (message: Uint8Array): Uint8Array => (signature = Uint8Array.from(stage.mal.keys.sign(message)));
    const attacker = await stage.attack(stage.ada, { skip: ['auth'], signAuth });
    attacker.send({ t: 'auth', d: idToBytes(stage.mal.keys.device), s: signature });
    attacker.send({ t: 'ask', i: 0, q: { q: 'heads', c: idToBytes(stage.circle) } });
    await stage.clock.pass(1_000);
    expect(attacker.refusal).toBeUndefined();
    expect(attacker.received.filter(({ t }) => t === 'part')).toHaveLength(1);
  });

  it('of two between the same devices the same one stays on both sides', async () => {
    const stage = await setStage();
    const lanes = [stage.lanes, connect(stage.ada, stage.ben), connect(stage.ben, stage.ada)];
    await stage.clock.pass(2_000);
    const open = lanes.filter(({ a, b }) => a.isOpen && b.isOpen);
    expect(open).toHaveLength(1);
    expect(open[0]).toBe(lanes.toSorted((one, other) => Buffer.compare(one.a.binding, other.a.binding)).at(-1));
    expect(stage.ada.peer.circles()[0]?.peers).toMatchObject([{ name: 'ben', inSync: true }]);
    expect(stage.ben.peer.circles()[0]?.peers).toMatchObject([{ name: 'ada', inSync: true }]);
  });
});

describe('a device of another version', () => {
  it.each([
    [[0], 'other-side-older'],
    [[2, 3], 'other-side-newer'],
  ])('that speaks %j is refused, and told of as %s', async (versions, problem) => {
    const stage = await setStage();
    expect(stage.ada.peer.circles()[0]?.problem).toBeUndefined();
    const lanes = makeLanes();
    stage.ada.peer.connect(lanes.a);
    await lanes.b.send(encodeFrame({ t: 'hello', v: versions, n: new Uint8Array(32) }));
    await stage.clock.pass(1_000);
    expect(lanes.a.isOpen).toBe(false);
    expect(lanes.a.sent.map((bytes) => decodeFrame(bytes))).toContainEqual({ t: 'refuse', r: 'no-common-version' });
    expect(stage.ada.peer.circles()[0]?.problem).toBe(problem);
  });

  it('that was met in the room of one circle is told of there, and nowhere else', async () => {
    const stage = await setStage();
    const { circle: other } = await stage.ada.peer.run('createCircle', { name: 'Other', public: false, relays: [] });
    const lanes = makeLanes(other);
    stage.ada.peer.connect(lanes.a);
    await lanes.b.send(encodeFrame({ t: 'hello', v: [0], n: new Uint8Array(32) }));
    await stage.clock.pass(1_000);
    const problems = stage.ada.peer.circles().map(({ circle, problem }) => [circle === other, problem]);
    expect(problems).toEqual([[false, undefined], [true, 'other-side-older']]);
  });
});
