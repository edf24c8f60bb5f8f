/**
 * The whole window in the test's own document, in front of a scripted host, without a browser: for what screens say and what
 * keys do. This document lays nothing out, so widths are made up; what depends on layout is for a real browser.
 */
import { mount, unmount } from 'svelte';
import { vi } from 'vitest';
import App from '../../../renderer/App.svelte';
import { HostConnection } from '../../../renderer/host/connection.ts';
import { shell } from '../../../renderer/state/shell.svelte.ts';
import { toasts } from '../../../renderer/state/toasts.svelte.ts';
import type { Pipe } from '../../../src/core/commands.ts';
import { ScriptedHost } from './scripted-host.ts';

const WIDTH_PX = 1_200;
/** For a machine that does a lot beside it. */
const PATIENCE = { timeout: 20_000, interval: 10 };

/** One end of a pipe whose messages arrive in a later turn. */
class PipeEnd implements Pipe {
  readonly buffered = 0;
  other: PipeEnd | undefined;
  #receive: ((bytes: Uint8Array) => void) | undefined;
  #closed: (() => void) | undefined;
  #waiting: Uint8Array[] = [];

  send(bytes: Uint8Array): void {
    const { other } = this;
    queueMicrotask(() => other?.take(bytes));
  }

  take(bytes: Uint8Array): void {
    if (this.#receive === undefined) this.#waiting.push(bytes);
    else this.#receive(bytes);
  }

  onMessage(receive: (bytes: Uint8Array) => void): void {
    this.#receive = receive;
    for (const bytes of this.#waiting.splice(0)) receive(bytes);
  }

  onClose(closed: () => void): void {
    this.#closed = closed;
  }

  close(): void {
    const { other } = this;
    this.other = undefined;
    other?.end();
  }

  end(): void {
    this.other = undefined;
    this.#closed?.();
  }
}

export class MountedWindow {
  readonly host: ScriptedHost;
  #app: Record<string, unknown> | undefined;
  #connection: HostConnection | undefined;
  #end: PipeEnd | undefined;
  /** Whether the host can be reached. */
  reachable = true;

  constructor(host = new ScriptedHost()) {
    this.host = host;
  }

  /** Opens the window at an address; closes it first where it was open. */
  async open(hash = '#/'): Promise<void> {
    await this.close();
    layOut();
    location.hash = hash;
    this.#connection = new HostConnection(() => (this.reachable ? Promise.resolve(this.#pipe()) : Promise.reject(new Error('away'))));
    this.#app = mount(App, { target: document.body, props: { connection: this.#connection } });
    this.#connection.start();
  }

  /** As if the window was killed: nothing is told to anyone. */
  async close(): Promise<void> {
    this.#connection?.close();
    if (this.#app !== undefined) await unmount(this.#app);
    this.#app = undefined;
    shell.closeDialog();
    shell.palette = false;
    for (const toast of toasts.list) toasts.close(toast.id);
    document.body.replaceChildren();
  }

  /** The host goes away, and can't be reached until told otherwise. */
  loseHost(): void {
    this.reachable = false;
    this.#end?.close();
  }

  go(hash: string): void {
    location.hash = hash;
  }

  /** Waits until the document says so, wherever; the words stand in one element or in several. */
  async says(...words: string[]): Promise<void> {
    for (const text of words) await vi.waitUntil(() => textOf(document.body).includes(text), PATIENCE).catch(() => missing(text));
  }

  /** Waits for the first element that fits. */
  async find<T extends Element = HTMLElement>(selector: string, text = ''): Promise<T> {
    return await vi.waitUntil(() => [...document.querySelectorAll<T>(selector)].find((element) => textOf(element).includes(text)), PATIENCE).catch(() => missing(`${selector} ${text}`));
  }

  async click(selector: string, text = ''): Promise<void> {
    (await this.find(selector, text)).click();
  }

  /** Presses a key where the focus is; true if someone took it. */
  press(key: string, more: KeyboardEventInit = {}): boolean {
    return !(document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }));
  }

  async type(selector: string, text: string): Promise<void> {
    const field = await this.find<HTMLInputElement>(selector);
    field.value = text;
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }

  #pipe(): PipeEnd {
    const [mine, theirs] = [new PipeEnd(), new PipeEnd()];
    mine.other = theirs;
    theirs.other = mine;
    this.#end = theirs;
    this.host.attach(theirs);
    return mine;
  }
}

/** What is said, in one line, with what stands in fields. */
function textOf(element: Element): string {
  return (element.textContent ?? '').replaceAll(/\s+/g, ' ');
}

function missing(what: string): never {
  throw new Error(`not there: ${what}\n${textOf(document.body)}`);
}

/** What this document leaves out: sizes, where a browser puts the focus when a dialog opens, and which option of a list is chosen. */
function layOut(): void {
  HTMLDialogElement.prototype.showModal = function showModal(this: HTMLDialogElement): void {
    this.setAttribute('open', '');
    this.querySelector<HTMLElement>('input, button, textarea, select, a[href], [tabindex]')?.focus();
  };
  const { querySelector } = Element.prototype;
  Object.defineProperty(HTMLSelectElement.prototype, 'querySelector', {
    configurable: true,
    value(this: HTMLSelectElement, selector: string) {
      return selector === ':checked' ? this.options[this.selectedIndex] : querySelector.call(this, selector);
    },
  });
  for (const side of ['clientWidth', 'clientHeight'] as const) Object.defineProperty(HTMLElement.prototype, side, { configurable: true, get: () => WIDTH_PX });
}
