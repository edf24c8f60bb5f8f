/**
 * All that a page gets from Electron: one named function. It runs sandboxed, as one CommonJS file, beside the page and not
 * in its world. The port itself comes as a message of the page's own window, the only way in which a port can reach it.
 */
import { contextBridge, ipcRenderer } from 'electron';
import { CONNECT_CHANNEL, PORT_CHANNEL } from './channels.ts';

declare const window: {
  readonly location: { readonly origin: string };
  postMessage(message: string, targetOrigin: string, transfer: readonly unknown[]): void;
};

/** What the page waits for (renderer/host/port-pipe.ts). */
const PORT_MESSAGE = 'huan-port';

ipcRenderer.on(PORT_CHANNEL, (event) => window.postMessage(PORT_MESSAGE, window.location.origin, event.ports));

contextBridge.exposeInMainWorld('huan', {
  connect: (): void => ipcRenderer.send(CONNECT_CHANNEL),
});
