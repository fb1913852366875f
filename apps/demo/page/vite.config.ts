import { defineConfig } from 'vite';

// The lab's page. No request leaves the machine, and the server's Content-Security-Policy allows neither inline scripts nor
// inline styles: everything is a file of its own.
export default defineConfig({
  root: import.meta.dirname,
  build: {
    outDir: '../dist/page',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
