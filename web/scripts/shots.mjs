// Takes the pictures of the guide from the demonstration: npm --prefix web run shots
// They go to docs/img. The program is ../target/release/marsad, or what MARSAD names.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { chromium } from '@playwright/test';

const store = mkdtempSync(join(tmpdir(), 'marsad-shots-'));
const program = process.env.MARSAD ?? resolve('../target/release/marsad');
const server = spawn(program, ['demo', '--no-open', '--port', '0', '--store', join(store, 'demo')], {
  stdio: ['ignore', 'pipe', 'ignore'],
});
const address = await new Promise((done, failed) => {
  server.stdout.setEncoding('utf8').on('data', (text) => {
    const found = /^(http:\S+?)\/?\s*$/m.exec(text)?.[1];
    if (found) done(found);
  });
  server.on('exit', (code) => failed(new Error(`${program} ended with ${code}`)));
});
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
});
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 860 } });
  for (const [language, place] of [['ar', 'سجن الصناعة'], ['en', "Sina'a prison"]]) {
    await page.goto(`${address}/${language}/?place=${encodeURIComponent(place)}`);
    await page.screenshot({ path: `../docs/img/list-${language}.png` });
    await page.locator('a[href*="/documents/"]').first().click();
    await page.locator('[data-field], article').first().waitFor();
    await page.waitForTimeout(500);
    await page.screenshot({ path: `../docs/img/source-view-${language}.png` });
  }
} finally {
  await browser.close();
  server.kill();
  rmSync(store, { recursive: true, force: true });
}
