// The whole way of a reader, in a real browser.

import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';

const address = (): string => process.env['MARSAD_ADDRESS'] ?? '';

interface Painted {
  key: string;
  texts: string[];
}

/** The words under each highlight, as the browser has them. */
function painted(page: Page): Promise<Painted[]> {
  return page.evaluate(() =>
    [...CSS.highlights].map(([key, highlight]) => ({
      key,
      texts: [...highlight].map((range) => (range as Range).toString()).filter((t) => t.trim() !== ''),
    })),
  );
}

/** What is painted is exactly what the fields say; gives the number of words compared. */
async function compare(page: Page): Promise<number> {
  await expect(page.locator('#card button.words').first()).toBeVisible();
  const shown = await page.locator('#card .field').evaluateAll((fields) =>
    fields.map((f) => ({
      key: [...f.classList].find((c) => c.startsWith('f-')) ?? '',
      words: [...f.querySelectorAll('.words')].map((w) => w.textContent ?? ''),
    })),
  );
  const highlights = await painted(page);
  const even = (texts: string[]): string => texts.join(' ').replace(/\s+/g, ' ');
  let compared = 0;
  for (const { key, words } of shown.filter((f) => f.words.length > 0)) {
    const texts = highlights.find((h) => h.key === (key === 'f-evidence' ? 'evidence' : key))?.texts ?? [];
    expect(even(texts), `${page.url()} ${key}`).toBe(even(words));
    compared += words.length;
  }
  return compared;
}

/** The address of what a page changed, as the day's page links it. */
async function changed(page: Page, lang: string): Promise<string | null> {
  await page.goto(`${address()}/${lang}/?since=1970-01-01`);
  return page.locator('a[href$="/changes"]').first().getAttribute('href');
}

/** Where the first link of a kind on a page leads. */
async function first(page: Page, path: string, link: string): Promise<string | null> {
  await page.goto(address() + path);
  return page.locator(link).first().getAttribute('href');
}

test.beforeEach(({ page }) => {
  page.on('pageerror', (error) => {
    throw error;
  });
  page.on('request', (request) => {
    expect(request.url(), 'nothing is fetched from elsewhere').toContain(address());
  });
});

for (const [lang, place, dir] of [
  ['ar', 'الباغوز', 'rtl'],
  ['en', 'Baghuz', 'ltr'],
] as const) {
  test(`a report is found by its place (${lang}) and its words shine in the source`, async ({ page }) => {
    await page.goto(`${address()}/${lang}/explore`);
    await expect(page.locator('html')).toHaveAttribute('dir', dir);
    await page.locator('form.ask summary').click();
    await page.locator('input[name=place]').fill(place);
    await page.locator('form.ask button').first().click();
    await expect(page).toHaveURL(/place=/);
    expect(page.url(), 'empty fields stay out of the address').not.toContain('type=');
    const cards = page.locator('.card');
    expect(await cards.count()).toBeGreaterThan(0);
    await expect(cards.first().locator('.facts')).toContainText(place);

    await cards.first().locator('a.open').click();
    await expect(page).toHaveURL(/documents\/\d+\?report=\d+/);
    const buttons = page.locator('#card button.words');
    await expect(buttons.first()).toBeVisible();
    await expect(page.locator('#document mark'), 'highlights replace the marks').toHaveCount(0);

    expect(await compare(page)).toBeGreaterThan(1);

    const where = page.locator('#card .f-where .words').first();
    await where.click();
    await expect(where).toHaveAttribute('aria-pressed', 'true');
    expect((await painted(page)).find((h) => h.key === 'focus')?.texts).toEqual([await where.textContent()]);
  });
}

test('in every listed report the painted words are the words of the fields', async ({ page }) => {
  await page.goto(`${address()}/en/explore?limit=40`);
  const hrefs = await page.locator('.card a.open').evaluateAll((links) => links.map((a) => (a as HTMLAnchorElement).href));
  expect(hrefs.length).toBeGreaterThan(3);
  for (const href of hrefs) {
    await page.goto(href);
    expect(await compare(page), href).toBeGreaterThan(1);
  }
});

test('an address that names words shows them', async ({ page }) => {
  await page.goto(`${address()}/ar/explore?place=Baghuz`);
  const href = await page.locator('.card a.open').first().getAttribute('href');
  await page.goto(`${address()}${href}#w1`);
  const second = page.locator('#card button.words').nth(1);
  await expect(second).toHaveAttribute('aria-pressed', 'true');
  expect((await painted(page)).find((h) => h.key === 'focus')?.texts).toEqual([await second.textContent()]);
});

