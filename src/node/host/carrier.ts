/**
 * Which window carries WebRTC lanes: the first that can, until it leaves or no longer can; then the next.
 * Holds always: at most one window is in any room on behalf of this host, and it knows the rooms of now.
 */
import type { Room } from '../../core/commands.ts';

export interface CarrierCandidate {
  /** Rooms to be in from now on; none means: no longer the carrier. */
  setRooms(rooms: Room[]): void;
}

export class CarrierElection {
  /** In the order in which they offered themselves. */
  readonly #able = new Set<CarrierCandidate>();
  #rooms: Room[] = [];
  #told = '[]';

  isCarrier(window: CarrierCandidate): boolean {
    return this.#carrier() === window;
  }

  /** A window says whether it can; one that left can't. */
  setAble(window: CarrierCandidate, able: boolean): void {
    const before = this.#carrier();
    if (able) this.#able.add(window);
    else this.#able.delete(window);
    const now = this.#carrier();
    if (now === before) {
      // A carrier that asks again has forgotten its rooms.
      if (able && now === window) window.setRooms(this.#rooms);
      return;
    }
    if (before && !able) before.setRooms([]);
    now?.setRooms(this.#rooms);
  }

  /** The rooms may have changed. */
  update(rooms: Room[]): void {
    const told = JSON.stringify(rooms);
    if (told === this.#told) return;
    this.#told = told;
    this.#rooms = rooms;
    this.#carrier()?.setRooms(rooms);
  }

  #carrier(): CarrierCandidate | undefined {
    const [first] = this.#able;
    return first;
  }
}
