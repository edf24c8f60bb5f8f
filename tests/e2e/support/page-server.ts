/**
 * Serves one script as a page on loopback, as a process of its own, so that it can run where its browser does. A page that a
 * test answers in the server's place would not do: the browser counts it as one from the internet, and keeps it from
 * everything in the local network. Usage: SCRIPT.
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const script = readFileSync(process.argv[2] ?? '');
/** As strict as the window's own, as far as scripts go. */
const policy = "default-src 'none'; script-src 'self'; connect-src 'self' ws: wss:";

const server = createServer((request, response) => {
  if (request.url === '/page.js') response.setHeader('content-type', 'text/javascript').end(script);
  else response.setHeader('content-type', 'text/html').setHeader('content-security-policy', policy).end('<!doctype html><title>lane</title><script type="module" src="/page.js"></script>');
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}/\n`));
