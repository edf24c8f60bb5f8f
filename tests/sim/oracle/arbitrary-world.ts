/**
 * Random histories, believable and nasty: the same seed gives the same world. Most of what is written in them counts. Each has
 * a theme, of which there is more than in others: what seldom happens is met often enough that way, and several times at once.
 */
import { makeDice } from '../../../src/core/sample/seeded.ts';
import { actInRole, cut, cutOwnInvitation, demoteAndCut, duel, grant, invite, join, leave, post, replaceInTurn, rotate, setRules, signFalsely } from './deeds.ts';
import { fork, settle, settleFork, settleInTurn } from './fork-deeds.ts';
import { act } from './quorum-deeds.ts';
import { chance, finish, pickFrom, startStory, type Story } from './story.ts';
import type { World } from './world.ts';

const THEMES = ['peace', 'cuts', 'forks', 'invitations', 'ranks', 'quorum'] as const;
type Theme = (typeof THEMES)[number];

/** How often each deed is done, of the sum of all; and in which theme four times as often. */
const DEEDS: readonly [number, Theme, (story: Story) => void][] = [
  [30, 'peace', post],
  [14, 'peace', join],
  [6, 'invitations', (story) => void invite(story)],
  [9, 'ranks', (story) => grant(story, 'organizer')],
  [2, 'invitations', (story) => grant(story, 'moderator')],
  [2, 'invitations', (story) => grant(story, 'greeter')],
  [1, 'peace', (story) => grant(story, 'inspector')],
  [1, 'peace', (story) => grant(story, 'member')],
  [3, 'invitations', setRules],
  [2.5, 'ranks', rotate],
  [2, 'cuts', (story) => cut(story, 'account')],
  [2, 'cuts', (story) => cut(story, 'grant')],
  [2.5, 'invitations', (story) => cut(story, 'invite')],
  [1, 'ranks', (story) => cut(story, 'rules')],
  [4, 'invitations', cutOwnInvitation],
  [1.5, 'invitations', actInRole],
  [2, 'cuts', settle],
  [0.5, 'cuts', duel],
  [0.7, 'cuts', demoteAndCut],
  [0.7, 'cuts', replaceInTurn],
  [0.8, 'forks', fork],
  [1.1, 'forks', settleFork],
  [1.3, 'forks', settleInTurn],
  [0.5, 'ranks', leave],
  [0.4, 'forks', signFalsely],
  [1.5, 'quorum', act],
];

/** A world of about `deeds` deeds. */
export function arbitraryWorld(seed: string, deeds = 60): World {
  const story = startStory(makeDice(seed));
  const theme = pickFrom(story, THEMES);
  const weighted = DEEDS.map(([weight, more, deed]) => ({ weight: more === theme ? weight * 4 : weight, deed }));
  const sum = weighted.reduce((all, { weight }) => all + weight, 0);
  for (let beginning = 0; beginning < 4; beginning++) join(story);
  for (let done = 0; done < deeds; done++) {
    let roll = story.dice.roll() * sum;
    const chosen = weighted.find(({ weight }) => (roll -= weight) < 0);
    chosen?.deed(story);
  }
  const world = finish(story);
  const lost = chance(story, 0.15) ? story.facts[1 + story.dice.below(story.facts.length - 1)] : undefined;
  return { ...world, facts: story.dice.shuffle(world.facts.filter((fact) => fact !== lost)) };
}
