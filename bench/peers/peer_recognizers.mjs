// Recognizers-Text (MIT), the JavaScript edition: dates and numbers. It has no Arabic and reads with its English rules;
// only its .NET edition knows Arabic. Run from the folder where the suite is installed.
// usage: node peer_recognizers.mjs KIND TIMING < in.jsonl > out.jsonl      as the adapters in Python; see common.py
import { createRequire } from 'node:module';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

const suite = createRequire(path.join(process.cwd(), 'package.json'))('@microsoft/recognizers-text-suite');
const [kind, timing] = process.argv.slice(2);
const CULTURE = 'ar-eg';

/** The day before an exclusive end. */
function before(day) {
  return new Date(Date.parse(`${day.slice(0, 10)}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
}

/** Offsets in characters of a span that counts UTF-16 units, its end inclusive. */
function span(text, found) {
  const start = [...text.slice(0, found.start)].length;
  return { start, end: start + [...text.slice(found.start, found.end + 1)].length };
}

function* numbers(text) {
  for (const [type, find] of [['number', suite.recognizeNumber], ['ordinal', suite.recognizeOrdinal], ['percent', suite.recognizePercentage]])
    for (const found of find(text, CULTURE)) {
      const value = Number.parseFloat(found.resolution?.value);
      if (Number.isFinite(value)) yield { ...span(text, found), kind: 'number', type, min: value, max: value };
    }
}

function* times(text, ref) {
  for (const found of suite.recognizeDateTime(text, CULTURE, undefined, new Date(`${ref.slice(0, 10)}T00:00:00`))) {
    for (const value of found.resolution?.values ?? []) {
      const mention = { ...span(text, found), kind: 'time' };
      if (value.type === 'duration' || value.type === 'set') yield { ...mention, type: value.type, value: value.timex };
      else if (value.start || value.end)
        yield { ...mention, type: 'date', from: value.start?.slice(0, 10) ?? null, to: value.end ? before(value.end) : null };
      else if (/^\d{4}-/.test(value.value ?? '')) yield { ...mention, type: 'date', from: value.value.slice(0, 10), to: value.value.slice(0, 10) };
    }
  }
}

let [bytes, seconds, stumbled] = [0, 0, 0];
const lines = readFileSync(0, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line));
const read = (line) => [...(kind.startsWith('number') ? numbers(line.text) : times(line.text, line.ref ?? '2016-11-07'))];
const attempt = (line) => {
  try {
    return read(line);
  } catch (error) {
    process.stderr.write(`${error}\n`);
    return null;
  }
};
if (lines.length) attempt(lines[0]);
for (const line of lines) {
  const start = process.cpuUsage();
  const mentions = attempt(line);
  const spent = process.cpuUsage(start);
  seconds += (spent.user + spent.system) / 1e6;
  bytes += Buffer.byteLength(line.text);
  stumbled += mentions === null;
  process.stdout.write(`${JSON.stringify({ id: line.id, mentions: mentions ?? [] })}\n`);
}
writeFileSync(timing, `${bytes}\t${seconds.toFixed(3)}\t${stumbled}\n`);
