/** Signs of items that are no numbers. */
export const BULLET = /^[•‣⁃◦▪▫■□●○∙·➢➤✓✔\uf0b7\uf0a7–—*-]\s+(?=\S)/;
const NUMBERED = /^(?:\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)])\s+(?=\S)/;

/** Whether a line begins an item of a list. */
export function listMarker(text: string): string | undefined {
  return BULLET.exec(text)?.[0] ?? NUMBERED.exec(text)?.[0];
}
