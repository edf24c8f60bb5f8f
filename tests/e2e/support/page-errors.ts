/**
 * What goes wrong in pages and nobody catches: errors of scripts, what the console calls an error, and whatever the Content
 * Security Policy refuses. A run in which there is any has failed, whatever else it showed.
 */
import type { BrowserContext } from 'playwright-core';

/**
 * What no page can keep its browser from calling an error, and what is none: a connection that is not there. Whether a window
 * copes with that is shown where cables are pulled.
 */
const OFFLINE = /^(?:WebSocket connection to '[^']*' failed|Failed to load resource: net::ERR_(?:CONNECTION|INTERNET|NETWORK|ADDRESS))/;

/** Runs in each page before anything else. */
function tellRefusals(): void {
  document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, disposition }) => {
    // The only way from a page to its test that needs nothing of the page.
    reportError(new Error(`CSP ${disposition}: ${effectiveDirective} refused ${blockedURI}`));
  });
}

/**
 * Watches all pages of a context from now on, and returns the list to which everything is added in the moment it happens.
 * What the console says and is `expected` by the test's own making is left out.
 */
export async function watchErrors(context: BrowserContext, expected: (text: string) => boolean = () => false): Promise<string[]> {
  const errors: string[] = [];
  await context.addInitScript(tellRefusals);
  context.on('weberror', (error) => errors.push(String(error.error())));
  context.on('console', (message) => {
    if (message.type() === 'error' && !OFFLINE.test(message.text()) && !expected(message.text())) errors.push(message.text());
  });
  return errors;
}
