/** Copies text. False where the browser doesn't let us: then the person copies by hand. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch (error) {
    if (error instanceof DOMException || error instanceof TypeError) return copySelection();
    throw error;
  }
}

/** The older way, for pages that may not use the clipboard's own interface: copies what is selected. */
function copySelection(): boolean {
  return document.getSelection()?.isCollapsed === false || document.activeElement instanceof HTMLTextAreaElement ? document.execCommand('copy') : false;
}
