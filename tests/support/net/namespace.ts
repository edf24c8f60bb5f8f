/**
 * A small network for tests: one namespace per person, each with its own interface, joined by a bridge in a namespace
 * of its own (the hub). What goes between people really crosses a link, and a link can be cut. Nothing of the machine's
 * own network is touched. Needs root and iproute2; where they are missing everything runs on the machine's own
 * interface, and links can't be cut.
 */
import { execFileSync, spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { networkInterfaces } from 'node:os';

/** Where programs of one person run. */
export interface Place {
  /** Address by which others reach this place. */
  readonly address: string;
  /** Command line that runs a program here. */
  command(program: string, args: readonly string[]): [string, string[]];
  spawn(program: string, args: readonly string[], options: SpawnOptions): ChildProcess;
}

export interface TestNetwork {
  /** Whether links can be cut; false on the machine's own interface. */
  readonly isolated: boolean;
  /** Where a relay runs. */
  readonly hub: Place;
  readonly people: readonly Place[];
  /** Unplugs a person's cable, and plugs it in again. */
  cut(person: number): void;
  restore(person: number): void;
  /** Takes everything down. The processes inside must have ended. */
  close(): void;
}

const ip = (...args: string[]): string => execFileSync('ip', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

let networks = 0;

/** A network with that many people. */
export function createNetwork(people: number): TestNetwork {
  return canIsolate() ? createIsolated(people) : createShared(people);
}

/** Whether this process may make namespaces, found out by making one. */
function canIsolate(): boolean {
  if (process.getuid?.() !== 0) return false;
  const name = `huan-${process.pid}-probe`;
  try {
    ip('netns', 'add', name);
    ip('netns', 'exec', name, 'ip', 'link', 'set', 'lo', 'up');
    ip('netns', 'del', name);
    return true;
  } catch (error) {
    process.stderr.write(`No network namespaces here, so tests run on the machine's own interface: ${String(error).split('\n')[0]}\n`);
    return false;
  }
}

function createIsolated(count: number): TestNetwork {
  removeStale();
  const prefix = `huan-${process.pid}-${++networks}`;
  const hubName = `${prefix}-hub`;
  const made: string[] = [];
  const add = (name: string): void => {
    ip('netns', 'add', name);
    made.push(name);
    ip('-n', name, 'link', 'set', 'lo', 'up');
  };
  const close = (): void => {
    // A namespace takes its ends of the links along.
    for (const name of made.splice(0)) ip('netns', 'del', name);
    process.off('exit', close);
  };
  process.once('exit', close);
  try {
    add(hubName);
    ip('-n', hubName, 'link', 'add', 'br0', 'type', 'bridge', 'mcast_snooping', '0');
    ip('-n', hubName, 'addr', 'add', '10.77.0.1/24', 'dev', 'br0');
    ip('-n', hubName, 'link', 'set', 'br0', 'up');
    const places = Array.from({ length: count }, (_, i) => {
      const name = `${prefix}-${i}`;
      const address = `10.77.0.${i + 2}`;
      add(name);
      ip('-n', hubName, 'link', 'add', `port${i}`, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name);
      ip('-n', hubName, 'link', 'set', `port${i}`, 'master', 'br0', 'up');
      ip('-n', name, 'addr', 'add', `${address}/24`, 'dev', 'eth0');
      ip('-n', name, 'link', 'set', 'eth0', 'up');
      // Without a default route a browser finds no address of its own to offer.
      ip('-n', name, 'route', 'add', 'default', 'via', '10.77.0.1');
      return placeIn(name, address);
    });
    return {
      isolated: true,
      hub: placeIn(hubName, '10.77.0.1'),
      people: places,
      cut: (person) => void ip('-n', hubName, 'link', 'set', `port${person}`, 'down'),
      restore: (person) => void ip('-n', hubName, 'link', 'set', `port${person}`, 'up'),
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

function placeIn(name: string, address: string): Place {
  const command: Place['command'] = (program, args) => ['ip', ['netns', 'exec', name, program, ...args]];
  return { address, command, spawn: (program, args, options) => spawn(...command(program, args), options) };
}

function createShared(count: number): TestNetwork {
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []).find(({ family, internal }) => family === 'IPv4' && !internal);
  const here: Place = {
    address: own?.address ?? '127.0.0.1',
    command: (program, args) => [program, [...args]],
    spawn: (program, args, options) => spawn(program, args, options),
  };
  const unable = (): never => {
    throw new Error('links can only be cut in network namespaces');
  };
  return { isolated: false, hub: here, people: Array.from({ length: count }, () => here), cut: unable, restore: unable, close: () => undefined };
}

/** Removes what test runs left behind that were killed before they could. */
function removeStale(): void {
  for (const line of ip('netns', 'list').split('\n')) {
    const [, name, pid] = /^(huan-(\d+)-\S+)/.exec(line) ?? [];
    if (name !== undefined && pid !== undefined && !isRunning(Number(pid))) ip('netns', 'del', name);
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
