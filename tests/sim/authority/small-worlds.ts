/** Small worlds for rules that random ones seldom meet, each judged by the product as by the oracle. */
import type { World } from '../oracle/world.ts';
import { account, GENESIS, member, organizer, tell, the, type Teller } from '../oracle/small-world.ts';

interface SmallWorld {
  name: string;
  world: World;
}

function write(name: string, write: (story: Teller) => void, ...told: Parameters<typeof tell>): SmallWorld {
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
  write('a quorum that names one account twice', (story) => story.act({ t: 'grant', account: 'B', role: 'organizer' }, ['B']), {}, { accounts: ['B', 'B', 'C'], k: 2 }),
  write('an act signed by one of the quorum and by somebody else', (story) => story.act({ t: 'grant', account: 'B', role: 'organizer' }, ['B', 'X']), {}, { accounts: ['B', 'C'], k: 2 }),
  write('a junior\'s pin that is further than a senior\'s', (story) => {
    const right = organizer(story, 'b', 'B');
    forked(story);
    story.cut('f', GENESIS, account('M'), { logs: [{ device: 'm', seq: 3, id: 'm3' }] });
    story.cut('b', right, account('M'), { logs: [{ device: 'm', seq: 5, id: 'm5b' }] });
  }),
  openedTwice(),
  write('a dead cut that replaces one of the same rank', (story) => {
    const [right, other] = [organizer(story, 'b', 'B'), organizer(story, 'c', 'C')];
    member(story, 'm', 'M');
    const cut = story.cut('b', right, account('M'));
    story.cut('c', other, account('B'), { replaces: [cut.id] });
  }),
  write('an own invitation that is cut as if it were a grant', (story) => {
    member(story, 'm', 'M');
    const invitation = story.invite('m', GENESIS);
    story.cut('m', invitation, the('grant', invitation));
    story.open('n', 'N');
    story.admit('m', GENESIS, 'N', 'n', invitation);
  }),
  write('a founder who lets in by genesis though the quorum took back that right', (story) => {
    member(story, 'm', 'M');
    const invitation = story.invite('m', GENESIS);
    story.act({ t: 'cut', of: the('grant', GENESIS), logs: [{ device: 'f', seq: 1, id: 'f1' }], others: 'zero', replaces: [] }, ['F']);
    story.open('n', 'N');
    story.admit('f', GENESIS, 'N', 'n', invitation);
  }),
  write('an inspector who invites by that grant', (story) => {
    const right = story.grant('f', GENESIS, 'M', 'inspector');
    story.open('m', 'M');
    story.invite('m', right);
  }),
  write('a log that has just the bytes that are allowed, and more', (story) => {
    member(story, 'm', 'M');
    story.post('m', 4);
  }, { quota: { ops: 1000, bytes: 300 } }),
  write('a founder of whose log the quorum leaves nothing', (story) => {
    story.post('f', 2);
    story.act({ t: 'cut', of: account('F'), logs: [], others: 'zero', replaces: [] }, ['F']);
  }),
];
