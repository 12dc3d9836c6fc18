// The map that can be moved. Loaded only where a map is shown; the server has drawn one already, and the table beside it says
// the same. What is drawn comes from /api/map for the stretch in view: places close together as one, areas as areas.

import {
  addProtocol,
  AttributionControl,
  type GeoJSONSource,
  type LayerSpecification,
  Map as View,
  NavigationControl,
  Popup,
  setWorkerUrl,
} from 'maplibre-gl';

import type * as GeoJSON from 'geojson';

export interface MapData {
  /** The question, as a query string. */
  query: string;
  /** West, south, east, north. */
  view: [number, number, number, number];
  basemap: string;
  /** A map of the user's own, and the script that reads archives. */
  tiles: { url: string; kind: 'raster' | 'vector'; archive: boolean; credit: string } | null;
  pmtiles: string | null;
  /** Names of countries in the reader's language: name, latitude, longitude. */
  labels: [string, number, number][];
  /** Address of the page for a question. */
  explore: string;
  worker: string;
  style: string;
  lang: string;
  /** "{n} reports", for each plural category. */
  counted: Record<string, string>;
  /** Precisions in words, by number. */
  precision: Record<string, string>;
  open: string;
  label: string;
}

interface Place {
  name: string;
  name_ar: string | null;
  lat: number | null;
  lon: number | null;
  count: number;
}
interface Cell extends Place {
  extent: [number, number, number, number];
  places: number;
}
interface Area extends Place {
  precision: number;
  reach_km: number;
}
interface Answer {
  cells: Cell[];
  areas: Area[];
}

type Feature = GeoJSON.Feature;

const collection = (features: Feature[]): GeoJSON.FeatureCollection => ({ type: 'FeatureCollection', features });

/** A round reach of some kilometres, as a polygon: it grows and shrinks with the land under it. */
function round(lat: number, lon: number, km: number): GeoJSON.Polygon {
  const ring: [number, number][] = [];
  const high = km / 111.2;
  const wide = high / Math.max(Math.cos((lat * Math.PI) / 180), 0.05);
  for (let step = 0; step <= 48; step += 1) {
    const angle = (step / 48) * 2 * Math.PI;
    ring.push([lon + wide * Math.cos(angle), lat + high * Math.sin(angle)]);
  }
  return { type: 'Polygon', coordinates: [ring] };
}

function color(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim() || '#888888';
}

/** Layers of shapes for an archive that has the layers of Protomaps' basemaps. */
function shapes(source: string): LayerSpecification[] {
  const line = (id: string, layer: string, width: number, paint: string): LayerSpecification => ({
    id,
    type: 'line',
    source,
    'source-layer': layer,
    paint: { 'line-color': color(paint), 'line-width': width },
  });
  const fill = (id: string, layer: string, paint: string): LayerSpecification => ({
    id,
    type: 'fill',
    source,
    'source-layer': layer,
    paint: { 'fill-color': color(paint) },
  });
  return [
    fill('tiles-earth', 'earth', '--sheet'),
    fill('tiles-water', 'water', '--sunk'),
    line('tiles-roads', 'roads', 0.6, '--line'),
    line('tiles-boundaries', 'boundaries', 1, '--soft'),
  ];
}

/** Puts the user's own map under what is drawn. */
async function tiles(map: View, data: MapData): Promise<void> {
  if (!data.tiles) return;
  const { url, kind, archive } = data.tiles;
  const from = new URL(url, location.href).href;
  if (archive) {
    if (!data.pmtiles) return;
    const { Protocol } = (await import(/* @vite-ignore */ data.pmtiles)) as typeof import('./pmtiles');
    addProtocol('pmtiles', new Protocol().tile);
  }
  const where = archive ? { url: `pmtiles://${from}` } : { tiles: [url] };
  if (kind === 'raster') map.addSource('tiles', { type: 'raster', tileSize: 256, ...where });
  else map.addSource('tiles', { type: 'vector', ...where });
  const layers: LayerSpecification[] =
    kind === 'raster' ? [{ id: 'tiles', type: 'raster', source: 'tiles' }] : shapes('tiles');
  for (const layer of layers) map.addLayer(layer, 'areas');
}

