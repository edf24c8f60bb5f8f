/** Random histories, believable and nasty: the same seed gives the same world. Most of what is written in them counts. */
import { makeDice } from '../../../src/core/sample/seeded.ts';
import { act, cut, cutOwnInvitation, duel, fork, grant, invite, join, leave, post, rotate, setRules, settle, signFalsely } from './deeds.ts';
import { chance, finish, startStory, type Story } from './story.ts';
import type { World } from './world.ts';

/** How often each deed is done, of the sum of all. */
const DEEDS: readonly [number, (story: Story) => void][] = [
  [30, post],
  [14, join],
  [6, (story) => void invite(story)],
  [9, (story) => grant(story, 'organizer')],
  [3, (story) => grant(story, 'moderator')],
  [3, (story) => grant(story, 'greeter')],
  [1, (story) => grant(story, 'inspector')],
  [1, (story) => grant(story, 'member')],
  [4, setRules],
  [2, rotate],
  [3, (story) => cut(story, 'account')],
  [3, (story) => cut(story, 'grant')],
  [2, (story) => cut(story, 'invite')],
  [2, (story) => cut(story, 'rules')],
  [4, cutOwnInvitation],
  [3, settle],
  [0.8, duel],
  [1.2, fork],
  [0.6, leave],
  [0.5, signFalsely],
  [2.5, act],
];
const SUM = DEEDS.reduce((sum, [weight]) => sum + weight, 0);

/** A world of about `deeds` deeds. */
export function arbitraryWorld(seed: string, deeds = 60): World {
  const story = startStory(makeDice(seed));
  for (let beginning = 0; beginning < 4; beginning++) join(story);
  for (let done = 0; done < deeds; done++) {
    let roll = story.dice.roll() * SUM;
    const [, deed] = DEEDS.find(([weight]) => (roll -= weight) < 0) ?? [0, post];
    deed(story);
  }
  const world = finish(story);
  const lost = chance(story, 0.15) ? story.facts[1 + story.dice.below(story.facts.length - 1)] : undefined;
  return { ...world, facts: story.dice.shuffle(world.facts.filter((fact) => fact !== lost)) };
}
