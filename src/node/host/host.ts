/**
 * The host: one device, and any number of windows attached to it. Tells all windows how things are, at once and then at most
 * four times a second; chooses which of them carries WebRTC lanes.
 * Holds always: what one window does wrong ends that window's pipe and nothing else.
 */
import type { Pipe } from '../../core/commands.ts';
import type { CircleId } from '../../core/ids.ts';
import type { Clock, Random, Verifier } from '../../core/ports.ts';
import type { Disk } from '../store/disk.ts';
import type { DamageReport } from '../store/keep-damaged.ts';
import { CarrierElection } from './carrier.ts';
import { Device, type OpenPeer } from './device.ts';
import { Throttle } from './throttle.ts';
import { WindowSession } from './window-session.ts';

const STATUS_SPAN_MS = 250;

export interface HostOptions {
  /** The home's folder; its lock is the caller's. */
  folder: string;
  disk: Disk;
  clock: Clock;
  random: Random;
  verifier: Verifier;
  openPeer: OpenPeer;
  version: string;
  /** Told of damage that was found on disk. */
  onDamage: (report: DamageReport) => void;
  /** Told of bugs: what a window only hears of as `internal`. */
  onBug: (error: unknown) => void;
}

export interface Host {
  /** Serves a window until its pipe closes. */
  attach(pipe: Pipe): void;
  /** Ends all windows and sessions; resolves when everything is on disk. */
  close(): Promise<void>;
}

/** Opens the device in that home and serves it. Rejects with StoreError. */
export async function startHost(options: HostOptions): Promise<Host> {
  const windows = new Set<WindowSession>();
  const election = new CarrierElection();
  const device = await Device.open(options);

  const status = new Throttle(options.clock, STATUS_SPAN_MS, () => {
    const now = device.status();
    for (const window of windows) window.sendStatus(now);
    election.update(device.peer?.rooms() ?? []);
    // A circle's document may be here only now.
    for (const window of windows) window.documentsChanged();
  });
  device.listen({
    onStatus: () => status.ask(),
    onDocument: (circle: CircleId) => {
      for (const window of windows) window.documentChanged(circle);
    },
  });
  status.ask();

  return {
    attach(pipe) {
      const window = new WindowSession({ pipe, device, election, clock: options.clock, onBug: options.onBug, onClosed: () => windows.delete(window) });
      windows.add(window);
    },
    async close() {
      status.stop();
      for (const window of windows) window.close();
      await device.close();
    },
  };
}
