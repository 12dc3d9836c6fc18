// Words of the text chosen with the mouse or by keys: a stretch of the document, in Unicode scalar values.

export interface Picked {
  start: number;
  end: number;
  text: string;
}

/** A block of the text as the page has it. */
interface Block {
  node: Text;
  start: number;
  rtl: boolean;
}

/** A word: its block, and where it stands in it, in UTF-16 units. */
interface Word {
  block: number;
  from: number;
  to: number;
}

const WORD = /[\p{L}\p{M}\p{N}\u0640]+/gu;

export class Pick {
  readonly #blocks: Block[];
  readonly #length: (text: string) => number;
  readonly #tell: (picked: Picked | null) => void;
  #words: Word[] | null = null;
  /** By keys: the first and the last word chosen. */
  #anchor = 0;
  #focus = 0;
  /** Letters cut off at the beginning and at the end, in UTF-16 units. */
  #cut: [number, number] = [0, 0];
  /** Whether the keys move the choice. */
  byKeys = false;

  constructor(root: Element, length: (text: string) => number, tell: (picked: Picked | null) => void) {
    this.#length = length;
    this.#tell = tell;
    this.#blocks = [...root.querySelectorAll<HTMLElement>('[data-start]')].flatMap((element) => {
      const node = element.firstChild;
      if (!(node instanceof Text)) return [];
      return [{ node, start: Number(element.dataset['start']), rtl: getComputedStyle(element).direction === 'rtl' }];
    });
  }

  /** What the browser's own selection holds of the text. */
  picked(): Picked | null {
    const selection = getSelection();
    if (!selection || selection.rangeCount === 0 || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    let first: number | null = null;
    let last = 0;
    const pieces: string[] = [];
    for (const { node, start } of this.#blocks) {
      if (!range.intersectsNode(node)) continue;
      let from = range.startContainer === node ? range.startOffset : 0;
      let to = range.endContainer === node ? range.endOffset : node.data.length;
      while (from < to && /\s/u.test(node.data[from] ?? '')) from += 1;
      while (to > from && /\s/u.test(node.data[to - 1] ?? '')) to -= 1;
      if (from >= to) continue;
      first ??= start + this.#length(node.data.slice(0, from));
      last = start + this.#length(node.data.slice(0, to));
      pieces.push(node.data.slice(from, to));
    }
    return first === null ? null : { start: first, end: last, text: pieces.join(' ') };
  }

  /** Begins to choose by keys, at the word that stands at a place of the text or after it. */
  begin(offset: number): void {
    const words = this.#all();
    const at = words.findIndex((w) => this.#offset(w, w.to) > offset);
    if (words.length === 0) return;
    this.byKeys = true;
    this.#set(at === -1 ? words.length - 1 : at, false);
  }

  /** Lets go of what is chosen. */
  end(): void {
    this.byKeys = false;
    getSelection()?.removeAllRanges();
    this.#tell(null);
  }

  /** A key while words are chosen by keys; whether it was one of ours. */
  key(event: KeyboardEvent): boolean {
    if (!this.byKeys) return false;
    const rtl = this.#blocks[this.#all()[this.#focus]?.block ?? 0]?.rtl ?? false;
    const grow = event.shiftKey;
    switch (event.code) {
      case 'ArrowLeft':
        this.#set(this.#focus + (rtl ? 1 : -1), grow);
        return true;
      case 'ArrowRight':
        this.#set(this.#focus + (rtl ? -1 : 1), grow);
        return true;
      case 'ArrowDown':
        this.#set(this.#line(1), grow);
        return true;
      case 'ArrowUp':
        this.#set(this.#line(-1), grow);
        return true;
      case 'BracketLeft':
        this.#trim(0);
        return true;
      case 'BracketRight':
        this.#trim(1);
        return true;
      default:
        return false;
    }
  }

  #all(): Word[] {
    this.#words ??= this.#blocks.flatMap(({ node }, block) =>
      [...node.data.matchAll(WORD)].map((m) => ({ block, from: m.index, to: m.index + m[0].length })),
    );
    return this.#words;
  }

  #offset(word: Word, at: number): number {
    const block = this.#blocks[word.block];
    return block ? block.start + this.#length(block.node.data.slice(0, at)) : 0;
  }

  #set(to: number, grow: boolean): void {
    const words = this.#all();
    this.#focus = Math.min(Math.max(to, 0), words.length - 1);
    if (!grow) this.#anchor = this.#focus;
    this.#cut = [0, 0];
    this.#select();
  }

  /** Takes one letter off the beginning or the end: «وبغداد» to «بغداد». The last letter stays. */
  #trim(side: 0 | 1): void {
    this.#cut[side] += 1;
    if (!this.#select()) this.#cut[side] -= 1;
  }

  #select(): boolean {
    const words = this.#all();
    const first = words[Math.min(this.#anchor, this.#focus)];
    const last = words[Math.max(this.#anchor, this.#focus)];
    const [a, b] = [this.#blocks[first?.block ?? -1], this.#blocks[last?.block ?? -1]];
    if (!first || !last || !a || !b) return false;
    const from = first.from + this.#cut[0];
    const to = last.to - this.#cut[1];
    if (a === b && from >= to) return false;
    getSelection()?.setBaseAndExtent(a.node, from, b.node, to);
    const focus = words[this.#focus];
    const block = this.#blocks[focus?.block ?? -1];
    if (focus && block) reveal(block.node, focus.from, focus.to);
    this.#tell(this.picked());
    return true;
  }

  /** The word of the next line that stands nearest below or above the one in focus. */
  #line(way: 1 | -1): number {
    const words = this.#all();
    const here = this.#box(this.#focus);
    const middle = (here.left + here.right) / 2;
    let best = this.#focus;
    let line: number | null = null;
    let least = Infinity;
    for (let i = this.#focus + way; i >= 0 && i < words.length; i += way) {
      const box = this.#box(i);
      const off = (box.top - here.top) * way;
      if (off < here.height / 2) continue;
      line ??= box.top;
      if (Math.abs(box.top - line) > here.height / 2) break;
      const away = Math.abs((box.left + box.right) / 2 - middle);
      if (away < least) [least, best] = [away, i];
    }
    return best;
  }

  #box(at: number): DOMRect {
    const word = this.#all()[at];
    const block = this.#blocks[word?.block ?? -1];
    if (!word || !block) return new DOMRect();
    const range = document.createRange();
    range.setStart(block.node, word.from);
    range.setEnd(block.node, word.to);
    return range.getBoundingClientRect();
  }
}

/** Brings words into view, in their pane or in the window. */
export function reveal(node: Text, from: number, to: number): void {
  const range = document.createRange();
  range.setStart(node, from);
  range.setEnd(node, to);
  scrollTo(range.getBoundingClientRect(), node.parentElement);
}

/** Scrolls the pane that an element lies in until a box of it is well in view. */
export function scrollTo(box: DOMRect, inside: Element | null): void {
  const pane = inside?.closest<HTMLElement>('.pane');
  if (pane && pane.scrollHeight > pane.clientHeight + 1) {
    const frame = pane.getBoundingClientRect();
    if (box.top < frame.top + 40 || box.bottom > frame.bottom - 60) {
      pane.scrollBy({ top: box.top - frame.top - frame.height / 3 });
    }
  } else if (box.top < 90 || box.bottom > window.innerHeight - 60) {
    window.scrollBy({ top: box.top - window.innerHeight / 3 });
  }
}
