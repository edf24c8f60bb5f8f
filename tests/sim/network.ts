/**
 * The network of a run: lanes between neighbours that take their time, are cut, stall, break with frames under way, and come
 * again. Each lane is ordered and reliable until it breaks, as the Lane port promises; two lanes are not ordered between them.
 */
import type { CircleId } from '../../src/core/ids.ts';
import type { Clock, Lane } from '../../src/core/ports.ts';
import { joinLanes, type LanePair, type MemoryLane, type Wire } from '../support/memory-lane.ts';
import type { LinkPlan } from './actions.ts';
import { diceFor, type Dice } from './chance.ts';

/** Somebody whom lanes can reach. */
export interface Station {
  /** Whether it can be reached now: it runs, and knows of the circle. */
  readonly isOpen: boolean;
  /** Not let in yet: two of those have nothing to say to each other. */
  readonly isWaiting: boolean;
  connect(lane: Lane, other: number): void;
}

export interface NetworkPorts {
  clock: Clock;
  seed: number;
  circle: () => CircleId | undefined;
  station: (index: number) => Station | undefined;
  /** Each frame, as it is sent. */
  onFrame: (from: number, to: number, frame: Uint8Array) => void;
}

interface Line {
  bytes: number;
  frames: number;
  lastAt: number;
  waiting: (() => void)[];
}

/** One time that two stations met. */
interface Meeting {
  /** Who opened the lane, and whom with. */
  first: number;
  second: number;
  /** What is under way from each of them. */
  lines: readonly [Line, Line];
  /** Nothing gets through any more; the ends may not know yet. */
  broken: boolean;
}

interface Link {
  plan: LinkPlan;
  dice: Dice;
  /** How many reasons there are for which nothing passes. */
  cuts: number;
  stalledUntil: number;
  lanes: Map<Meeting, LanePair>;
  opened: number;
  /** A look at it is due. */
  looking: boolean;
}

/** Bytes under way on one lane before its sender has to wait. */
const WINDOW = 256 * 1024;
const RECONNECT = 1_500;
/** After a refusal: the two meet again, but not at once. */
const FORGOTTEN = 25_000;
const NOTHING_TO_SAY = 700;

export class Network {
  /** The most that was under way on one lane. */
  readonly most = { bytes: 0, frames: 0 };
  frames = 0;
  lastFrameAt = 0;
  /** Who sent it to whom. */
  lastFrame = '';
  readonly #ports: NetworkPorts;
  readonly #links: Link[];
  /** Stations that are cut off from everybody. */
  readonly #unplugged = new Set<number>();

  constructor(plans: readonly LinkPlan[], ports: NetworkPorts) {
    this.#ports = ports;
    this.#links = plans.map((plan) => this.#makeLink(plan));
  }

