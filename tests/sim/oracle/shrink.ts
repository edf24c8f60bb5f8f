/** Makes a world that breaks a law smaller, as long as it still breaks it: for reading, when something was found. */
import type { Fact, Place, Says, World } from './world.ts';

/** Whether ids differ, and a fork is proven no later than where two branches that are here part. */
export function isWellFormed({ facts, forks, acts }: World): boolean {
  const ids = [...facts, ...acts].map(({ id }) => id);
  const parted = facts.filter((fact) => facts.some((other) => other !== fact && other.device === fact.device && other.seq === fact.seq));
  return new Set(ids).size === ids.length && parted.every((fact) => forks.some((mark) => mark.device === fact.device && mark.seq <= fact.seq));
}

/** Tries one smaller world after another, and goes on from the first that still fails. */
export function shrink(world: World, fails: (world: World) => boolean): World {
  let smallest = world;
  for (;;) {
    const smaller = smallerWorlds(smallest).find((one) => isWellFormed(one) && fails(one));
    if (smaller === undefined) return smallest;
    smallest = smaller;
  }
}

function smallerWorlds(world: World): World[] {
  const { facts, forks, falsely, acts, circle } = world;
  const without = <T>(all: readonly T[], one: T): T[] => all.filter((other) => other !== one);
  const others = facts.filter(({ id }) => id !== circle);
  const saying = (fact: Fact, says: Says): World => ({ ...world, facts: facts.map((other) => (other === fact ? { ...fact, says } : other)) });
  return [
    ...others.map((fact) => ({ ...world, facts: without(facts, fact) })),
    ...others.filter(({ seq }) => seq > 0).map((fact) => splice(world, fact)),
    ...acts.map((act) => ({ ...world, acts: without(acts, act) })),
    ...forks.map((mark) => ({ ...world, forks: without(forks, mark) })),
    ...falsely.map((mark) => ({ ...world, falsely: without(falsely, mark) })),
    ...others.filter(({ says }) => !['other', 'open'].includes(says.t)).map((fact) => saying(fact, { t: 'other' })),
    ...facts.flatMap((fact) => {
      const { says } = fact;
      if (says.t !== 'cut') return [];
      const logs = says.logs.map((place) => saying(fact, { ...says, logs: without(says.logs, place) }));
      return [...logs, ...says.replaces.map((id) => saying(fact, { ...says, replaces: without(says.replaces, id) }))];
    }),
  ];
}

/** The world without one op in the midst of a log; what follows it moves up, and so do the places that name what follows. */
function splice(world: World, gone: Fact): World {
  const after = new Set<string>();
  for (const fact of world.facts.toSorted((a, b) => a.seq - b.seq)) if (fact.prev === gone.id || (fact.prev !== null && after.has(fact.prev))) after.add(fact.id);
  const move = (place: Place): Place => (after.has(place.id) ? { ...place, seq: place.seq - 1 } : place);
  const facts = world.facts
    .filter((fact) => fact !== gone)
    .map((fact) => ({ ...fact, seq: after.has(fact.id) ? fact.seq - 1 : fact.seq, prev: fact.prev === gone.id ? gone.prev : fact.prev, says: moveIn(fact.says, move) }));
  const forks = world.forks.map((mark) => (mark.device === gone.device && mark.seq > gone.seq ? { ...mark, seq: mark.seq - 1 } : mark));
  return { ...world, facts, forks };
}

function moveIn(says: Says, move: (place: Place) => Place): Says {
  if (!('right' in says)) return says;
  const moved = { ...says, right: says.right === undefined ? undefined : move(says.right) };
  if (moved.t === 'cut') return { ...moved, logs: moved.logs.map(move) };
  return moved.t === 'admit' && moved.invitation !== undefined ? { ...moved, invitation: move(moved.invitation) } : moved;
}
