// The whole way of a coder and of an editor, in a real browser: by keys, with the mouse, without a script, with a broken
// connection. Each test has a store of its own, since it changes it.

import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { prepare } from './server';

const program = resolve(process.env['CARGO_TARGET_DIR'] ?? '../target', 'debug/marsad');
const password = 'four plain words here';
let folder = '';
let made = '';
let count = 0;

test.skip(Boolean(process.env['MARSAD_SERVER']), 'the preview has no reviews');
test.setTimeout(90_000);

test.beforeAll(() => {
  test.setTimeout(180_000);
  folder = mkdtempSync(join(tmpdir(), 'marsad-review-'));
  made = prepare(program, folder);
});

test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Served {
  address: string;
  store: string;
  end: () => Promise<void>;
}

/** A server over a fresh copy of the demonstration. */
async function serve(more: string[] = [], before?: (store: string) => void): Promise<Served> {
  const store = join(folder, `store-${(count += 1)}`);
  cpSync(made, store, { recursive: true });
  before?.(store);
  const child: ChildProcess = spawn(program, ['serve', '--no-open', '--port', '0', '--store', store, ...more], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const address = await new Promise<string>((done, failed) => {
    let seen = '';
    child.on('exit', (code) => failed(new Error(`it ended with ${code}; it said: ${seen}`)));
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      seen += text;
      const found = /^(http:\/\/[^\s]+?)\/?\s*$/m.exec(seen)?.[1];
      if (found) done(found);
    });
  });
  const end = async (): Promise<void> => {
    child.removeAllListeners('exit');
    const ended = new Promise((done) => child.once('exit', done));
    child.kill('SIGINT');
    await ended;
    rmSync(store, { recursive: true, force: true });
  };
  return { address, store, end };
}

/** What a key sends under an Arabic layout: another letter from the same place. */
const ARABIC: Record<string, string> = {
  KeyA: 'ش', KeyS: 'س', KeyZ: 'ئ', KeyW: 'ص', KeyJ: 'ت', KeyK: 'ن', KeyF: 'ب', KeyP: 'ح', KeyM: 'ة', KeyT: 'ف', KeyR: 'ق',
  KeyD: 'ي', KeyC: 'ؤ', KeyB: 'لا', KeyV: 'ر', KeyG: 'ل', KeyN: 'ى', KeyU: 'ع', KeyE: 'ث', BracketLeft: 'ج', BracketRight: 'د',
};

async function press(page: Page, code: string, shiftKey = false): Promise<void> {
  await page.evaluate(
    ([code, key, shiftKey]) => {
      const from = document.activeElement ?? document.body;
      const init = { code: code as string, key: key as string, shiftKey: shiftKey as boolean, bubbles: true, cancelable: true };
      from.dispatchEvent(new KeyboardEvent('keydown', init));
    },
    [code, ARABIC[code] ?? code.replace(/^Digit/, ''), shiftKey] as const,
  );
}

async function reportOf(page: Page): Promise<number> {
  return Number(await page.locator('#review').getAttribute('data-report'));
}

async function sent(page: Page): Promise<void> {
  await expect(page.locator('html')).toHaveAttribute('data-waiting', '0');
}

async function accessible(page: Page): Promise<void> {
  const found = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze();
  const told = found.violations.map((v) => `${page.url()} ${v.id}: ${v.nodes.map((n) => n.html).join(' | ')}`);
  expect(told).toEqual([]);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(wide, `${page.url()} scrolls sideways`).toBe(0);
}

function csv(store: string): string {
  return execFileSync(program, ['export', '--format', 'csv', '--store', store], { encoding: 'utf8', maxBuffer: 1 << 26 });
}

