/** The application menu: what a keyboard expects, and the one way to quit. */
import { Menu } from 'electron';
import type { ShellWords } from './words.ts';

export function setMenu(words: ShellWords): void {
  const menu = Menu.buildFromTemplate([
    {
      label: words.title,
      submenu: [
        { label: words.closeWindow, role: 'close' },
        { label: words.quit, role: 'quit', accelerator: 'CommandOrControl+Q' },
      ],
    },
    {
      label: words.edit,
      submenu: [
        { label: words.undo, role: 'undo' },
        { label: words.redo, role: 'redo' },
        { type: 'separator' },
        { label: words.cut, role: 'cut' },
        { label: words.copy, role: 'copy' },
        { label: words.paste, role: 'paste' },
        { label: words.selectAll, role: 'selectAll' },
      ],
    },
    {
      label: words.view,
      submenu: [
        { label: words.zoomIn, role: 'zoomIn' },
        { label: words.zoomOut, role: 'zoomOut' },
        { label: words.actualSize, role: 'resetZoom' },
        { label: words.fullScreen, role: 'togglefullscreen' },
      ],
    },
  ]);
  Menu.setApplicationMenu(menu);
}
