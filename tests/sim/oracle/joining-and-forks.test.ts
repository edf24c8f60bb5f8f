/** Small worlds for joining, invitations, rules, forks and coming back (the 5th, 6th, 9th and 12th to 15th rule), worked out by hand. */
import { describe, expect, test } from 'vitest';
import { judge } from './decide-by-brute-force.ts';
import { whatKeptChanges } from './exchange.ts';
import { account, GENESIS, member, organizer, tell, the } from './small-world.ts';

describe('joining', () => {
  test('the founder’s, the granted and the admitted logs are admitted, each for its account', () => {
    const story = tell();
    organizer(story, 'o', 'O');
    member(story, 'm', 'M');
    story.open('f2', 'F');
    story.open('m2', 'M');
    story.open('x', 'X');
    story.admit('f', GENESIS, 'Y', 'x');
    expect([...judge(story.world()).admitted].sort()).toEqual(['f/F', 'f2/F', 'm/M', 'o/O', 'x/Y']);
  });

  test('an organizer admits without an invitation, a member with one, and neither without proof', () => {
    const story = tell();
    member(story, 'm', 'M');
    const invitation = story.invite('m', GENESIS);
    story.admit('m', GENESIS, 'A', 'a', invitation);
    story.admit('m', GENESIS, 'B', 'b');
    story.admit('m', GENESIS, 'C', 'c', invitation, false);
    story.admit('f', GENESIS, 'D', 'd', undefined, false);
    expect([...judge(story.world()).admitted].sort()).toEqual(['a/A', 'f/F', 'm/M']);
  });

  test('whom an admitted member lets in may let in others, until the admission goes', () => {
    const story = tell();
    member(story, 'm', 'M');
    const end = story.post('m');
    const first = story.invite('m', GENESIS);
    story.admit('m', GENESIS, 'A', 'a', first);
    story.open('a', 'A');
    const second = story.invite('a', GENESIS);
    story.admit('a', GENESIS, 'B', 'b', second);
    story.open('b', 'B');
    expect(judge(story.world()).limits.get('b')).toBe(1000);
    story.cut('f', GENESIS, account('M'), { logs: [end] });
    const { limits } = judge(story.world());
    expect([limits.get('m'), limits.get('a'), limits.get('b')]).toEqual([2, 0, 0]);
  });

  test('where only organizers invite or greet, a greeter and a moderator may too, and an inspector may not', () => {
    const story = tell({ invite: 'organizer', greet: 'organizer' });
    const right = Object.fromEntries((['greeter', 'moderator', 'inspector', 'member'] as const).map((role) => {
      story.open(role, role);
      return [role, story.grant('f', GENESIS, role, role)];
    }));
    for (const [device, grant] of Object.entries(right)) story.admit(device, grant, device, `${device} new`, story.invite(device, grant));
    const byRules = story.invite('member', GENESIS);
    const { admitted, counting } = judge(story.world());
    expect([...admitted].filter((one) => one.includes('new'))).toEqual(['greeter new/greeter', 'moderator new/moderator']);
    expect(counting.has(byRules.id)).toBe(false);
  });

  test('an invitation is cut by its own log or an organizer, not by another member; admissions before the position stay', () => {
    const story = tell();
    member(story, 'm', 'M');
    member(story, 'n', 'N');
    const invitation = story.invite('m', GENESIS);
    const early = story.admit('n', GENESIS, 'A', 'a', invitation);
    const late = story.admit('n', GENESIS, 'B', 'b', invitation);
    const others = story.cut('n', invitation, the('invite', invitation));
    expect([early, late, others].map(({ id }) => judge(story.world()).counting.has(id))).toEqual([true, true, false]);
    const own = story.cut('m', invitation, the('invite', invitation), { logs: [early] });
    expect([early, late].map(({ id }) => judge(story.world()).counting.has(id))).toEqual([true, false]);
    const wider = story.cut('f', GENESIS, the('invite', invitation), { logs: [late], replaces: [own.id] });
    const verdict = judge(story.world());
    expect([early, late].map(({ id }) => verdict.counting.has(id))).toEqual([true, true]);
    expect([own, wider, others].map(({ id }) => verdict.cuts.get(id))).toEqual(['replaced', 'in-force', 'void']);
  });

  test('a member’s second cut of an invitation takes the place of the first in its log', () => {
    const story = tell();
    member(story, 'm', 'M');
    const invitation = story.invite('m', GENESIS);
    const first = story.cut('m', invitation, the('invite', invitation));
    const second = story.cut('m', invitation, the('invite', invitation), { others: 'open', replaces: [first.id] });
    const admit = story.admit('m', GENESIS, 'A', 'a', invitation);
    const { counting, cuts } = judge(story.world());
    expect([cuts.get(first.id), cuts.get(second.id), counting.has(admit.id)]).toEqual(['replaced', 'in-force', true]);
  });
});

