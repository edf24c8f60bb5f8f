import { expect, test } from 'vitest';
import { browserCommand } from '../../../../src/node/cli/open-browser.ts';

test('each system’s own opener gets the address as one argument, past any shell', () => {
  const address = 'http://127.0.0.1:20000/#token=a&b';
  expect(browserCommand(address, 'linux')).toEqual({ program: 'xdg-open', args: [address] });
  expect(browserCommand(address, 'darwin')).toEqual({ program: 'open', args: [address] });
  expect(browserCommand(address, 'win32')).toEqual({ program: 'rundll32', args: ['url.dll,FileProtocolHandler', address] });
});
