/** Who may do what, in a circle where much was decided; and a document made anew after a removal. Each time in a fresh process, on a copy of the home. */
import { makeAuthorityCircle } from '../fixture/authority-circle.ts';
import { copyHome } from '../fixture/circle.ts';
import type { Bench, RowFamily } from '../harness/bench.ts';
import { runChild } from '../harness/child.ts';
import type { RowReport } from '../harness/row.ts';
import { takeTurns } from '../harness/turns.ts';
import type { AuthorityTimes } from '../processes/authority.ts';
import type { RebuildTimes } from '../processes/rebuild.ts';

/** Two ops that decide something for each member, as where half of them only let people in. */
const CONTROL_OF_EACH = 2;

export const authority: RowFamily = {
  rows: ['authority', 'admission', 'admission-taken', 'removal', 'removal-shown'],
  browser: false,
  async measure(bench) {
    const { manyLogs, liveOps } = bench.sizes;
    bench.note(`making a circle of ${manyLogs} members and ${manyLogs * CONTROL_OF_EACH} ops that decide something`);
    const fixture = await makeAuthorityCircle(bench.newFolder(), { members: manyLogs, control: manyLogs * CONTROL_OF_EACH, admissions: liveOps });
    bench.note('authority from scratch, admissions, a removal');
    const { times } = await takeTurns(bench.sizes, {
      times: async () => await runChild<AuthorityTimes>('authority', [await copyHome(fixture.home, bench.newFolder()), fixture.circle, fixture.next]),
    });
    const of = (what: keyof AuthorityTimes): number[] => times.map((each) => each[what]);
    const pass = { is: 'reading the same ops and what they say, once', samples: of('pass') };
    const checks = { is: 'checking its three signatures', samples: of('checks') };
    const size = `${fixture.control} ops that decide something, ${fixture.members} members`;
    return [
      { id: 'authority', what: `who may do what, from scratch: ${size}`, unit: 'ms', samples: of('scratch'), floor: pass, budget: { of: 'value', most: 1_000 } },
      { id: 'admission', what: 'there, one more admission', unit: 'ms', samples: of('admission'), floor: checks, budget: { of: 'value', most: 2 } },
      { id: 'admission-taken', what: 'the same with gate, journal, document and digest', unit: 'ms', samples: of('taken'), floor: checks },
      { id: 'removal', what: 'there, a removal of an organizer, until nobody is told of what it takes', unit: 'ms', samples: of('removal'), floor: pass, budget: { of: 'value', most: 200 } },
      { id: 'removal-shown', what: 'the same, until the document has nothing of it', unit: 'ms', samples: of('shown'), floor: pass },
    ];
  },
};

export const rebuild: RowFamily = {
  rows: ['rebuild', 'rebuild-longest'],
  browser: false,
  async measure(bench) {
    const { bigOps, logs } = bench.sizes;
    bench.note(`making a circle of ${bigOps} listings`);
    const fixture = await bench.circle({ listings: bigOps, logs });
    bench.note('a removal, until the document is made anew');
    const { huan, yjs } = await takeTurns(bench.sizes, {
      huan: async () => await measureRebuild(bench, fixture.founder),
      yjs: () => runChild<RebuildTimes>('rebuild', ['yjs', fixture.plainFile]),
    });
    const rows: RowReport[] = [
      { id: 'rebuild', what: `a removal, until the document of ${fixture.ops} ops is made anew`, unit: 'ms', samples: huan.map(({ ms }) => ms), floor: { is: 'a plain Yjs document of the same bodies, at once', samples: yjs.map(({ ms }) => ms) }, budget: { of: 'value', most: 3_000 } },
      { id: 'rebuild-longest', what: 'the longest time meanwhile in which the host answers nothing', unit: 'ms', samples: huan.map(({ longest }) => longest), floor: { is: 'the same of that plain document', samples: yjs.map(({ longest }) => longest) } },
    ];
    return rows;
  },
};

async function measureRebuild(bench: Bench, home: string): Promise<RebuildTimes> {
  return await runChild<RebuildTimes>('rebuild', ['huan', await copyHome(home, bench.newFolder())]);
}
