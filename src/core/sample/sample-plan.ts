/**
 * What is in a sample circle: who, which things in which state, posted how long ago, and which pictures belong to them.
 * The same for the same seed and language, in the host that writes it and in the window that draws its pictures.
 */
import type { ListingInput } from '../commands.ts';
import type { ListingState } from '../market/listing.ts';
import { ENGLISH_SAMPLE } from './english-sample.ts';
import { CHINESE_SAMPLE } from './chinese-sample.ts';
import type { SampleLanguage } from './sample-languages.ts';
import type { SampleCatalogue, SampleMotif, SampleThing } from './sample-things.ts';
import { makeDice, type Dice } from './seeded.ts';

/** One picture: what is on it, and the seed of everything that may vary in it. */
export interface SamplePicture {
  motif: SampleMotif;
  /** Which ground it stands on: pictures that come after each other in the market stand on different ones. */
  ground: number;
  seed: string;
}

export interface PlannedListing {
  /** Which of the plan's people posted it. */
  by: number;
  input: Omit<ListingInput, 'photos' | 'until'>;
  pictures: SamplePicture[];
  /** Spans in ms before now. */
  postedAgo: number;
  /** Until it is over, in ms from now. */
  endsIn: number;
  state?: { is: ListingState; ago: number } | undefined;
}

export interface SamplePlan {
  name: string;
  /** The first has founded the circle. */
  people: { name: string; joinedAgo: number; admittedBy: number }[];
  /** The oldest first. */
  listings: PlannedListing[];
}

/** Of how many grounds pictures are told to stand. */
const SAMPLE_GROUNDS = 9;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const FOUNDED_AGO = 190 * DAY;
const LISTED_DAYS = 90;

const CATALOGUES: Record<SampleLanguage, SampleCatalogue> = { en: ENGLISH_SAMPLE, 'zh-CN': CHINESE_SAMPLE };

export function planSample(seed: number, language: SampleLanguage): SamplePlan {
  const { name, people, areas, things } = CATALOGUES[language];
  const dice = makeDice(`${language}/${String(seed)}`);
  const homes = people.map(() => dice.pick(areas));
  const joined = people.map((_, i) => (i === 0 ? FOUNDED_AGO : FOUNDED_AGO * (1 - i / (people.length + 2)) - dice.between(0, 4) * DAY));
  const listings = dice.shuffle(things).map((thing, place) => planListing(thing, place / things.length, { dice, homes }));
  return {
    name,
    people: people.map((person, i) => ({ name: person, joinedAgo: joined[i] ?? 0, admittedBy: dice.below(Math.max(1, i)) })),
    listings: listings.sort((a, b) => b.postedAgo - a.postedAgo).map((listing, i) => ({ ...listing, pictures: groundPictures(listing.pictures, i) })),
  };
}

/** `place` is from 0 (just posted) to 1; things come more and more seldom the further one looks back. */
function planListing(thing: SampleThing, place: number, { dice, homes }: { dice: Dice; homes: readonly string[] }): PlannedListing {
  const { by, kind, title, text, want, price, pictures, state, endsInDays } = thing;
  const postedAgo = Math.round(place ** 2 * 44 * DAY + dice.between(0.4, 9) * HOUR + (state === undefined ? 0 : 2 * DAY));
  const input: PlannedListing['input'] = { kind, title, text, want, area: homes[by] };
  if (price !== undefined) input.price = { minor: vary(price.amount, dice) * 100, currency: price.currency };
  return {
    by,
    input,
    pictures: pictures.map((motif, i) => ({ motif, ground: 0, seed: `${title}/${String(i)}/${dice.roll()}` })),
    postedAgo,
    endsIn: endsInDays === undefined ? LISTED_DAYS * DAY - postedAgo : Math.round((endsInDays + dice.between(-0.2, 0.2)) * DAY),
    state: state === undefined ? undefined : { is: state, ago: Math.round(postedAgo * dice.between(0.1, 0.6)) },
  };
}

/** The step is prime to the number of grounds: nine pictures in a row stand on nine grounds. */
function groundPictures(pictures: readonly SamplePicture[], place: number): SamplePicture[] {
  return pictures.map((picture, i) => ({ ...picture, ground: (place * 4 + i * 2) % SAMPLE_GROUNDS }));
}

/** About the same amount, as a person would say it: 45, 120, 1,350. */
function vary(amount: number, dice: Dice): number {
  const step = amount < 40 ? 1 : amount < 300 ? 5 : amount < 2_000 ? 10 : 50;
  return Math.max(step, Math.round((amount * dice.between(0.93, 1.07)) / step) * step);
}
