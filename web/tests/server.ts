// Starts the program that is tested, and stops it again. MARSAD_SERVER names another command, e.g. the preview of
// crates/server; it must print its address on a line of its own.

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export default async function start(): Promise<() => Promise<void>> {
  const store = mkdtempSync(join(tmpdir(), 'marsad-browser-'));
  const own = [resolve(process.env['CARGO_TARGET_DIR'] ?? '../target', 'debug/marsad'), 'demo', '--no-open', '--port', '0', '--store', join(store, 'demo')];
  const named = (process.env['MARSAD_SERVER'] ?? '').split(/\s+/).filter(Boolean);
  const command = named.length > 0 ? named : own;
  const child = spawn(command[0] ?? '', command.slice(1), { stdio: ['ignore', 'pipe', 'inherit'] });
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
