// Painting words with the CSS Custom Highlight API: the text stays one run, so no Arabic letter loses its join.

import { within } from './offsets';
import type { Field, Words } from './types';

interface Painted {
  element: Element;
  node: Text;
  start: number;
}

export class Painter {
  readonly #blocks: Painted[];

  /** Takes the server's marks out of the blocks, since highlights replace them. */
  constructor(root: Element) {
    this.#blocks = [...root.querySelectorAll<HTMLElement>('[data-start]')].map((element) => {
      const node = document.createTextNode(element.textContent ?? '');
      element.replaceChildren(node);
      return { element, node, start: Number(element.dataset['start']) };
    });
  }

  static get supported(): boolean {
    return typeof CSS !== 'undefined' && 'highlights' in CSS && typeof Highlight === 'function';
  }

  /** The ranges of the text under a span: one in each block it meets. */
  ranges(words: Words): Range[] {
    return this.#blocks.flatMap(({ node, start }) => {
      const part = within({ start, text: node.data }, words.start, words.end);
      if (!part) return [];
      const range = document.createRange();
      range.setStart(node, part.from);
      range.setEnd(node, part.to);
      return [range];
    });
  }

  /** Underlines the words of every field, each field in its own colour. */
  show(fields: Field[]): void {
    CSS.highlights.clear();
    for (const field of fields) {
      const ranges = field.values.flatMap((v) => (v.words ? this.ranges(v.words) : []));
      if (ranges.length === 0) continue;
      const highlight = new Highlight(...ranges);
      highlight.priority = field.key === 'evidence' ? 0 : 1;
      CSS.highlights.set(field.key === 'evidence' ? 'evidence' : `f-${field.key}`, highlight);
    }
  }

  /** Paints the words that have the focus, and brings them into view. */
  focus(words: Words | null, scroll = true): void {
    CSS.highlights.delete('focus');
    if (!words) return;
    const ranges = this.ranges(words);
    const first = ranges[0];
    if (!first) return;
    const highlight = new Highlight(...ranges);
    highlight.priority = 2;
    CSS.highlights.set('focus', highlight);
    const box = first.getBoundingClientRect();
    if (!scroll) return;
    if (box.top < 90 || box.bottom > window.innerHeight - 40) {
      window.scrollBy({ top: box.top - window.innerHeight / 2 });
    }
  }
}
