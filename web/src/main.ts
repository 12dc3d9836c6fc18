// Makes the server's pages handier. Every page works without this.

import { mount } from 'svelte';
import Keys from './Keys.svelte';
import { type Key, listen } from './keys';
import { enhanceList } from './list';
import { enhanceSource } from './source';
import type { MapData } from './map';
import { scalarLength } from './offsets';
import { Painter } from './paint';
import { readJson, type Strings } from './types';

const strings = readJson<Strings>('strings') ?? {};
const keys: Key[] = [...enhanceSource(strings), ...enhanceList()];

// The workplace has a script of its own, which is handed what it shares with this one.
const workplace = readJson<{ script: string | null }>('review-setup');
if (workplace?.script) {
  const module = (await import(/* @vite-ignore */ workplace.script)) as {
    start: (tools: object, setup: object) => Key[];
  };
  keys.push(...module.start({ Painter, scalarLength }, workplace));
}

const search = document.getElementById('q');
if (search) keys.push({ code: 'Slash', shift: false, label: '/', what: 'js.search', run: () => search.focus() });

const slot = document.getElementById('keys-slot');
if (slot) {
  const help: Key = { code: 'Slash', shift: true, label: '?', what: 'js.help', run: () => dialog.toggle() };
  keys.push(help);
  const dialog = mount(Keys, { target: slot, props: { keys, strings } }) as { toggle: () => void };
}
listen(keys);

// The map is large: it comes only to a page that has one, and only where the browser can draw it.
const map = readJson<MapData & { script: string | null }>('map-data');
const place = document.getElementById('map');
if (map?.script && place && 'WebGL2RenderingContext' in window) {
  void import(/* @vite-ignore */ map.script).then((module: { show: (target: HTMLElement, data: MapData) => void }) => {
    module.show(place, map);
  });
}
