// Starts the program that is tested, and stops it again. MARSAD_SERVER names another command, e.g. the preview of
// crates/server; it must print its address on a line of its own.

import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** A page of an outlet; the words are ours. */
function page(title: string, day: string, paragraphs: string[]): string {
  return `<!doctype html><html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>${title}</title>
<meta property="og:site_name" content="نشرة التجربة"><meta property="article:published_time" content="${day}T10:00:00+03:00"></head>
<body><article><h1>${title}</h1>${paragraphs.map((p) => `<p>${p}</p>`).join('')}</article></body></html>`;
}

const evil = '&lt;script&gt;document.title="broken"&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;';

/** The demonstration, with a page that changed its toll without a word, and one whose text is hostile. */
export function prepare(program: string, folder: string): string {
  const store = join(folder, 'demo');
  const run = (...args: string[]): void => {
    execFileSync(program, [...args, '--store', store], { stdio: ['ignore', 'ignore', 'ignore'] });
  };
  run('demo', '--no-serve');
  const changing = join(folder, 'toll.html');
  const toll = (n: number): string =>
    page('قصف على سوق المدينة', '2023-05-02', [
      `قصفت الطائرات الحربية سوقا في مدينة إدلب أمس الاثنين، ما أسفر عن مقتل ${n} مدنيا، بحسب مصادر محلية.`,
      'وقالت فرق الدفاع المدني إن عمليات البحث عن ناجين تحت الأنقاض ما زالت مستمرة حتى ساعة متأخرة من الليل.',
    ]);
  writeFileSync(changing, toll(12));
  run('add', changing);
  writeFileSync(changing, toll(19));
  run('add', changing);
  writeFileSync(
    join(folder, 'hostile.html'),
    page(`هجوم ${evil}`, '2023-05-03', [
      `هاجم مسلحون نقطة تفتيش في مدينة تعز وقتلوا 3 جنود ${evil} يوم الأربعاء، وفق ما ذكر مسؤول محلي.`,
      `\u202Eنص مقلوب الاتجاه\u202C ${'كلمةطويلةجدا'.repeat(60)} &quot;&gt;&lt;b&gt;`,
    ]),
  );
  run('add', join(folder, 'hostile.html'));
  return store;
}

export default async function start(): Promise<() => Promise<void>> {
  const store = mkdtempSync(join(tmpdir(), 'marsad-browser-'));
  const program = resolve(process.env['CARGO_TARGET_DIR'] ?? '../target', 'debug/marsad');
  const named = (process.env['MARSAD_SERVER'] ?? '').split(/\s+/).filter(Boolean);
  const command = named.length > 0 ? named : [program, 'serve', '--no-open', '--port', '0', '--store', prepare(program, store)];
  // A lexicon folder of its own: what the tests change is nobody's.
  const env = { ...process.env, MARSAD_LEXICON: join(store, 'lexicon') };
  const child = spawn(command[0] ?? '', command.slice(1), { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const address = await new Promise<string>((done, failed) => {
    let seen = '';
    const late = setTimeout(() => failed(new Error(`no address within 120 s; it said: ${seen}`)), 120_000);
    child.on('error', failed);
    child.on('exit', (code) => failed(new Error(`it ended with ${code}; it said: ${seen}`)));
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      seen += text;
      const found = /^(http:\/\/[^\s]+?)\/?\s*$/m.exec(seen)?.[1];
      if (!found) return;
      clearTimeout(late);
      done(found);
    });
  });
  process.env['MARSAD_ADDRESS'] = address;
  return async () => {
    child.removeAllListeners('exit');
    const ended = new Promise((done) => child.once('exit', done));
    child.kill('SIGINT');
    await ended;
    rmSync(store, { recursive: true, force: true });
  };
}