describe('rules and quotas', () => {
  test('an invitation goes by the version that it names; one that was cut lets in no more than its positions', () => {
    const story = tell();
    member(story, 'm', 'M');
    const before = story.invite('m', GENESIS);
    const strict = story.setRules('f', GENESIS, { invite: 'organizer' });
    const back = story.invite('m', GENESIS);
    const under = story.invite('m', strict);
    expect([before, back, under].map(({ id }) => judge(story.world()).counting.has(id))).toEqual([true, true, false]);
    story.cut('f', GENESIS, the('rules', GENESIS), { logs: [before] });
    const { counting, currentRules } = judge(story.world());
    expect([before, back].map(({ id }) => counting.has(id))).toEqual([true, false]);
    expect(currentRules).toBe(strict.id);
  });

  test('a log has the largest quota of those that count; ranked ops count beyond it', () => {
    const story = tell({ quota: { ops: 3, bytes: 1_000_000 } });
    const one = organizer(story, 'o', 'O');
    story.post('o', 4);
    const beyond = story.grant('o', one, 'A', 'member');
    expect([judge(story.world()).limits.get('o'), judge(story.world()).counting.has(beyond.id), judge(story.world()).kept.get('o')?.length]).toEqual([3, true, 6]);
    const exact = story.setRules('f', GENESIS, { quota: { ops: 50, bytes: 400 } });
    expect(judge(story.world()).limits.get('o')).toBe(4);
    story.cut('f', GENESIS, the('rules', exact));
    const wide = story.setRules('f', GENESIS, { quota: { ops: 50, bytes: 450 } });
    expect(judge(story.world()).limits.get('o')).toBe(4);
    story.cut('f', GENESIS, the('rules', wide));
    expect(judge(story.world()).limits.get('o')).toBe(3);
  });
});

describe('the end of a log', () => {
  test('a leave counts, and nothing after it; another log of the account goes on', () => {
    const story = tell();
    const one = organizer(story, 'o', 'O');
    story.add('o', { t: 'leave' });
    const after = story.grant('o', one, 'A');
    const left = judge(story.world());
    expect([left.limits.get('o'), left.counting.has(after.id), left.standing.get('O')]).toEqual([2, false, 'left']);
    story.open('o2', 'O');
    expect(judge(story.world()).standing.get('O')).toBe('member');
  });

  test('from a false signature on nothing counts, ranked or not', () => {
    const story = tell();
    const one = organizer(story, 'o', 'O');
    const before = story.grant('o', one, 'A');
    const after = story.grant('o', one, 'B');
    story.signFalsely('o', after.seq);
    const { counting, limits, standing } = judge(story.world());
    expect([before, after].map(({ id }) => counting.has(id))).toEqual([true, false]);
    expect([limits.get('o'), standing.get('O')]).toEqual([2, 'stopped']);
  });
});