for (const lang of ['ar', 'en'] as const) {
  test(`an event is found, its evidence read, an actor corrected, and the exports change (${lang})`, async ({ page }) => {
    const s = await serve();
    page.on('pageerror', (error) => {
      throw error;
    });
    await page.goto(`${s.address}/${lang}/events`);
    await page.locator('.event-row a.open').first().click();
    await expect(page.locator('#beside .text')).toBeVisible();
    await page.locator('#beside a.correct').click();
    await expect(page.locator('#review')).toBeVisible();
    const report = await reportOf(page);
    const before = csv(s.store);

    await press(page, 'KeyW');
    const summary = page.locator('#f-who summary').first();
    await expect(summary).toBeFocused();
    await page.keyboard.press('Enter');
    const input = page.locator('#f-who details[open] input[name=name]').first();
    await expect(input).toBeFocused();
    await page.keyboard.type(lang === 'ar' ? 'قوات سوريا الديم' : 'Syrian Democratic F');
    const first = page.locator('#f-who details[open] .candidates button').first();
    await expect(first).toContainText(lang === 'ar' ? 'قوات سوريا الديمقراطية' : 'Syrian Democratic Forces');
    if ((await page.locator('#f-who details[open]').first().getAttribute('id')) === 'e-who.new') {
      // Nobody is named there: words are wanted as well.
      const words = (await page.locator('#f-act .words').textContent()) ?? '';
      await page.locator('#f-who details[open] input[name=words]').fill(words);
      await first.click();
    } else {
      await page.keyboard.press('Enter');
    }
    await expect(page.locator('#f-who.changed .was')).toBeVisible();
    await expect(page.locator('#f-who')).toContainText(lang === 'ar' ? 'قوات سوريا الديمقراطية' : 'Syrian Democratic Forces');
    expect(csv(s.store), 'nothing is stored before the verdict').toBe(before);
    await page.locator('#card-title').click();
    await press(page, 'KeyA');
    await sent(page);
    expect(await reportOf(page)).not.toBe(report);
    const after = csv(s.store);
    expect(after).not.toBe(before);
    expect(after).toContain('Syrian Democratic Forces');
    const json = await (await page.request.get(`${s.address}/api/review/${report}`)).json();
    expect(json.state).toBe('settled');
    expect(json.settled.actors.map((a: { entity: string }) => a.entity)).toContain('Syrian Democratic Forces');

    // Taken back, everything is as it was.
    await press(page, 'KeyZ');
    await sent(page);
    await expect(page.locator('#review')).toHaveAttribute('data-report', String(report));
    expect(csv(s.store)).toBe(before);
    await s.end();
  });

  test(`twenty reports are reviewed by keyboard alone (${lang})`, async ({ page }) => {
    const s = await serve();
    page.on('pageerror', (error) => {
      throw error;
    });
    await page.goto(`${s.address}/${lang}/review`);
    await accessible(page);
    await page.locator('.queues a').first().press('Enter');
    await expect(page.locator('#review')).toBeVisible();
    await page.evaluate(() => Object.assign(window, { same: true }));
    const seen = new Set<number>();
    const waits: number[] = [];
    for (let n = 0; n < 20; n += 1) {
      const report = await reportOf(page);
      expect(seen.has(report), `report ${report} comes twice`).toBe(false);
      seen.add(report);
      if (n % 5 === 1) {
        // Picked by keys: two words of the text, given to "to whom".
        await press(page, 'KeyF');
        await press(page, 'ArrowLeft', true);
        await expect(page.locator('#pick')).toBeVisible();
        const words = (await page.locator('#pick-words').textContent()) ?? '';
        expect(words.split(/\s+/).length).toBe(2);
        await press(page, 'KeyR');
        await expect(page.locator('#f-whom')).toContainText(words.split(/\s+/)[0] ?? '?');
        await expect(page.locator('#f-whom.changed')).toBeVisible();
        await press(page, 'Escape');
      }
      const key = n % 7 === 3 ? 'Digit7' : n % 7 === 5 ? 'KeyS' : 'KeyA';
      const wait = page.evaluate(
        (report) =>
          new Promise<number>((done) => {
            const from = performance.now();
            const watch = new MutationObserver(() => {
              if (document.getElementById('review')?.dataset['report'] !== report) done(performance.now() - from);
            });
            watch.observe(document.getElementById('main') as Element, { childList: true, subtree: true });
          }),
        String(report),
      );
      await press(page, key);
      waits.push(Math.round(await wait));
    }
    await sent(page);
    expect(await page.evaluate(() => 'same' in window), 'the page was never left').toBe(true);
    waits.sort((a, b) => a - b);
    expect(waits[10], `milliseconds until the next report: ${waits.join(' ')}`).toBeLessThan(400);
    const reviews = [...seen].map((id) => page.request.get(`${s.address}/api/review/${id}`));
    const states = await Promise.all(reviews.map(async (r) => ((await (await r).json()) as { state: string }).state));
    expect(states.filter((state) => state === 'open').length, 'passed over').toBe(3);
    expect(states.filter((state) => state === 'rejected').length).toBe(3);
    expect(states.filter((state) => state === 'settled').length).toBe(14);
    await accessible(page);
    await s.end();
  });
}

