/** Starts the window: settings first (so that the first paint has the right language and colours), then the host. */
import { mount } from 'svelte';
import '@fontsource-variable/source-serif-4/wght.css';
import './look/tokens.css';
import './look/base.css';
import App from './App.svelte';
import { HostConnection } from './host/connection.ts';
import { openPipe } from './host/open-pipe.ts';
import { hasToken, takeToken } from './host/websocket-pipe.ts';
import { Carrier } from './lanes/carrier.ts';
import { settings } from './state/settings.svelte.ts';

takeToken();
settings.load();
// The address of a host that was started anew, opened in this very tab: only the fragment changes.
window.addEventListener('hashchange', () => {
  if (hasToken()) location.reload();
});

const connection = new HostConnection(openPipe);
const carrier = new Carrier();
connection.onState((state) => {
  if (state === 'open') carrier.connected(connection);
  else carrier.disconnected();
});
for (const type of ['rooms', 'lane-frame', 'lane-close'] as const) connection.on(type, (message) => carrier.receive(message));

const target = document.getElementById('app');
if (target === null) throw new Error('the page has no place for the app');
mount(App, { target, props: { connection } });
connection.start();
