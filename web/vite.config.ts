import { copyFileSync } from 'node:fs';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

const from = 'node_modules/maplibre-gl/dist/';

// Files with fixed names: the server adds the version of their content to the address. The map is a file of its own, with its
// worker and style sheet as they come.
export default defineConfig({
  plugins: [
    svelte(),
    {
      name: 'files-of-the-map',
      writeBundle: () => {
        copyFileSync(`${from}maplibre-gl-worker.mjs`, 'dist/marsad-map-worker.js');
        copyFileSync(`${from}maplibre-gl.css`, 'dist/maplibre.css');
        copyFileSync('node_modules/maplibre-gl/LICENSE.txt', 'dist/maplibre-license.txt');
        copyFileSync('src/pmtiles-license.txt', 'dist/pmtiles-license.txt');
      },
    },
  ],
  publicDir: false,
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: false,
    chunkSizeWarningLimit: 1400,
    rollupOptions: {
      input: { marsad: 'src/main.ts', 'marsad-map': 'src/map.ts', 'marsad-pmtiles': 'src/pmtiles.ts', 'marsad-review': 'src/review.ts' },
      preserveEntrySignatures: 'exports-only',
      output: { entryFileNames: '[name].js' },
    },
  },
});
