/** The two messages between the preload and the main process. A page never sees these names. */

/** Preload to main: this page wants a port to the host. */
export const CONNECT_CHANNEL = 'huan:connect';

/** Main to preload: here is the port. */
export const PORT_CHANNEL = 'huan:port';
