/** Small worlds for rules that random ones seldom meet, each judged by the product as by the oracle. */
import type { World } from '../oracle/world.ts';
import { account, GENESIS, member, organizer, tell, the, type Teller } from '../oracle/small-world.ts';

interface SmallWorld {
  name: string;
  world: World;
}

function tellSmall(name: string, write: (story: Teller) => void, ...told: Parameters<typeof tell>): SmallWorld {
  const story = tell(...told);
  write(story);
  return { name, world: story.world() };
}

/** A member whose log has two branches: `m2` to `m4`, and `m2b` to `m5b`. */
function forked(story: Teller): void {
  member(story, 'm', 'M');
  story.post('m');
  const parting = story.post('m');
  story.post('m', 2);
  story.fork(parting);
  story.post('m', 4);
}

/** A log that two accounts opened. */
function openedTwice(): SmallWorld {
  const story = tell();
  member(story, 'm', 'M');
  story.admit('f', GENESIS, 'N', 'm');
  story.cut('f', GENESIS, account('M'), { logs: [{ device: 'm', seq: 0, id: 'm0b' }] });
  const world = story.world();
  const other = { id: 'm0b', device: 'm', seq: 0, prev: null, lamport: 1, bytes: 100, says: { t: 'open', account: 'N' } } as const;
  return { name: 'a log that two accounts opened, and a cut of the one that names the other\'s opening', world: { ...world, facts: [...world.facts, other], forks: [{ device: 'm', seq: 0 }] } };
}

export const smallWorlds: readonly SmallWorld[] = [
  tellSmall('a quorum that names one account twice', (story) => story.act({ t: 'grant', account: 'B', role: 'organizer' }, ['B']), {}, { accounts: ['B', 'B', 'C'], k: 2 }),
  tellSmall('an act signed by one of the quorum and by somebody else', (story) => story.act({ t: 'grant', account: 'B', role: 'organizer' }, ['B', 'X']), {}, { accounts: ['B', 'C'], k: 2 }),
  tellSmall('a junior\'s pin that is further than a senior\'s', (story) => {
    const right = organizer(story, 'b', 'B');
    forked(story);
    story.cut('f', GENESIS, account('M'), { logs: [{ device: 'm', seq: 3, id: 'm3' }] });
    story.cut('b', right, account('M'), { logs: [{ device: 'm', seq: 5, id: 'm5b' }] });
  }),
  openedTwice(),
  tellSmall('a dead cut that replaces one of the same rank', (story) => {
    const [right, other] = [organizer(story, 'b', 'B'), organizer(story, 'c', 'C')];
    member(story, 'm', 'M');
    const cut = story.cut('b', right, account('M'));
    story.cut('c', other, account('B'), { replaces: [cut.id] });
  }),
  tellSmall('an own invitation that is cut as if it were a grant', (story) => {
    member(story, 'm', 'M');
    const invitation = story.invite('m', GENESIS);
    story.cut('m', invitation, the('grant', invitation));
    story.open('n', 'N');
    story.admit('m', GENESIS, 'N', 'n', invitation);
  }),
  tellSmall('a founder who lets in by genesis though the quorum took back that right', (story) => {
    member(story, 'm', 'M');
    const invitation = story.invite('m', GENESIS);
    story.act({ t: 'cut', of: the('grant', GENESIS), logs: [{ device: 'f', seq: 1, id: 'f1' }], others: 'zero', replaces: [] }, ['F']);
    story.open('n', 'N');
    story.admit('f', GENESIS, 'N', 'n', invitation);
  }),
  tellSmall('an inspector who invites by that grant', (story) => {
    const right = story.grant('f', GENESIS, 'M', 'inspector');
    story.open('m', 'M');
    story.invite('m', right);
  }),
  tellSmall('a log that has just the bytes that are allowed, and more', (story) => {
    member(story, 'm', 'M');
    story.post('m', 4);
  }, { quota: { ops: 1000, bytes: 300 } }),
  tellSmall('somebody who was let in and removed before anything of theirs came', (story) => {
    story.admit('f', GENESIS, 'M', 'm');
    story.cut('f', GENESIS, account('M'));
  }),
  tellSmall('two versions of the rules with one lamport', (story) => {
    const right = organizer(story, 'b', 'B');
    const rules = { invite: 'organizer', greet: 'member', quota: { ops: 9, bytes: 9_000 } } as const;
    story.add('f', { t: 'rules', right: GENESIS, rules }, 9);
    story.add('b', { t: 'rules', right, rules }, 9);
    story.add('f', { t: 'rules', right: GENESIS, rules: { ...rules, greet: 'organizer' } }, 9);
  }),
  tellSmall('a log of which two ops are known to be signed falsely', (story) => {
    member(story, 'm', 'M');
    story.post('m', 5);
    story.signFalsely('m', 2);
    story.signFalsely('m', 4);
  }),
  tellSmall('an invitation beyond the quota that comes after the cut of it', (story) => {
    member(story, 'm', 'M');
    story.cut('f', GENESIS, { t: 'invite', id: 'm3' });
    story.post('m', 2);
    story.invite('m', GENESIS);
  }, { quota: { ops: 2, bytes: 100_000 } }),
  tellSmall('somebody who is made an organizer after an organizer cut them', (story) => {
    const right = organizer(story, 'b', 'B');
    member(story, 'm', 'M');
    story.post('m', 2);
    story.cut('b', right, account('M'));
    story.grant('f', GENESIS, 'M');
  }),
  tellSmall('a founder of whose log the quorum leaves nothing', (story) => {
    story.post('f', 2);
    story.act({ t: 'cut', of: account('F'), logs: [], others: 'zero', replaces: [] }, ['F']);
  }),
  tellSmall('new rules that allow more, once a log is at the bound of the first', (story) => {
    member(story, 'm', 'M');
    story.post('m', 9);
    story.setRules('f', GENESIS, { quota: { ops: 8, bytes: 9_000 } });
  }, { quota: { ops: 4, bytes: 9_000 } }),
  tellSmall('the other branch of a log, which comes after the cut that names its only op', (story) => {
    member(story, 'm', 'M');
    const parting = story.post('m');
    story.post('m');
    story.cut('f', GENESIS, account('M'), { logs: [{ device: 'm', seq: parting.seq, id: `m${String(parting.seq)}b` }] });
    story.fork(parting);
    story.post('m');
  }),
];
