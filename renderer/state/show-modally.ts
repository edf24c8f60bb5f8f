/** For a <dialog>: shows it over everything, and gives the focus back to where it was when it goes. */
export function showModally(dialog: HTMLDialogElement): () => void {
  const before = document.activeElement;
  dialog.showModal();
  return () => {
    if (before instanceof HTMLElement && before.isConnected) before.focus();
  };
}
