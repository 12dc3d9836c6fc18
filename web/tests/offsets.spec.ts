// Spans count Unicode scalar values; the browser counts UTF-16 units.

import { expect, test } from '@playwright/test';
import { scalarLength, toUtf16, within } from '../src/offsets.ts';

test('characters beyond the basic plane count once', () => {
  const text = '😀 𝔸: سجن الصناعة';
  expect(scalarLength(text)).toBe([...text].length);
  const start = [...text].join('').length - 'سجن الصناعة'.length;
  expect(toUtf16(text, 5)).toBe(start);
  expect(text.slice(toUtf16(text, 5), toUtf16(text, 16))).toBe('سجن الصناعة');
});

test('offsets agree with a naive count for every span of a mixed text', () => {
  const text = 'أ😀b𝔸ً\u{1F1F8}\u{1F1FE}\rج';
  const scalars = [...text];
  for (let a = 0; a <= scalars.length; a += 1) {
    for (let b = a; b <= scalars.length; b += 1) {
      expect(text.slice(toUtf16(text, a), toUtf16(text, b))).toBe(scalars.slice(a, b).join(''));
    }
  }
  expect(toUtf16(text, 999)).toBe(text.length);
});

test('a span meets the blocks it covers, and no other', () => {
  const block = { start: 10, text: '😀قصف' };
  expect(within(block, 11, 14)).toEqual({ from: 2, to: 5 });
  expect(within(block, 0, 11)).toEqual({ from: 0, to: 2 });
  expect(within(block, 13, 99)).toEqual({ from: 4, to: 5 });
  expect(within(block, 0, 10)).toBeNull();
  expect(within(block, 14, 20)).toBeNull();
});