test('two coders disagree and an editor settles it', async ({ browser }) => {
  const s = await serve(['--team'], (store) => {
    for (const [name, role] of [['salma', 'coder'], ['omar', 'coder'], ['nadia', 'admin']] as const) {
      execFileSync(program, ['people', 'add', name, '--role', role, '--store', store], { input: `${password}\n`, stdio: ['pipe', 'ignore', 'ignore'] });
    }
  });
  const logIn = async (name: string, path: string): Promise<Page> => {
    const page = await (await browser.newContext()).newPage();
    await page.goto(`${s.address}${path}`);
    await page.locator('#name').fill(name);
    await page.locator('#password').fill(password);
    await page.locator('main button').click();
    await expect(page.locator('.member')).toContainText(name);
    return page;
  };
  const editor = await logIn('nadia', '/en/review');
  await editor.locator('details.give summary').click();
  await editor.locator('details.give input[name=name]').fill('First sample');
  await editor.locator('details.give input[name=reports]').fill('2');
  await editor.locator('details.give textarea').fill('salma\nomar');
  await editor.locator('details.give button').click();
  await expect(editor.locator('#samples .rows')).toContainText('First sample');

  const salma = await logIn('salma', '/ar/review');
  await salma.locator('.queues a.primary').click();
  await expect(salma.locator('#review')).toBeVisible();
  const report = await reportOf(salma);
  await press(salma, 'KeyT');
  await salma.keyboard.press('Enter');
  const select = salma.locator('#e-act select[name=type]');
  const was = await select.inputValue();
  await select.selectOption(was === 'PROTEST' ? 'AID' : 'PROTEST');
  await salma.locator('#e-act button[value=set]').click();
  await expect(salma.locator('#f-act.changed')).toBeVisible();
  await salma.locator('#decide button[value=accept]').click();
  await sent(salma);

  const omar = await logIn('omar', `/en/review/${report}?in=kind%3Dassigned`);
  await expect(omar.locator('body')).not.toContainText('salma');
  await press(omar, 'KeyA');
  await sent(omar);

  await editor.goto(`${s.address}/en/review/next?in=kind%3Ddisputed`);
  await expect(editor).toHaveURL(new RegExp(`/en/review/${report}/settle`));
  await expect(editor.locator('.question').first()).toContainText('salma');
  await expect(editor.locator('.question').first()).toContainText('omar');
  await accessible(editor);
  for (const question of await editor.locator('.question').all()) {
    await question.locator('.said', { hasText: 'omar' }).locator('input').check();
  }
  await editor.locator('button[value=settle]').click();
  await expect(editor).toHaveURL(/\/en\/review/);
  const item = await (await editor.request.get(`${s.address}/api/review/${report}`)).json();
  expect([item.state, item.settled.type]).toEqual(['settled', was]);
  await editor.goto(`${s.address}/ar/review/agreement`);
  await expect(editor.locator('table')).toBeVisible();
  await accessible(editor);
  await editor.goto(`${s.address}/en/audit`);
  await expect(editor.locator('tbody')).toContainText('nadia');
  await s.end();
});