export function show(target: HTMLElement, data: MapData): View {
  setWorkerUrl(new URL(data.worker, location.href).href);
  const style = document.createElement('link');
  style.rel = 'stylesheet';
  style.href = data.style;
  document.head.append(style);
  target.replaceChildren();
  target.classList.add('live');
  const name = (p: Place): string => (data.lang === 'ar' ? (p.name_ar ?? p.name) : p.name);
  const numbers = new Intl.NumberFormat('en');
  const plural = new Intl.PluralRules(data.lang);
  const counted = (n: number): string =>
    (data.counted[plural.select(n)] ?? data.counted['other'] ?? '{n}').replace('{n}', numbers.format(n));

  const [west, south, east, north] = data.view;
  const text = { 'text-color': color('--soft'), 'text-halo-color': color('--sheet'), 'text-halo-width': 1.4 };
  const map = new View({
    container: target,
    bounds: [west, south, east, north],
    maxZoom: 13,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    style: {
      version: 8,
      sources: {
        land: { type: 'geojson', data: new URL(data.basemap, location.href).href },
        names: {
          type: 'geojson',
          data: collection(
            data.labels.map(([words, lat, lon]) => ({
              type: 'Feature',
              properties: { words },
              geometry: { type: 'Point', coordinates: [lon, lat] },
            })),
          ),
        },
        areas: { type: 'geojson', data: collection([]) },
        cells: { type: 'geojson', data: collection([]) },
      },
      layers: [
        { id: 'sea', type: 'background', paint: { 'background-color': color('--sunk') } },
        { id: 'land', type: 'fill', source: 'land', paint: { 'fill-color': color('--sheet') } },
        { id: 'borders', type: 'line', source: 'land', paint: { 'line-color': color('--line'), 'line-width': 1 } },
        {
          id: 'names',
          type: 'symbol',
          source: 'names',
          layout: { 'text-field': ['get', 'words'], 'text-size': 13, 'text-max-width': 8 },
          paint: text,
        },
        {
          id: 'areas',
          type: 'fill',
          source: 'areas',
          paint: { 'fill-color': color('--words-with'), 'fill-opacity': 0.13 },
        },
        {
          id: 'reaches',
          type: 'line',
          source: 'areas',
          paint: { 'line-color': color('--words-with'), 'line-width': 1.5, 'line-dasharray': [3, 2] },
        },
        {
          id: 'cells',
          type: 'circle',
          source: 'cells',
          paint: {
            'circle-radius': ['get', 'radius'],
            'circle-color': color('--deeds-against'),
            'circle-opacity': 0.72,
            'circle-stroke-color': color('--sheet'),
            'circle-stroke-width': 1.5,
          },
        },
        {
          id: 'numbers',
          type: 'symbol',
          source: 'cells',
          filter: ['>', ['get', 'count'], 1],
          layout: { 'text-field': ['get', 'shown'], 'text-size': 12, 'text-allow-overlap': true },
          paint: { 'text-color': color('--sheet') },
        },
      ],
    },
  });
  map.addControl(new NavigationControl({ showCompass: false }));
  map.addControl(new AttributionControl({ compact: false, customAttribution: data.tiles?.credit ? [data.tiles.credit, 'Natural Earth'] : 'Natural Earth' }));
  map.getCanvas().setAttribute('aria-label', data.label);

  let asked = 0;
  async function load(): Promise<void> {
    const mine = ++asked;
    const bounds = map.getBounds();
    const within = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
    const limits = [-180, -90, 180, 90];
    const box = within.map((n, at) => (at < 2 ? Math.max(n, limits[at] ?? n) : Math.min(n, limits[at] ?? n)).toFixed(4));
    const zoom = Math.max(map.getZoom(), 0).toFixed(2);
    const mark = data.query ? `${data.query}&` : '';
    const answer = await fetch(`/api/map?${mark}bbox=${box.join(',')}&zoom=${zoom}`);
    if (!answer.ok || mine !== asked) return;
    const found = (await answer.json()) as Answer;
    const cells = found.cells.map((c, at) => ({
      type: 'Feature' as const,
      properties: { at, count: c.count, shown: numbers.format(c.count), radius: 5 + 3.4 * Math.log1p(c.count) },
      geometry: { type: 'Point' as const, coordinates: [c.lon ?? 0, c.lat ?? 0] },
    }));
    const areas = found.areas.flatMap((a, at) =>
      a.lat === null || a.lon === null
        ? []
        : [{ type: 'Feature' as const, properties: { at }, geometry: round(a.lat, a.lon, a.reach_km) }],
    );
    answers = found;
    map.getSource<GeoJSONSource>('cells')?.setData(collection(cells));
    map.getSource<GeoJSONSource>('areas')?.setData(collection(areas));
    target.dataset['cells'] = String(found.cells.length);
    target.dataset['areas'] = String(found.areas.length);
  }
  let answers: Answer = { cells: [], areas: [] };
  map.on('load', () => {
    void load();
    void tiles(map, data).then(() => (target.dataset['tiles'] = data.tiles ? data.tiles.kind : 'none'));
  });
  map.on('moveend', () => void load());

  /** What stands there, in words that are put in as text. */
  function tell(lat: number, lon: number, place: Place, note: string): void {
    const box = document.createElement('div');
    const head = document.createElement('strong');
    const bdi = document.createElement('bdi');
    bdi.textContent = name(place);
    head.append(bdi);
    const line = document.createElement('p');
    line.textContent = note ? `${counted(place.count)} · ${note}` : counted(place.count);
    const link = document.createElement('a');
    const query = new URLSearchParams(data.query);
    query.set('place', place.name);
    link.href = `${data.explore}?${query}`;
    link.textContent = data.open;
    box.append(head, line, link);
    new Popup({ maxWidth: '18rem' }).setLngLat([lon, lat]).setDOMContent(box).addTo(map);
  }
  map.on('click', 'cells', (event) => {
    const cell = answers.cells[Number(event.features?.[0]?.properties['at'])];
    if (!cell || cell.lat === null || cell.lon === null) return;
    event.preventDefault();
    if (cell.places > 1 && map.getZoom() < 12.5) map.fitBounds(cell.extent, { padding: 80, maxZoom: 13 });
    else tell(cell.lat, cell.lon, cell, '');
  });
  map.on('click', 'areas', (event) => {
    if (event.defaultPrevented) return;
    const area = answers.areas[Number(event.features?.[0]?.properties['at'])];
    if (!area || area.lat === null || area.lon === null) return;
    tell(event.lngLat.lat, event.lngLat.lng, area, data.precision[String(area.precision)] ?? '');
  });
  for (const layer of ['cells', 'areas']) {
    map.on('mouseenter', layer, () => (map.getCanvas().style.cursor = 'pointer'));
    map.on('mouseleave', layer, () => (map.getCanvas().style.cursor = ''));
  }
  return map;
}
