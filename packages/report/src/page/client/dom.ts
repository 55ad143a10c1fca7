type Attributes = Readonly<Record<string, string | number | boolean | (() => void)>>;

/** Makes an element. What is text is written as text, whatever is in it. */
export function el<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(key, value);
    else if (value !== false) made.setAttribute(key, value === true ? '' : String(value));
  }
  made.append(...children);
  return made;
}

/** A colour of the page, as its style has it now. */
export function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** Calls when the reader changes between light and dark. */
export function onTheme(redraw: () => void): void {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
}

/** A choice with its label. */
export function choice(
  label: string,
  options: readonly string[],
  onChoose: (value: string) => void,
): HTMLLabelElement {
  const select = el('select', {}, ...options.map((option) => el('option', { value: option }, option)));
  select.addEventListener('change', () => onChoose(select.value));
  return el('label', {}, `${label} `, select);
}

/** Calls once when nothing more was typed for a moment. */
export function afterTyping(input: HTMLInputElement, done: () => void): void {
  let timer = 0;
  input.addEventListener('input', () => {
    clearTimeout(timer);
    timer = window.setTimeout(done, 120);
  });
}
