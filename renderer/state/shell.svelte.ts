/**
 * What lies over the screens (the palette, one dialog), and what a screen is asked to do as soon as it is there. Buttons, keys
 * and the palette all come through here, so that each thing opens in one way.
 */

/** Dialogs that more than one way leads to. */
export type ShellDialog = 'help' | 'invite' | 'leave-waiting' | 'leave-circle' | 'renew-device';

class Shell {
  /** Lies over a dialog, too. */
  palette = $state(false);
  #dialog = $state.raw<ShellDialog | undefined>();
  #searchWanted = $state.raw<string | undefined>();

  get dialog(): ShellDialog | undefined {
    return this.#dialog;
  }

  show(dialog: ShellDialog): void {
    this.#dialog = dialog;
  }

  closeDialog(): void {
    this.#dialog = undefined;
  }

  /** What the market is to be searched for; empty: as it is, with the focus in its field. Undefined once it was taken. */
  get searchWanted(): string | undefined {
    return this.#searchWanted;
  }

  wantSearch(text: string): void {
    this.#searchWanted = text;
  }

  takeSearch(): void {
    this.#searchWanted = undefined;
  }
}

export const shell = new Shell();
