// From a question to its evidence: what came in, the same answers in several ways, an event and the words it rests on.

import { expect, type Page, test } from '@playwright/test';

const address = (): string => process.env['MARSAD_ADDRESS'] ?? '';

test.beforeEach(({ page }) => {
  page.on('pageerror', (error) => {
    throw error;
  });
  page.on('dialog', (dialog) => {
    throw new Error(`a page opened a dialog: ${dialog.message()}`);
  });
  page.on('request', (request) => {
    expect(request.url().replace(/^blob:/, ''), 'nothing is fetched from elsewhere').toContain(address());
  });
});

/** How many reports the page says there are; Arabic has words for none, one and two. */
const count = async (page: Page): Promise<number> => {
  const told = (await page.locator('#count').textContent()) ?? '';
  const words: Record<string, number> = { 'لا أخبار': 0, 'خبر واحد': 1, 'خبران': 2 };
  return words[told.trim()] ?? Number(told.replace(/[^0-9]/g, ''));
};

for (const lang of ['ar', 'en'] as const) {
  test(`an event is found and its evidence read (${lang})`, async ({ page }) => {
    await page.goto(`${address()}/${lang}/events`);
    const first = page.locator('.event-row a.open').first();
    await expect(first).toBeVisible();
    await first.click();
    await expect(page).toHaveURL(/\/events\/\d+$/);
    const quote = page.locator('.statement blockquote').first();
    const words = (await quote.locator('mark').first().textContent()) ?? '';
    expect(words.length).toBeGreaterThan(1);
    // The same words stand in the kept page beside it, and in the source they lead to.
    await expect(page.locator('#beside .document')).toContainText(words);
    await expect(page.locator('#beside mark.f-act').first()).toBeVisible();
    await quote.locator('a').click();
    await expect(page).toHaveURL(/\/documents\/\d+\?report=\d+/);
    await expect(page.locator('#document')).toContainText(words);
  });

  test(`what came in, and a toll that rose without a word (${lang})`, async ({ page }) => {
    await page.goto(`${address()}/${lang}/?since=1970-01-01`);
    await expect(page.locator('.rows .head a').first()).toBeVisible();
    const edits = page.locator('[aria-labelledby=changes-title]');
    await expect(edits.locator('.tag.strong')).toHaveCount(1);
    await expect(edits.locator('del')).toContainText('12');
    await expect(edits.locator('ins')).toContainText('19');
    await edits.locator('a').first().click();
    await expect(page.locator('.diff ins').first()).toContainText('19');
    await expect(page.locator('.diff del').first()).toContainText('12');
  });

  test(`one question seen in every way keeps its answers (${lang})`, async ({ page }) => {
    await page.goto(`${address()}/${lang}/explore`);
    const all = await count(page);
    // Leave something out, and take it back.
    await page.locator('.facets .out').first().click();
    await expect(page).toHaveURL(/not=/);
    const less = await count(page);
    expect(less).toBeLessThan(all);
    const views = page.locator('.tabs a');
    for (let at = 0; at < (await views.count()); at += 1) {
      await views.nth(at).click();
      expect(await count(page), page.url()).toBe(less);
      expect(page.url()).toContain('not=');
    }
    await page.locator('.chips a.not').first().click();
    expect(await count(page)).toBe(all);
  });
}

test('a bar of the timeline leads to its days', async ({ page }) => {
  await page.goto(`${address()}/en/explore?view=timeline`);
  const bar = page.locator('svg.chart a').last();
  const told = Number(/: ([\d,]+) report/.exec((await bar.locator('title').textContent()) ?? '')?.[1]);
  const href = await bar.getAttribute('href');
  await page.goto(address() + href);
  expect(await count(page)).toBeGreaterThanOrEqual(told);
  expect(page.url()).toMatch(/from=\d{4}-\d\d-\d\d&to=\d{4}-\d\d-\d\d/);
});

test('a misspelt word gets a hint that finds', async ({ page }) => {
  await page.goto(`${address()}/ar/search?q=${encodeURIComponent('المدينهه')}`);
  const hint = page.locator('.hint-box a').first();
  await expect(hint).toBeVisible();
  await hint.click();
  await expect(page.locator('.hits mark').first()).toBeVisible();
});

test('the map draws places as spots and governorates as areas, and can be moved by keys', async ({ page }) => {
  await page.goto(`${address()}/ar/explore?view=map`);
  const map = page.locator('#map');
  await expect(page.locator('#map-table tbody tr').first()).toBeVisible();
  const webgl = await page.evaluate(() => document.createElement('canvas').getContext('webgl2') !== null);
  test.skip(!webgl, 'this browser has no WebGL 2; the drawing of the server stands');
  await expect(map).toHaveAttribute('data-cells', /[1-9]/, { timeout: 20_000 });
  await expect(map).toHaveAttribute('data-areas', /[1-9]/);
  await map.locator('canvas').focus();
  const again = page.waitForResponse((r) => r.url().includes('/api/map'));
  await page.keyboard.press('+');
  await again;
});

test('the first page is light: less than 100 KB of script before the map', async ({ page }) => {
  let bytes = 0;
  page.on('response', async (response) => {
    if (response.request().resourceType() === 'script') bytes += (await response.body()).length;
  });
  for (const path of ['/ar/', '/en/explore', '/en/explore?view=timeline', '/ar/events', '/en/sources', '/en/alarms', '/ar/dossiers', '/en/search', '/ar/about']) {
    bytes = 0;
    await page.goto(address() + path, { waitUntil: 'networkidle' });
    expect(bytes, path).toBeGreaterThan(1000);
    expect(bytes, path).toBeLessThan(100_000);
  }
});

test('hostile text stays text', async ({ page }) => {
  for (const lang of ['ar', 'en']) {
    await page.goto(`${address()}/${lang}/explore?q=${encodeURIComponent('هاجم مسلحون')}`);
    expect(await count(page)).toBeGreaterThan(0);
    for (const path of [
      `/${lang}/?since=1970-01-01`,
      `/${lang}/explore?q=${encodeURIComponent('مسلحون')}`,
      `/${lang}/explore?view=table`,
      `/${lang}/explore?view=map`,
      `/${lang}/search?q=${encodeURIComponent('هاجم مسلحون')}`,
      `/${lang}/events?q=${encodeURIComponent('مسلحون')}`,
    ]) {
      await page.goto(address() + path);
      expect(await page.locator('img[src=x], b').filter({ hasText: /^$/ }).count(), path).toBe(0);
      expect(await page.title(), path).not.toBe('broken');
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(wide, `${path} scrolls sideways`).toBe(0);
    }
    const hit = page.locator('a.open').first();
    await page.goto(`${address()}/${lang}/search?q=${encodeURIComponent('هاجم مسلحون')}`);
    await hit.click();
    await expect(page.locator('#document h1')).toContainText('<script>document.title="broken"</script>');
    // Each paragraph keeps its direction to itself.
    expect(await page.locator('#document .text p:not([dir=auto])').count()).toBe(0);
    expect(await page.locator('#document img').count()).toBe(0);
  }
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('facets, views and the map are links and drawings', async ({ page }) => {
    await page.goto(`${address()}/en/explore?view=map`);
    await expect(page.locator('#map svg .spot').first()).toBeVisible();
    await expect(page.locator('#map svg .halo').first()).toBeVisible();
    const spot = page.locator('#map svg a').first();
    await page.goto(address() + (await spot.getAttribute('href')));
    expect(await count(page)).toBeGreaterThan(0);
    await page.locator('.facets li a').first().click();
    await expect(page.locator('.chips a').first()).toBeVisible();
  });
});