test('a broken connection loses nothing, and a page of an older server finds its token', async ({ page, context }) => {
  const s = await serve();
  await page.goto(`${s.address}/en/review/next?in=`);
  await expect(page.locator('#review')).toBeVisible();
  // The next ones are fetched ahead.
  await page.waitForLoadState('networkidle');
  await context.setOffline(true);
  const decided: number[] = [];
  for (let n = 0; n < 3; n += 1) {
    decided.push(await reportOf(page));
    await press(page, 'KeyA');
    await expect(page.locator('#review')).not.toHaveAttribute('data-report', String(decided[n]));
  }
  await expect(page.locator('#review-bar')).toContainText('3 decisions wait here');
  // Taken back while it waits, it is never sent.
  await press(page, 'KeyZ');
  await expect(page.locator('html')).toHaveAttribute('data-waiting', '2');
  await context.setOffline(false);
  await page.locator('#review-bar button').click({ timeout: 1000 }).catch(() => undefined);
  await sent(page);
  const states = await Promise.all(
    decided.map(async (id) => (await (await page.request.get(`${s.address}/api/review/${id}`)).json()).state as string),
  );
  expect(states).toEqual(['settled', 'settled', 'open']);

  // A token that is not good any more is asked for anew.
  await page.evaluate(() => document.querySelector('meta[name=csrf]')?.setAttribute('content', 'of an older server'));
  const report = await reportOf(page);
  await press(page, 'KeyA');
  await sent(page);
  expect((await (await page.request.get(`${s.address}/api/review/${report}`)).json()).state).toBe('settled');
  await s.end();
});

test('words are picked with the mouse and by letters, and a missed report is added', async ({ page }) => {
  const s = await serve();
  await page.goto(`${s.address}/en/explore?place=Baghuz`);
  await page.locator('.card a.correct').first().click();
  await expect(page.locator('#review')).toBeVisible();
  const where = page.locator('#f-where .words').first();
  const words = (await where.textContent()) ?? '';
  await where.click();
  const shown = await page.evaluate(() => [...(CSS.highlights.get('focus') ?? [])].map((r) => (r as Range).toString()));
  expect(shown).toEqual([words]);

  await page.locator('#document').evaluate((pane) => (pane.scrollTop = 0));
  const box = await page.evaluate(() => {
    const node = document.querySelector('#text p')?.firstChild as Text;
    const range = document.createRange();
    range.setStart(node, 0);
    range.setEnd(node, node.data.indexOf(' ', 12));
    const rects = range.getClientRects();
    const rect = rects[0] as DOMRect;
    return { left: rect.left, right: rect.right, y: rect.top + rect.height / 2 };
  });
  await page.mouse.move(box.right - 1, box.y);
  await page.mouse.down();
  await page.mouse.move(box.left + 2, box.y, { steps: 5 });
  await page.mouse.up();
  await expect(page.locator('#pick')).toBeVisible();
  await expect(page.locator('#pick-words')).not.toHaveText('');
  await press(page, 'KeyF');
  await press(page, 'BracketLeft');
  const cut = (await page.locator('#pick-words').textContent()) ?? '';
  await press(page, 'BracketRight');
  const shorter = (await page.locator('#pick-words').textContent()) ?? '';
  expect(shorter.length).toBe(cut.length - 1);
  await press(page, 'ArrowDown');
  await press(page, 'ArrowUp');
  await press(page, 'ArrowLeft');
  const missed = (await page.locator('#pick-words').textContent()) ?? '';
  await press(page, 'KeyM');
  await expect(page.locator('#missed input[name=words]')).toHaveValue(missed);
  await page.locator('#missed select').selectOption('CONSULT');
  await page.locator('#missed button').click();
  await expect(page.locator('#f-act .words')).toHaveText(missed);
  await expect(page.locator('.others [aria-current]')).toContainText(missed);
  await s.end();
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('a report is corrected, accepted, taken back and rejected with forms alone', async ({ page }) => {
    const s = await serve();
    await page.goto(`${s.address}/en/review/next?in=`);
    const report = await reportOf(page);
    await page.locator('#f-sure summary').click();
    await page.locator('#f-sure select').selectOption('possible');
    await page.locator('#f-sure button[value=set]').click();
    await expect(page.locator('#f-sure.changed')).toBeVisible();
    await page.locator('#f-where summary').last().click();
    const form = page.locator('#f-where details[open] form').last();
    await form.locator('input[name=name]').fill('Hasak');
    await form.locator('button[value=find]').click();
    const pick = page.locator('#f-where details[open] .candidates button').first();
    await expect(pick).toContainText('Hasak');
    const act = (await page.locator('#f-act .words').textContent()) ?? '';
    await page.locator('#f-where details[open] input[name=words]').fill(act);
    await page.locator('#f-where details[open] .candidates button').first().click();
    await expect(page.locator('#f-where.changed')).toContainText('Hasak');
    await page.locator('#decide button[value=accept]').click();
    expect(await reportOf(page)).not.toBe(report);
    await page.goto(`${s.address}/en/review/${report}`);
    await expect(page.locator('#undo button')).toBeVisible();
    await page.locator('#undo button').click();
    await expect(page.locator('#card .tag').first()).toContainText('not reviewed');
    await page.locator('#whys summary').click();
    await page.locator('#decide button[value="reject.8"]').click();
    await page.goto(`${s.address}/en/review/${report}`);
    await expect(page.locator('#card .tag').first()).toContainText('taken out of the record');
    await s.end();
  });
});

