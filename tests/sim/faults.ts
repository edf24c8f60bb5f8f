/** What goes wrong in a run: with power, disks, clocks, homes and the network. What has an end ends by itself. */
import type { VirtualClock } from '../support/virtual-clock.ts';
import type { Fault } from './actions.ts';
import { diceFor } from './chance.ts';
import type { Network } from './network.ts';
import type { SimPeer } from './sim-peer.ts';

export interface Breakable {
  clock: VirtualClock;
  network: Network;
  /** Opens a home again, and again later where that fails. */
  revive(peer: SimPeer): void;
  /** A copy of that peer's home is somebody of their own from now on. */
  addCopy(of: SimPeer, as: number): void;
}

/** Makes it happen. False where there was nothing to happen to. */
export async function cause(world: Breakable, peer: SimPeer, fault: Fault, seed: number): Promise<boolean> {
  const { clock, network } = world;
  const { index, disk } = peer;
  if (fault.type === 'disk-full' || fault.type === 'disk-error' || fault.type === 'read-only') peer.hadDiskTrouble = true;
  const later = (ms: number, undo: () => void): true => {
    clock.after(ms, undo);
    return true;
  };
  switch (fault.type) {
    case 'crash':
      if (peer.running === undefined) return false;
      peer.downFor = { ms: fault.for, seed };
      peer.crash();
      return true;
    case 'crash-at-write':
      if (peer.running === undefined) return false;
      peer.downFor = { ms: fault.for, seed };
      disk.random = diceFor('torn', seed).roll;
      disk.failAt = { call: disk.calls + fault.calls, code: 'power' };
      return true;
    case 'restart':
      if (peer.running === undefined) return false;
      await peer.stop();
      network.vanish(index);
      return later(fault.for, () => world.revive(peer));
    case 'sleep':
      network.unplug(index);
      return later(fault.for, () => network.plugIn(index));
    case 'disk-full':
      disk.capacity = 0;
      return later(fault.for, () => (disk.capacity = Infinity));
    case 'disk-error':
      disk.random = diceFor('torn', seed).roll;
      disk.failAt = { call: disk.calls + fault.calls, code: 'EIO' };
      return true;
    case 'read-only':
      disk.readOnly = true;
      return later(fault.for, () => (disk.readOnly = false));
    case 'cut':
      network.cut(index, fault.with);
      return later(fault.for, () => network.mend(index, fault.with));
    case 'stall':
      network.stall(index, fault.with, fault.for);
      return true;
    case 'second-lane':
      network.meetAgain(index, fault.with);
      return true;
    case 'partition':
      network.part(fault.side, true);
      return later(fault.for, () => network.part(fault.side, false));
    case 'skew':
      peer.moveClock(fault.by);
      return true;
    case 'copy-home':
      if (peer.circle === undefined) return false;
      world.addCopy(peer, fault.as);
      return true;
    case 'keep-backup':
      peer.backup = disk.copy();
      return true;
    case 'restore-backup':
      if (peer.backup === undefined) return false;
      await peer.stop();
      network.vanish(index);
      peer.disk = peer.backup.copy();
      peer.isCopied = true;
      world.revive(peer);
      return true;
  }
}
