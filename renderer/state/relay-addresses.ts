/** Relay addresses as people type them: one per line or with commas between; "relay.example:4444" means ws://. */

const MOST = 8;

/** The addresses in a text, each once, with their scheme; at most eight. */
export function readRelays(text: string): string[] {
  const addresses = text.split(/[\s,;]+/).filter((part) => part !== '');
  return [...new Set(addresses.map((address) => (/^[a-z]+:\/\//i.test(address) ? address : `ws://${address}`)))].slice(0, MOST);
}

/** True if the host would take it: ws:// or wss://, a host, at most 300 characters. */
export function isRelayAddress(address: string): boolean {
  if (address.length > 300 || !/^wss?:\/\/[^\s]+$/.test(address)) return false;
  return URL.canParse(address);
}
