/** Picks the pipe: the shell's port where the preload offers one, otherwise the loopback host's WebSocket. */
import type { Pipe } from '../../src/core/commands.ts';
import { openPortPipe } from './port-pipe.ts';
import { openWebSocketPipe } from './websocket-pipe.ts';

export function openPipe(): Promise<Pipe> {
  return window.huan === undefined ? openWebSocketPipe() : openPortPipe(window.huan);
}