  /** Adds a link, where the two have none. */
  add(plan: LinkPlan): void {
    if (this.#linksBetween(plan.a, plan.b).length > 0) return;
    const link = this.#makeLink(plan);
    this.#links.push(link);
    this.#look(link, 1);
  }

  /** Tells that a station may have become reachable. */
  changed(index: number): void {
    for (const link of this.#linksOf(index)) this.#look(link, 1 + link.dice.below(200));
  }

  /** A station's process ended at once: the others learn of it later. */
  vanish(index: number): void {
    for (const link of this.#linksOf(index)) this.#breakAll(link, index);
  }

  unplug(index: number): void {
    this.#unplugged.add(index);
    for (const link of this.#linksOf(index)) this.#breakAll(link);
  }

  plugIn(index: number): void {
    this.#unplugged.delete(index);
    this.changed(index);
  }

  cut(a: number, b: number): void {
    for (const link of this.#linksBetween(a, b)) {
      link.cuts++;
      this.#breakAll(link);
    }
  }

  mend(a: number, b: number): void {
    for (const link of this.#linksBetween(a, b)) {
      link.cuts = Math.max(0, link.cuts - 1);
      this.#look(link, link.dice.below(1_000));
    }
  }

  /** Those on one side no longer hear those on the other. */
  part(side: readonly number[], cut: boolean): void {
    for (const link of this.#links) {
      if (side.includes(link.plan.a) === side.includes(link.plan.b)) continue;
      if (cut) this.cut(link.plan.a, link.plan.b);
      else this.mend(link.plan.a, link.plan.b);
    }
  }

  stall(a: number, b: number, ms: number): void {
    for (const link of this.#linksBetween(a, b)) link.stalledUntil = Math.max(link.stalledUntil, this.#ports.clock.now() + ms);
  }

  /** The two meet once more, beside the lane that they have. */
  meetAgain(a: number, b: number): void {
    for (const link of this.#linksBetween(a, b)) if (this.#canOpen(link)) this.#open(link);
  }

  healAll(): void {
    this.#unplugged.clear();
    for (const link of this.#links) {
      link.cuts = 0;
      link.stalledUntil = 0;
      this.#look(link, 1 + link.dice.below(500));
    }
  }

  #makeLink(plan: LinkPlan): Link {
    return { plan, dice: diceFor(this.#ports.seed, 'link', plan.a, plan.b), cuts: 0, stalledUntil: 0, lanes: new Map(), opened: 0, looking: false };
  }

  #linksOf(index: number): Link[] {
    return this.#links.filter(({ plan }) => plan.a === index || plan.b === index);
  }

  #linksBetween(a: number, b: number): Link[] {
    return this.#links.filter(({ plan }) => (plan.a === a && plan.b === b) || (plan.a === b && plan.b === a));
  }

  #look(link: Link, ms: number): void {
    if (link.looking) return;
    link.looking = true;
    this.#ports.clock.after(ms, () => {
      link.looking = false;
      const [a, b] = [this.#ports.station(link.plan.a), this.#ports.station(link.plan.b)];
      if (link.lanes.size > 0 || !this.#canOpen(link) || a === undefined || b === undefined) return;
      if (a.isWaiting && b.isWaiting) this.#look(link, NOTHING_TO_SAY);
      else this.#open(link);
    });
  }

  #canOpen({ cuts, plan }: Link): boolean {
    const reachable = (index: number): boolean => !this.#unplugged.has(index) && this.#ports.station(index)?.isOpen === true;
    return cuts === 0 && reachable(plan.a) && reachable(plan.b);
  }

  #open(link: Link): void {
    const { a, b } = link.plan;
    // Which of the two opened it is as the wind blows.
    const [first, second] = link.dice.below(2) === 0 ? [a, b] : [b, a];
    const meeting: Meeting = { first, second, lines: [newLine(), newLine()], broken: false };
    const wire: Wire = {
      carry: (from, frame, deliver) => this.#carry(link, meeting, from, frame, deliver),
      closing: (from, close) => this.#closing(link, meeting, from, close),
    };
    const pair = joinLanes(`${String(link.dice.roll())} ${String(first)} ${String(second)} ${String(link.opened++)}`, this.#ports.circle(), wire);
    pair.a.keepsSent = false;
    pair.b.keepsSent = false;
    link.lanes.set(meeting, pair);
    this.#ports.station(first)?.connect(pair.a, second);
    this.#ports.station(second)?.connect(pair.b, first);
  }

  async #carry(link: Link, meeting: Meeting, from: MemoryLane, frame: Uint8Array, deliver: () => void): Promise<void> {
    const { clock } = this.#ports;
    if (meeting.broken) return;
    const { first, second, lines } = meeting;
    const line = lines[from.initiator ? 0 : 1];
    const [sender, receiver] = from.initiator ? [first, second] : [second, first];
    this.#ports.onFrame(sender, receiver, frame);
    this.lastFrame = `${String(sender)} to ${String(receiver)}`;
    this.frames++;
    this.lastFrameAt = clock.now();
    const { delay, jitter } = link.plan;
    line.lastAt = Math.max(line.lastAt, clock.now() + delay + link.dice.below(jitter + 1), link.stalledUntil);
    line.bytes += frame.length;
    line.frames++;
    this.most.bytes = Math.max(this.most.bytes, line.bytes);
    this.most.frames = Math.max(this.most.frames, line.frames);
    clock.after(line.lastAt - clock.now(), () => {
      line.bytes -= frame.length;
      line.frames--;
      if (!meeting.broken) deliver();
      if (line.bytes < WINDOW) for (const go of line.waiting.splice(0)) go();
    });
    if (line.bytes >= WINDOW) await new Promise<void>((go) => line.waiting.push(go));
  }

  #closing(link: Link, meeting: Meeting, from: MemoryLane, close: () => void): void {
    if (meeting.broken) return;
    // What was sent before arrives before.
    const line = meeting.lines[from.initiator ? 0 : 1];
    const { clock } = this.#ports;
    clock.after(Math.max(0, line.lastAt - clock.now()) + link.plan.delay, () => {
      if (meeting.broken) return;
      close();
      this.#ended(link, meeting);
    });
  }

  /** Nothing that is under way arrives; each end learns of it in its own time, but for that of who vanished. */
  #breakAll(link: Link, vanished?: number): void {
    for (const [meeting, pair] of link.lanes) {
      const gone = vanished === undefined ? undefined : meeting.first === vanished ? pair.a : pair.b;
      this.#ended(link, meeting);
      for (const end of [pair.a, pair.b]) if (end !== gone) this.#ports.clock.after(link.dice.below(4_000), () => end.close());
    }
  }

  #ended(link: Link, meeting: Meeting): void {
    const pair = link.lanes.get(meeting);
    meeting.broken = true;
    link.lanes.delete(meeting);
    for (const line of meeting.lines) for (const go of line.waiting.splice(0)) go();
    const wasForgotten = pair?.a.forgotten === true || pair?.b.forgotten === true;
    this.#look(link, (wasForgotten ? FORGOTTEN : RECONNECT) + link.dice.below(RECONNECT));
  }
}

function newLine(): Line {
  return { bytes: 0, frames: 0, lastAt: 0, waiting: [] };
}
