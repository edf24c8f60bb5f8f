/** Opens an address in this person's default browser. */
import { spawn } from 'node:child_process';

/** True if a program took the address; what it does with it can't be seen from here. */
export function openBrowser(address: string, platform: NodeJS.Platform = process.platform): Promise<boolean> {
  const { program, args } = browserCommand(address, platform);
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: 'ignore', detached: true });
    child.once('error', () => resolve(false));
    // xdg-open ends with an error where there is no browser, and otherwise may live as long as the browser does.
    child.once('exit', (code) => resolve(code === 0));
    const patience = setTimeout(() => resolve(true), 3_000);
    patience.unref();
    child.unref();
  });
}

/** The system's own opener. On Windows not `start`: cmd would read `&` in an address as a command. */
export function browserCommand(address: string, platform: NodeJS.Platform): { program: string; args: string[] } {
  if (platform === 'darwin') return { program: 'open', args: [address] };
  if (platform === 'win32') return { program: 'rundll32', args: ['url.dll,FileProtocolHandler', address] };
  return { program: 'xdg-open', args: [address] };
}
