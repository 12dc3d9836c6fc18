// Pictures of each page in both languages for the manual, taken by the test run: SHOTS=1 npm test. They go to docs/img.

import { statSync } from 'node:fs';
import { expect, test } from '@playwright/test';

const address = (): string => process.env['MARSAD_ADDRESS'] ?? '';

test.skip(!process.env['SHOTS'], 'pictures are taken when asked for');
test.use({ viewport: { width: 1280, height: 860 } });

for (const lang of ['ar', 'en'] as const) {
  test(`pictures of each page (${lang})`, async ({ page }) => {
    test.setTimeout(240_000);
    const take = async (name: string): Promise<void> => {
      const path = `../docs/img/${name}-${lang}.png`;
      await page.waitForTimeout(400);
      await page.screenshot({ path });
      expect(statSync(path).size, path).toBeLessThan(200_000);
    };
    for (const [name, path] of [
      ['today', '/?since=1970-01-01'],
      ['list', `/explore?place=${encodeURIComponent(lang === 'ar' ? 'سجن الصناعة' : "Sina'a prison")}`],
      ['table', '/explore?view=table&type=ASSAULT'],
      ['timeline', '/explore?view=timeline'],
      ['multiples', '/explore?view=multiples&by=actor'],
      ['map', '/explore?view=map'],
      ['events', '/events'],
      ['sources', '/sources'],
    ] as const) {
      await page.goto(`${address()}/${lang}${path}`);
      if (name === 'map') await page.waitForTimeout(4000);
      await page.setViewportSize({ width: 1280, height: name === 'map' ? 660 : 860 });
      if (['timeline', 'multiples', 'map', 'table'].includes(name)) {
        await page.locator('.tabs').evaluate((tabs) => window.scrollBy(0, tabs.getBoundingClientRect().top - 70));
      }
      await take(name);
    }
    await page.goto(`${address()}/${lang}/events?origins=2`);
    const event = page.locator('.event-row a.open').first();
    if ((await event.count()) === 0) await page.goto(`${address()}/${lang}/events`);
    await event.click();
    await page.setViewportSize({ width: 1280, height: 680 });
    await take('event');
    await page.goto(`${address()}/${lang}/?since=1970-01-01`);
    await page.locator('a[href$="/changes"]').first().click();
    await take('changes');
    await page.goto(`${address()}/${lang}/explore?place=${encodeURIComponent(lang === 'ar' ? 'سجن الصناعة' : "Sina'a prison")}`);
    await page.locator('.card a.open').first().click();
    await page.locator('#card .words').first().waitFor();
    await page.setViewportSize({ width: 1280, height: 680 });
    await take('source-view');
    await page.goto(`${address()}/${lang}/review`);
    await page.setViewportSize({ width: 1280, height: 860 });
    await take('review');
    await page.goto(`${address()}/${lang}/explore?place=${encodeURIComponent(lang === 'ar' ? 'سجن الصناعة' : "Sina'a prison")}`);
    await page.locator('a.correct').first().click();
    await page.locator('#review').waitFor();
    await page.locator('#f-where summary').first().click();
    await take('workplace');
  });
}
