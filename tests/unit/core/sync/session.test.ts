import { describe, expect, it } from 'vitest';
import { idToBytes } from '../../../../src/core/ids.ts';
import type { Verifier } from '../../../../src/core/ports.ts';
import { createPromptVerifier } from '../../../support/prompt-verifier.ts';
import { setStage } from '../../../support/attacks/stage.ts';
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
