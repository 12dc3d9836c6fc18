// Keys by place on the keyboard (`event.code`), so that they work under an Arabic layout too.

export interface Key {
  /** Place on the keyboard. */
  code: string;
  /** With shift or without. */
  shift: boolean;
  /** What is printed on the key. */
  label: string;
  /** Key of the words that say what it does. */
  what: string;
  /** Another way to what an entry of the list of keys says: not told twice. */
  hidden?: boolean;
  /** What it does; null where the browser does it by itself. */
  run: (() => void) | null;
}

/** Runs the keys of a page, except while something is being typed or chosen. */
export function listen(keys: Key[]): void {
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const target = event.target as Element | null;
    if (target?.closest('input, select, textarea, [contenteditable], dialog')) return;
    const key = keys.find((k) => k.run !== null && k.code === event.code && k.shift === event.shiftKey);
    if (!key?.run) return;
    event.preventDefault();
    key.run();
  });
}

/** Moves the focus to the next or previous of some elements; from outside, to the first or last. */
export function move(elements: HTMLElement[], by: 1 | -1): void {
  const at = elements.findIndex((e) => e === document.activeElement);
  const next = at === -1 ? (by === 1 ? 0 : elements.length - 1) : at + by;
  elements[next]?.focus();
}
