/**
 * The sessions of a device: begins one per lane, keeps at most one per other device and lane's circle, and remembers
 * until the next start whom it cut off.
 */
import type { CircleStatus, PeerStatus } from '../commands.ts';
import type { MemberCircle } from '../circle/member-circle.ts';
import { bytesToId, type CircleId, type DeviceKey } from '../ids.ts';
import type { PeerPorts } from '../peer.ts';
import type { Lane } from '../ports.ts';
import { Session } from './session.ts';

export class Connections {
  readonly #sessions = new Set<Session>();
  readonly #cutOff = new Set<DeviceKey>();
  readonly #ports: PeerPorts;
  readonly #circles: () => MemberCircle[];
  readonly #changed: () => void;
  /** What was seen in the rooms of each circle, and on lanes of no circle. */
  readonly #versions = new Map<CircleId | undefined, 'newer' | 'older'>();

  constructor(ports: PeerPorts, circles: () => MemberCircle[], changed: () => void) {
    this.#ports = ports;
    this.#circles = circles;
    this.#changed = changed;
  }

  /** What stands in the way of some other device, if anything does. Until the next start: nobody says when it was updated. */
  problemOf(circle: CircleId): CircleStatus['problem'] {
    const other = this.#versions.get(circle) ?? this.#versions.get(undefined);
    return other === undefined ? undefined : `other-side-${other}`;
  }

  connect(lane: Lane): void {
    const session = new Session(
      lane,
      {
        ...this.#ports,
        circles: () => this.#circles(),
        isCutOff: (device) => this.#cutOff.has(device),
        cutOff: (device) => void this.#cutOff.add(device),
        takePlace: (candidate, device) => this.#takePlace(candidate, device),
        noteVersion: (circle, other) => {
          this.#versions.set(circle, other);
          this.#changed();
        },
      },
      (ended, forget) => {
        this.#sessions.delete(ended);
        if (forget) lane.forget?.();
        this.#changed();
      },
    );
    this.#sessions.add(session);
  }

  peersOf(circle: MemberCircle): PeerStatus[] {
    const peers: PeerStatus[] = [];
    for (const session of this.#sessions) {
      const sync = session.syncs().get(circle.circle);
      if (session.device === undefined || sync === undefined) continue;
      peers.push({ device: session.device, name: circle.nameOf(session.device), lane: session.lane.kind, inSync: sync.inSync });
    }
    return peers;
  }

  fetchPhotos(): void {
    for (const session of this.#sessions) session.fetchPhotos();
  }

  /** Ends sessions that only waited in a circle's lobby, so that the two meet again as members. */
  leaveLobby(circle: CircleId): void {
    for (const session of this.#sessions) if (session.lane.circle === circle && !session.syncs().has(circle)) session.close();
  }

  /** Ends the sessions in a circle's rooms: what this device is in that circle has changed. */
  restart(circle: CircleId): void {
    for (const session of this.#sessions) if (session.lane.circle === circle) session.close();
  }

  close(): void {
    for (const session of this.#sessions) session.close();
  }

  /** Two devices that met twice keep the lane with the higher binding: both see the same two bindings. */
  #takePlace(candidate: Session, device: DeviceKey): boolean {
    for (const rival of this.#sessions) {
      if (rival === candidate || rival.device !== device || rival.lane.circle !== candidate.lane.circle) continue;
      if (nameOf(rival.lane) > nameOf(candidate.lane)) return false;
      rival.giveWay();
    }
    return true;
  }
}

function nameOf(lane: Lane): string {
  return bytesToId<CircleId>(lane.binding);
}