describe('forks', () => {
  const forked = () => {
    const story = tell();
    const one = organizer(story, 'o', 'O');
    const below = story.grant('o', one, 'A', 'member');
    const a2 = story.grant('o', one, 'B', 'member');
    const a3 = story.post('o');
    story.fork(a2);
    const b2 = story.grant('o', one, 'C', 'member');
    const b3 = story.post('o');
    const holding = () => [below, a2, b2].map(({ id }) => judge(story.world()).counting.has(id));
    return { story, one, a2, a3, b2, b3, holding };
  };

  test('nothing counts from there, on either branch', () => {
    const { story, holding } = forked();
    expect(holding()).toEqual([true, false, false]);
    expect([judge(story.world()).limits.get('o'), judge(story.world()).standing.get('O'), judge(story.world()).kept.get('o')?.length]).toEqual([2, 'stopped', 2]);
  });

  test('a senior names the branch, and how far', () => {
    const { story, b2, holding } = forked();
    story.cut('f', GENESIS, account('O'), { logs: [b2], others: 'open' });
    expect(holding()).toEqual([true, false, true]);
    expect([judge(story.world()).limits.get('o'), judge(story.world()).chainEnd.get('o')]).toEqual([3, 'o2b']);
  });

  test('an equal cannot, nor the account itself from another device', () => {
    const { story, one, a2, holding } = forked();
    story.cut('p', organizer(story, 'p', 'P'), account('O'), { logs: [a2], others: 'open' });
    story.open('o2', 'O');
    story.cut('o2', one, account('O'), { logs: [a2], others: 'open' });
    expect(holding()).toEqual([true, false, false]);
  });

  test('the most senior pin chooses; a junior neither turns it nor shortens it', () => {
    const story = tell();
    const one = organizer(story, 'o', 'O');
    member(story, 'm', 'M');
    const a1 = story.post('m');
    const a2 = story.post('m');
    story.fork(a1);
    const b1 = story.post('m', 5);
    story.cut('f', GENESIS, account('M'), { logs: [a1], others: 'open' });
    story.cut('o', one, account('M'), { logs: [b1], others: 'open' });
    expect([judge(story.world()).chainEnd.get('m'), judge(story.world()).limits.get('m')]).toEqual(['m1', 2]);
    story.cut('o', one, account('M'), { logs: [a2], others: 'open' });
    expect([judge(story.world()).chainEnd.get('m'), judge(story.world()).limits.get('m')]).toEqual(['m2', 2]);
  });

  test('an equal’s pin, once the right is withdrawn, holds plain ops and no ranked ones', () => {
    const story = tell();
    const one = organizer(story, 'o', 'O');
    const two = organizer(story, 'p', 'P');
    const ranked = story.grant('p', two, 'A', 'member');
    const end = story.post('p');
    story.fork(ranked);
    story.post('p');
    story.cut('f', GENESIS, the('grant', two), { logs: [end] });
    story.cut('o', one, account('P'), { logs: [end], others: 'open' });
    const verdict = judge(story.world());
    expect([verdict.chainEnd.get('p'), verdict.limits.get('p'), verdict.counting.has(ranked.id)]).toEqual(['p2', 3, false]);
  });

  test.each(['falsehood', 'leave'])('no pin holds that lies beyond a %s: what lies there is never kept, and so not everyone could see it', (what) => {
    const story = tell();
    member(story, 'm', 'M');
    const a1 = story.post('m');
    if (what === 'leave') story.add('m', { t: 'leave' });
    else story.signFalsely('m', 3);
    const a4 = story.post('m', what === 'leave' ? 2 : 3);
    story.fork(a1);
    story.post('m');
    const pin = story.cut('f', GENESIS, account('M'), { logs: [a4], others: 'open' });
    expect([judge(story.world()).limits.get('m'), judge(story.world()).chainEnd.get('m')]).toEqual([1, undefined]);
    expect(whatKeptChanges(story.world(), 'proposed')).toEqual([]);
    const a2 = { device: 'm', seq: 2, id: 'm2' };
    story.cut('f', GENESIS, account('M'), { logs: [a2], others: 'open', replaces: [pin.id] });
    expect([judge(story.world()).limits.get('m'), judge(story.world()).chainEnd.get('m')]).toEqual([3, 'm2']);
  });

  test('genesis is kept, and counts, also if the founder’s log is forked at it', () => {
    const world = { ...tell().world(), forks: [{ device: 'f', seq: 0 }] };
    const { counting, kept, limits } = judge(world);
    expect([counting.has('f0'), kept.get('f'), limits.get('f')]).toEqual([true, { length: 1, last: 'f0' }, 0]);
    expect(whatKeptChanges(world, 'proposed')).toEqual([]);
  });

  test('a junior’s pin continues the branch for ops of ranks above its own', () => {
    const story = tell();
    const one = organizer(story, 'o', 'O');
    const two = organizer(story, 'p', 'P', { device: 'o', right: one });
    const a1 = story.grant('p', two, 'A', 'member');
    const a2 = story.grant('p', two, 'B', 'member');
    story.fork(a1);
    story.post('p');
    story.cut('f', GENESIS, account('P'), { logs: [a1], others: 'open' });
    const junior = story.cut('o', one, account('P'), { logs: [a2], others: 'open' });
    const verdict = judge(story.world());
    expect(verdict.chainEnd.get('p')).toBe(a2.id);
    expect([a1, a2, junior].map(({ id }) => verdict.counting.has(id))).toEqual([true, false, true]);
  });
});

describe('coming back', () => {
  test('a removed member comes back with a new device and a cut that replaces each earlier one', () => {
    const story = tell();
    member(story, 'm', 'M');
    const last = story.post('m');
    story.post('m');
    const removal = story.cut('f', GENESIS, account('M'), { logs: [last] });
    story.cut('f', GENESIS, account('M'), { logs: [last], others: 'open', replaces: [removal.id] });
    story.open('m2', 'M');
    story.admit('f', GENESIS, 'M', 'm2');
    const { limits, standing } = judge(story.world());
    expect([limits.get('m'), limits.get('m2'), standing.get('M')]).toEqual([2, 1000, 'member']);
  });

  test('a log that merely lost its admission needs one admit of an organizer', () => {
    const story = tell();
    const one = organizer(story, 'o', 'O');
    story.admit('o', one, 'M', 'm');
    story.open('m', 'M');
    story.cut('f', GENESIS, account('O'));
    expect(judge(story.world()).limits.get('m')).toBe(0);
    story.admit('f', GENESIS, 'M', 'm');
    expect(judge(story.world()).limits.get('m')).toBe(1000);
  });

  test('a forked log, cut by an organizer, needs one senior cut with `replaces`', () => {
    const story = tell();
    const one = organizer(story, 'o', 'O');
    member(story, 'm', 'M');
    const a1 = story.post('m');
    story.fork(a1);
    story.post('m');
    const removal = story.cut('o', one, account('M'));
    story.cut('f', GENESIS, account('M'), { logs: [a1], others: 'open', replaces: [removal.id] });
    const { limits, standing, cuts } = judge(story.world());
    expect([limits.get('m'), standing.get('M'), cuts.get(removal.id)]).toEqual([2, 'stopped', 'replaced']);
  });
});