for (const [lang, scheme] of [['ar', 'light'], ['en', 'dark']] as const) {
  test(`a hostile text stays text in the workplace, and nothing is out of reach (${lang}, ${scheme})`, async ({ page }) => {
    const s = await serve();
    let alarmed = false;
    page.on('dialog', () => (alarmed = true));
    await page.emulateMedia({ colorScheme: scheme });
    await page.goto(`${s.address}/${lang}/explore?outlet=${encodeURIComponent('نشرة التجربة')}&from=2023-05-02`);
    const link = page.locator('a.correct').first();
    await link.click();
    await expect(page.locator('#review')).toBeVisible();
    await expect(page.locator('#document')).toContainText('<script>document.title="broken"</script>');
    await expect(page).not.toHaveTitle(/broken/);
    expect(await page.locator('#document script, #document img, #document b:not(:empty)').count()).toBe(0);
    await press(page, 'KeyF');
    await press(page, 'ArrowDown', true);
    await accessible(page);
    await press(page, 'Escape');
    for (const field of ['act', 'who', 'where', 'when', 'count', 'said', 'voice', 'sure']) {
      await page.locator(`#f-${field} summary`).first().click();
    }
    await accessible(page);
    await page.setViewportSize({ width: 380, height: 800 });
    await accessible(page);
    expect(alarmed).toBe(false);
    await s.end();
  });
}

test('the first page has less than 100 KB of script, and the workplace adds little', async ({ page }) => {
  const s = await serve();
  const sizes: Record<string, number> = {};
  page.on('response', async (response) => {
    if (/\.js\?/.test(response.url())) sizes[new URL(response.url()).pathname] = (await response.body()).length;
  });
  await page.goto(`${s.address}/en/`);
  await page.waitForLoadState('networkidle');
  expect(Object.keys(sizes)).toEqual(['/assets/marsad.js']);
  expect(sizes['/assets/marsad.js']).toBeLessThan(100_000);
  await page.goto(`${s.address}/en/review/next?in=`);
  await page.waitForLoadState('networkidle');
  expect(Object.keys(sizes).sort()).toEqual(['/assets/marsad-review.js', '/assets/marsad.js']);
  expect(sizes['/assets/marsad-review.js']).toBeLessThan(40_000);
  await s.end();
});