test('keys go through the fields, whatever the layout', async ({ page }) => {
  await page.goto(`${address()}/ar/explore?place=Baghuz`);
  await page.locator('.card a.open').first().click();
  const buttons = page.locator('#card button.words');
  await expect(buttons.first()).toBeVisible();
  // An Arabic layout sends other letters from the same places.
  const press = (code: string, key: string): Promise<void> =>
    page.evaluate(
      ([c, k]) => {
        const from = document.activeElement ?? document.body;
        from.dispatchEvent(new KeyboardEvent('keydown', { code: c as string, key: k as string, bubbles: true, cancelable: true }));
      },
      [code, key],
    );
  await press('KeyJ', 'ت');
  await expect(buttons.nth(0)).toBeFocused();
  await press('KeyJ', 'ت');
  await expect(buttons.nth(1)).toBeFocused();
  await press('KeyK', 'ن');
  await expect(buttons.nth(0)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(buttons.nth(0)).toHaveAttribute('aria-pressed', 'true');
  expect((await painted(page)).find((h) => h.key === 'focus')?.texts).toEqual([await buttons.nth(0).textContent()]);

  await page.keyboard.press('Shift+Slash');
  await expect(page.locator('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.locator('dialog')).toBeHidden();
});

test('another report of the document is shown without a new page, and back again', async ({ page }) => {
  await page.goto(`${address()}/en/explore`);
  const hrefs = await page.locator('.card a.open').evaluateAll((links) => links.map((a) => (a as HTMLAnchorElement).href));
  let found = false;
  for (const href of hrefs) {
    await page.goto(href);
    if ((await page.locator('#reports a').count()) > 1) {
      found = true;
      break;
    }
  }
  expect(found, 'some document has two reports').toBe(true);
  await page.evaluate(() => Object.assign(window, { same: true }));
  const first = page.url();
  const other = page.locator('#reports a:not([aria-current])').first();
  const target = await other.getAttribute('href');
  await other.click();
  expect(page.url().endsWith(target ?? '?')).toBe(true);
  await expect(page.locator(`#reports a[href="${target}"]`)).toHaveAttribute('aria-current', 'true');
  expect(await page.locator('#language').getAttribute('href')).toContain(new URL(page.url()).search);
  await page.goBack();
  expect(page.url()).toBe(first);
  expect(await page.evaluate(() => 'same' in window), 'the page was never left').toBe(true);
});

test('the language changes and the question stays', async ({ page }) => {
  await page.goto(`${address()}/en/explore?type=ASSAULT`);
  const before = await page.locator('.card').count();
  await page.locator('#language').click();
  await expect(page).toHaveURL(/\/ar\/explore\?type=ASSAULT$/);
  await expect(page.locator('html')).toHaveAttribute('lang', 'ar');
  expect(await page.locator('.card').count()).toBe(before);
  // The choice is remembered at the front door.
  await page.goto(`${address()}/`);
  await expect(page).toHaveURL(/\/ar\/$/);
});

test('a choice in a filter applies itself', async ({ page }) => {
  await page.goto(`${address()}/en/explore`);
  await page.locator('form.ask summary').click();
  await page.locator('select[name=type]').selectOption('ASSAULT');
  await expect(page).toHaveURL(/\?type=ASSAULT$/);
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('the words are marked, and links lead to them', async ({ page }) => {
    await page.goto(`${address()}/ar/explore?place=Baghuz`);
    await page.locator('.card a.open').first().click();
    const link = page.locator('#card .f-where a.words').first();
    const words = await link.textContent();
    await link.click();
    await expect(page).toHaveURL(/#w\d+$/);
    await expect(page.locator(`#document [id="${new URL(page.url()).hash.slice(1)}"]`)).toHaveText(words ?? '');
  });

  test('marks do not pull letters apart', async ({ page }) => {
    await page.goto(`${address()}/ar/explore?place=Baghuz`);
    await page.locator('.card a.open').first().click();
    const box = await page.locator('#document mark').first().evaluate((mark) => {
      const style = getComputedStyle(mark);
      return [style.display, style.paddingInlineStart, style.paddingInlineEnd, style.marginInlineStart, style.borderInlineStartWidth];
    });
    expect(box).toEqual(['inline', '0px', '0px', '0px', '0px']);
  });
});

for (const scheme of ['light', 'dark'] as const) {
  for (const lang of ['ar', 'en'] as const) {
    test(`axe finds nothing serious (${lang}, ${scheme})`, async ({ page }) => {
      test.setTimeout(240_000);
      await page.emulateMedia({ colorScheme: scheme });
      await page.goto(`${address()}/${lang}/explore?place=Baghuz`);
      const source = await page.locator('.card a.open').first().getAttribute('href');
      const paths = [
        `/${lang}/`,
        `/${lang}/explore?type=ASSAULT&place=Baghuz`,
        `/${lang}/explore?q=zzzzzz`,
        source ?? '',
        `/${lang}/explore`,
        `/${lang}/explore?view=table&not=type:ASSAULT`,
        `/${lang}/explore?view=timeline`,
        `/${lang}/explore?view=multiples&by=actor`,
        `/${lang}/explore?view=map`,
        `/${lang}/explore?q=${encodeURIComponent('بغدادد')}`,
        `/${lang}/events`,
        `/${lang}/events?origins=2`,
        (await first(page, `/${lang}/events`, '.event-row a.open')) ?? '',
        `/${lang}/sources`,
        (await first(page, `/${lang}/sources`, 'table a.open')) ?? '',
        `/${lang}/alarms`,
        (await first(page, `/${lang}/alarms`, 'a[href*="/watch/"]')) ?? '',
        `/${lang}/dossiers`,
        (await first(page, `/${lang}/dossiers`, 'main a[href*="/dossiers/"]')) ?? '',
        `/${lang}/audit`,
        (await changed(page, lang)) ?? '',
        `/${lang}/search`,
        `/${lang}/search?q=${encodeURIComponent('في')}`,
        `/${lang}/about`,
        `/${lang}/lexicon?q=${encodeURIComponent('الحسكة')}`,
        `/${lang}/gazetteer`,
        `/${lang}/lexicon/actors`,
        `/${lang}/lexicon/actors/row?key=islamic-state`,
        `/${lang}/lexicon/places/row?key=governorate:syr-idlib`,
        `/${lang}/lexicon/actors/new`,
        `/${lang}/lexicon/frames/new`,
        `/${lang}/lexicon/history`,
        `/${lang}/lexicon/again`,
        `/${lang}/nowhere`,
        `/${lang}/explore?type=WAR`,
      ];
      for (const path of paths) {
        await page.goto(address() + path);
        const { violations } = await new AxeBuilder({ page }).analyze();
        const grave = violations.filter((v) => v.impact === 'serious' || v.impact === 'critical');
        expect(grave.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(' | ')}`), path).toEqual([]);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        expect(wide, `${path} scrolls sideways`).toBe(0);
      }
    });
  }
}

for (const lang of ['ar', 'en'] as const) {
  test(`on paper the pages are black on white and end where the paper does (${lang})`, async ({ page }) => {
    test.setTimeout(120_000);
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    await page.setViewportSize({ width: 720, height: 1000 });
    for (const path of ['/', '/explore', '/explore?view=table', '/explore?view=timeline', '/events', '/sources', '/alarms', '/dossiers']) {
      await page.goto(`${address()}/${lang}${path}`);
      const paper = await page.evaluate(() => {
        const light = (color: string): number => {
          const [r, g, b, a] = (color.match(/[\d.]+/g) ?? []).map(Number);
          return a === 0 ? 255 : ((r ?? 255) + (g ?? 255) + (b ?? 255)) / 3;
        };
        const body = getComputedStyle(document.body);
        const root = getComputedStyle(document.documentElement);
        const shown = [...document.querySelectorAll('.no-print, header.top nav')].filter((e) => e.getClientRects().length > 0);
        return {
          ground: Math.min(light(body.backgroundColor), light(root.backgroundColor)),
          ink: light(body.color),
          tools: shown.map((e) => e.outerHTML.slice(0, 80)),
          wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
        };
      });
      expect(paper.ground, path).toBeGreaterThan(240);
      expect(paper.ink, path).toBeLessThan(90);
      expect(paper.tools, path).toEqual([]);
      expect(paper.wide, `${path} is wider than the paper`).toBe(0);
    }
  });
}
