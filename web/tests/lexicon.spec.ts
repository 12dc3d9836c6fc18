// A name is added to the lexicon: tried on the archive, saved, the documents read again, seen in Explore, and taken back.

import { expect, type Page, test } from '@playwright/test';

const address = (): string => process.env['MARSAD_ADDRESS'] ?? '';

interface Row {
  report: { actors: { id: string | null; text: string }[] };
}

/** Two words by which the record names somebody whom the lexicon does not know. */
async function unknownDoer(page: Page): Promise<string> {
  const answer = await page.request.get(`${address()}/api/reports?limit=1000`);
  const { rows } = (await answer.json()) as { rows: Row[] };
  const unknown = rows.flatMap((row) => row.report.actors).filter((actor) => actor.id === null);
  const names = unknown.map((actor) => actor.text).filter((text) => /^\p{Script=Arabic}+ \p{Script=Arabic}+$/u.test(text));
  expect(names.length).toBeGreaterThan(0);
  return names[0] ?? '';
}

/** Waits until what goes on behind a page is done. */
async function done(page: Page, inside: string): Promise<void> {
  await expect(page.locator(`${inside} .state`).first()).toBeVisible();
  await expect(page.locator(`${inside} progress`)).toHaveCount(0, { timeout: 60_000 });
  await expect(page.locator(`${inside} .state.good`).first()).toBeVisible();
}

for (const lang of ['ar', 'en'] as const) {
  test(`a name is added, tried, saved, read again and taken back (${lang})`, async ({ page }) => {
    test.setTimeout(180_000);
    const name = await unknownDoer(page);
    await page.goto(`${address()}/${lang}/lexicon`);
    await page.locator('#q').fill('قوات سوريا الديمقراطية');
    await page.locator('.ask button').click();
    await page.locator('.rows .head a', { hasText: 'syrian-democratic-forces' }).first().click();
    await expect(page).toHaveURL(/\/actors\/row\?key=/);
    const key = new URL(page.url()).searchParams.get('key') ?? '';
    await page.locator('#alias').fill(name);
    await page.locator('#cases').fill(`قال الأهالي إن ⟦${name}⟧ في الوادي`);
    await page.locator('form:has(#alias) button').click();

    // What would change: lint, cases, and report by report with the words.
    await expect(page).toHaveURL(/\/lexicon\/try\/\d+$/);
    await done(page, '#trial');
    await expect(page.locator('#lint .state.good')).toBeVisible();
    await page.locator('#trial button[value=all]').click();
    await done(page, '#trial');
    const diff = page.locator('.lexicon-diff').first();
    await expect(diff.locator('mark').first()).toBeVisible();
    await expect(diff).toContainText(name.split(' ')[0] ?? '');
    await expect(diff.locator('ins').first()).toContainText(key);
    await expect(page.locator('#files ins', { hasText: name }).first()).toBeVisible();

    const before = await page.request.get(`${address()}/api/reports?q=${encodeURIComponent(`"${name}"`)}&limit=1000`);
    await page.locator('#why').fill('said so in the demonstration');
    await page.locator('button[value=save]').click();
    await expect(page.locator('#saved')).toBeVisible();
    await page.locator('#saved button').click();
    await expect(page).toHaveURL(/\/lexicon\/again$/);
    await done(page, '#work');
    await expect(page.locator('#differences .lexicon-diff').first()).toBeVisible();

    // Explore has it, and the row shows where it matched.
    await page.goto(`${address()}/${lang}/explore?q=${encodeURIComponent(`"${name}"`)}`);
    const after = await page.request.get(`${address()}/api/reports?q=${encodeURIComponent(`"${name}"`)}&limit=1000`);
    expect(await after.text()).toContain(`"id":"${key}"`);
    expect(await after.text()).not.toBe(await before.text());
    await expect(page.locator('.card').first()).toBeVisible();
    await page.goto(`${address()}/${lang}/lexicon/actors/row?key=${key}`);
    await expect(page.locator('.lexicon-cells')).toContainText(name);

    await page.goto(`${address()}/${lang}/lexicon/history`);
    await page.locator('button[name=undo]').first().click();
    await expect(page.locator('li').filter({ hasText: 'said so in the demonstration' }).first()).toBeVisible();
    await page.locator('form[action$="/again"] button').first().click();
    await done(page, '#work');
    const back = await page.request.get(`${address()}/api/reports?q=${encodeURIComponent(`"${name}"`)}&limit=1000`);
    expect(await back.text()).not.toContain(`"id":"${key}"`);
  });
}
