// People log in, let others in, and are kept out: in both languages, with and without scripts.

import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const program = resolve(process.env['CARGO_TARGET_DIR'] ?? '../target', 'debug/marsad');
const password = 'four plain words here';
let folder = '';
let server: ChildProcess;
let address = '';

test.skip(Boolean(process.env['MARSAD_SERVER']), 'the preview has no accounts');

test.beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'marsad-team-'));
  const store = join(folder, 'store');
  const run = (args: string[], input = ''): void => {
    execFileSync(program, [...args, '--store', store], { input, stdio: ['pipe', 'ignore', 'ignore'] });
  };
  run(['init']);
  run(['people', 'add', 'salma', '--role', 'admin'], `${password}\n`);
  run(['people', 'add', 'سلمى', '--role', 'admin'], `${password}\n`);
  server = spawn(program, ['serve', '--team', '--no-open', '--port', '0', '--store', store], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  address = await new Promise<string>((done, failed) => {
    let seen = '';
    const late = setTimeout(() => failed(new Error(`no address within 60 s; it said: ${seen}`)), 60_000);
    server.on('exit', (code) => failed(new Error(`it ended with ${code}; it said: ${seen}`)));
    server.stdout?.setEncoding('utf8').on('data', (text: string) => {
      seen += text;
      const found = /^(http:\/\/[^\s]+?)\/?\s*$/m.exec(seen)?.[1];
      if (!found) return;
      clearTimeout(late);
      done(found);
    });
  });
});

test.afterAll(async () => {
  server.removeAllListeners('exit');
  const ended = new Promise((done) => server.once('exit', done));
  server.kill('SIGINT');
  await ended;
  rmSync(folder, { recursive: true, force: true });
});

async function logIn(page: Page, name: string, word: string): Promise<void> {
  await page.locator('#name').fill(name);
  await page.locator('#password').fill(word);
  await page.locator('main button').click();
}

async function accessible(page: Page): Promise<void> {
  const found = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze();
  expect(found.violations.map((v) => `${page.url()} ${v.id}: ${v.nodes[0]?.html}`)).toEqual([]);
}

for (const [lang, admin, other, wrong, scripts] of [
  ['en', 'salma', 'omar', 'Name or password is wrong', true],
  ['ar', 'سلمى', 'عمر', 'الاسم أو كلمة السر غير صحيح', false],
] as const) {
  test(`an admin lets somebody in, who changes the first password (${lang})`, async ({ browser }) => {
    const context = await browser.newContext({ javaScriptEnabled: scripts });
    const page = await context.newPage();
    await page.goto(`${address}/${lang}/explore?type=ASSAULT`);
    await expect(page).toHaveURL(/\/login\?to=/);
    if (scripts) await accessible(page);
    await logIn(page, admin, 'not the password');
    await expect(page.getByRole('alert')).toContainText(wrong);
    await logIn(page, admin, password);
    await expect(page).toHaveURL(`${address}/${lang}/explore?type=ASSAULT`);
    await expect(page.locator('.member')).toContainText(admin);

    await page.locator(`.bottom a[href="/${lang}/people"]`).click();
    await page.locator('#name').fill(other);
    await page.locator('#role').selectOption('coder');
    await page.locator('main .fields button').click();
    const first = (await page.locator('#made').textContent()) ?? '';
    expect(first).toMatch(/^[a-z0-9]{5}(-[a-z0-9]{5}){3}$/);
    if (scripts) await accessible(page);

    const theirs = await (await browser.newContext({ javaScriptEnabled: scripts })).newPage();
    await theirs.goto(`${address}/${lang}/`);
    await logIn(theirs, other, first);
    await expect(theirs).toHaveURL(`${address}/${lang}/account`);
    if (scripts) await accessible(theirs);
    await theirs.locator('#old').fill(first);
    await theirs.locator('#new').fill('كلمات كثيرة لا صلة بينها');
    await theirs.locator('#again').fill('كلمات كثيرة لا صلة بينها');
    await theirs.locator('main button').click();
    await expect(theirs.getByRole('status')).toBeVisible();
    await theirs.goto(`${address}/${lang}/sources`);
    await expect(theirs.locator('h1')).toBeVisible();
    expect((await theirs.goto(`${address}/${lang}/people`))?.status(), 'a coder lets nobody in').toBe(403);

    await page.goto(`${address}/${lang}/people`);
    const row = page.locator('tbody tr', { hasText: other }).first();
    await row.locator('button[value=disable]').click();
    await expect(page.locator('tbody tr', { hasText: other }).first().locator('button[value=enable]')).toBeVisible();
    await theirs.goto(`${address}/${lang}/sources`);
    await expect(theirs, 'kept out at once').toHaveURL(/\/login/);

    await page.goto(`${address}/${lang}/audit`);
    await expect(page.locator('tbody tr').first()).toContainText(other);
    if (scripts) await accessible(page);
    await page.locator('.member button').click();
    await expect(page).toHaveURL(`${address}/${lang}/login`);
    expect((await page.goto(`${address}/${lang}/audit`))?.url()).toContain('/login');
    await context.close();
  });
}
