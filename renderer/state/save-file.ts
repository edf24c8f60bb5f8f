/** Hands a file to the browser's own way of saving files. */

/** How long the browser may take to read what it was handed. */
const KEPT_MS = 600_000;

export function saveFile(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MS);
}
