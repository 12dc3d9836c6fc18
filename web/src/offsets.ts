// Offsets: the server counts Unicode scalar values, JavaScript strings are UTF-16.

/** How many Unicode scalar values a string has. */
export function scalarLength(text: string): number {
  let n = 0;
  for (const _ of text) n += 1;
  return n;
}

/** The UTF-16 index of the scalar value at `offset`; the string's length where it lies beyond the end. */
export function toUtf16(text: string, offset: number): number {
  let index = 0;
  for (let seen = 0; seen < offset && index < text.length; seen += 1) {
    index += (text.codePointAt(index) ?? 0) > 0xffff ? 2 : 1;
  }
  return index;
}

/** A block of the document: the headline or a paragraph. */
export interface Block {
  /** Offset of its first scalar value in the full text. */
  start: number;
  text: string;
}

/** The part of a span that lies in a block, in UTF-16 units; nothing where they do not meet. */
export function within(block: Block, start: number, end: number): { from: number; to: number } | null {
  const length = scalarLength(block.text);
  const a = Math.max(start - block.start, 0);
  const b = Math.min(end - block.start, length);
  if (a >= b) return null;
  return { from: toUtf16(block.text, a), to: toUtf16(block.text, b) };
}
