import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

// One file with a fixed name: the server adds the version of its content to the address.
export default defineConfig({
  plugins: [svelte()],
  publicDir: false,
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: false,
    rollupOptions: { input: 'src/main.ts', output: { entryFileNames: 'marsad.js' } },
  },
});
