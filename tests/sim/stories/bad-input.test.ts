/** Each kind of bad input that a circle must bear, told with whole peers: what comes of it is in its test's name. */
import { describe, expect, it } from 'vitest';
import { aListing } from '../../support/test-peer.ts';
import type { Action } from '../actions.ts';
import { play, type Told } from './stage.ts';

type Step = readonly [number, number, Action['do']];

const post = (at: number, peer: number, title: string): Step => [at, peer, { type: 'post', title, photos: 0 }];
/** A founder, and everybody else let in by one link. */
const circleOf = (peers: number): Step[] => [
  [0, 0, { type: 'found' }],
  [1_000, 0, { type: 'invite', uses: 0 }],
  ...Array.from({ length: peers - 1 }, (_, i): Step => [2_000 + i * 200, i + 1, { type: 'join', link: 0 }]),
];
const outcomes = ({ world }: Told, deed: string): string[] => world.counter.entries().flatMap(([name, count]) => (name.startsWith(`${deed}: `) ? [`${name.slice(deed.length + 2)} ${String(count)}`] : []));

describe('what a circle bears, with whole peers', () => {
  it('two organizers who remove each other are told that equals can\'t, and both stay', async () => {
    const told = await play({ seed: 1, peers: 4, links: 4, actions: [
      ...circleOf(4),
      [12_000, 0, { type: 'set-role', who: 1, role: 'organizer' }],
      [12_000, 0, { type: 'set-role', who: 2, role: 'organizer' }],
      [20_000, 1, { type: 'partition', side: [1], for: 20_000 }],
      [25_000, 1, { type: 'remove', who: 2, keep: 'nothing' }],
      [25_000, 2, { type: 'remove', who: 1, keep: 'nothing' }],
      post(50_000, 1, 'of the one'),
      post(50_000, 2, 'of the other'),
    ] });
    expect(outcomes(told, 'remove')).toEqual(['not-allowed 2']);
    expect(await told.standings(3)).toEqual(['member', 'member', 'member', 'member']);
    expect(told.titles(3)).toEqual(['of the one', 'of the other']);
    expect(await told.violations()).toEqual([]);
  });

  it('what a removed member writes on, back-dated and through a friend\'s laptop, is shown there only until the friend hears of the removal', async () => {
    let atFriend = 0;
    const told = await play(
      { seed: 2, peers: 5, links: 5, actions: [
        ...circleOf(5),
        post(10_000, 2, 'before'),
        [15_000, 2, { type: 'turn' }],
        // The friend and the liar on one side, all others on the other.
        [20_000, 3, { type: 'partition', side: [2, 3], for: 40_000 }],
        [25_000, 0, { type: 'remove', who: 2, keep: 'all' }],
        ...[28_000, 30_000, 32_000].map((at): Step => [at, 2, { type: 'lie', trick: 'back-date', to: [3], count: 4 }]),
        post(70_000, 3, 'of the friend'),
      ] },
      { at: 50_000, look: (now) => (atFriend = now.titles(3).length) },
    );
    expect(atFriend).toBeGreaterThan(1);
    expect(await told.standings(3)).toEqual(['member', 'member', 'removed', 'member', 'member']);
    for (const by of [0, 1, 3, 4]) expect(told.titles(by)).toEqual(['before', 'of the friend']);
    expect(await told.violations()).toEqual([]);
  });

  it.each([
    { where: 'before anybody was let in', seed: 39, goesOn: false },
    { where: 'after all were let in', seed: 32, goesOn: true },
  ])('of a founder who signs a second history nothing counts from there on, and everybody knows of it; where they part $where decides who is still in', async ({ seed, goesOn }) => {
    const told = await play({ seed, peers: 5, links: 5, actions: [
      ...circleOf(5),
      [15_000, 0, { type: 'turn' }],
      [20_000, 0, { type: 'lie', trick: 'write', to: [1, 2, 3, 4], count: 3 }],
      [25_000, 0, { type: 'lie', trick: 'fork', to: [1, 2], count: 3 }],
      [30_000, 0, { type: 'lie', trick: 'fork-on', to: [1, 2, 3, 4], count: 3 }],
      post(60_000, 3, 'we go on'),
    ] });
    for (const by of [1, 2, 3, 4]) {
      expect(told.running(by).peer.circles()[0]?.forks).toBe(1);
      if (goesOn) expect(told.titles(by)).toEqual(['we go on']);
      else expect(told.titles(by)).not.toContain('we go on');
    }
    if (goesOn) expect(await told.standings(1)).toEqual(['stopped', 'member', 'member', 'member', 'member']);
    expect(await told.violations()).toEqual([]);
  });

  it('by a link for one person two come in who use it at once where neither greeter hears of the other, and both stay; a third does not', async () => {
    const told = await play({ seed: 4, peers: 6, links: 6, actions: [
      ...circleOf(3),
      [8_000, 0, { type: 'invite', uses: 1 }],
      [15_000, 1, { type: 'partition', side: [1, 3], for: 30_000 }],
      [15_000, 0, { type: 'sleep', for: 30_000 }],
      [20_000, 3, { type: 'join', link: 1 }],
      [20_000, 4, { type: 'join', link: 1 }],
      [70_000, 5, { type: 'join', link: 1 }],
    ] });
    expect(await told.standings(0)).toEqual(['member', 'member', 'member', 'member', 'member', undefined]);
    expect(told.peer(5).isWaiting).toBe(true);
    expect(await told.violations()).toEqual([]);
  });

  it('whom somebody let in who is later removed with all they did is out with them, and what they said about it is gone; a new admission brings it back', async () => {
    const before: Step[] = [
      ...circleOf(3),
      [10_000, 1, { type: 'invite', uses: 0 }],
      // Only the one who is removed later can let the newcomer in.
      [12_000, 3, { type: 'join', link: 1 }],
      post(18_000, 3, 'an answer'),
      [30_000, 0, { type: 'remove', who: 1, keep: 'nothing' }],
    ];
    const links = [[0, 1], [0, 2], [1, 2], [1, 3]] as const;
    const removed = await play({ seed: 5, peers: 4, links, actions: before });
    expect(removed.titles(2)).toEqual([]);
    expect((await removed.standings(2))[1]).not.toBe('member');
    expect(await removed.violations()).toEqual([]);
    const back = await play({ seed: 5, peers: 4, links, actions: [...before, [40_000, 0, { type: 'restore', who: 1 }]] });
    expect(back.titles(2)).toEqual(['an answer']);
    expect(await back.violations()).toEqual([]);
  });

  it('of a home that was copied and used in both places nothing is merged: one of the two stops by itself, and nobody else loses anything', async () => {
    const told = await play({ seed: 6, peers: 4, copies: 1, links: [[0, 1], [0, 2], [0, 3], [1, 2], [2, 3], [3, 4]], actions: [
      ...circleOf(4),
      post(10_000, 1, 'before'),
      [15_000, 1, { type: 'copy-home', as: 4 }],
      [15_500, 1, { type: 'sleep', for: 20_000 }],
      post(20_000, 1, 'on the first laptop'),
      post(20_000, 4, 'on the second laptop'),
      post(21_000, 2, 'of somebody else'),
    ] });
    expect(told.titles(2)).toContain('before');
    expect(told.titles(2)).toContain('of somebody else');
    expect(told.titles(2)).toEqual(told.titles(3));
    expect(told.titles(2).filter((title) => title.startsWith('on the')).length).toBeLessThan(2);
    expect(told.problem(1)).toBe('older-copy');
    await expect(told.running(1).peer.run('postListing', { circle: told.circle, listing: aListing('once more') })).rejects.toMatchObject({ type: 'older-copy' });
    expect(await told.violations()).toEqual([]);
  });

  it('a device that returns after a year finds what was decided meanwhile: what it says under a role that was taken back counts as a member\'s only', async () => {
    const YEAR = 365 * 86_400_000;
    const told = await play({ seed: 7, peers: 4, links: 4, actions: [
      ...circleOf(4),
      [10_000, 0, { type: 'set-role', who: 2, role: 'organizer' }],
      [10_500, 0, { type: 'set-role', who: 1, role: 'organizer' }],
      post(15_000, 2, 'a year ago'),
      [20_000, 2, { type: 'restart', for: YEAR }],
      [30_000, 0, { type: 'set-role', who: 2, role: 'member' }],
      [31_000, 1, { type: 'set-rules', invite: 'organizer', greet: 'organizer', ops: 200 }],
      [32_000, 0, { type: 'set-role', who: 1, role: 'member' }],
      ...[0, 1, 3].map((peer): Step => [60_000, peer, { type: 'restart', for: YEAR - 60_000 }]),
      [YEAR + 30_000, 2, { type: 'set-role', who: 3, role: 'organizer' }],
      [YEAR + 31_000, 2, { type: 'invite', uses: 0 }],
      post(YEAR + 32_000, 2, 'here again'),
    ] });
    expect(outcomes(told, 'set-role')).toContain('not-allowed 1');
    expect(outcomes(told, 'invite')).toContain('not-allowed 1');
    expect(told.titles(0)).toEqual(['a year ago', 'here again']);
    expect(await told.standings(3)).toEqual(['member', 'member', 'member', 'member']);
    expect(await told.violations()).toEqual([]);
  });
});
