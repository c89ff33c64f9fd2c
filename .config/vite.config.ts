import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

const projectRoot = fileURLToPath(new URL("..", import.meta.url));

/** Each page's source, and the file it is built to: `/` serves index.html, `/sandbox` serves sandbox.html. */
const pages = {
  "src/console/index.html": "index.html",
  "adapters/sandbox/page/sandbox.html": "sandbox.html",
};

/** Puts the pages at the top of the build, wherever their sources lie: an address should not follow a folder. */
function pagesAtTop(): Plugin {
  return {
    name: "linli-pages-at-top",
    enforce: "post",
    generateBundle(_, bundle) {
      for (const [source, page] of Object.entries(pages)) {
        const built = bundle[source];
        if (built?.type !== "asset") continue;
        delete bundle[source];
        this.emitFile({ type: "asset", fileName: page, source: built.source });
      }
    },
  };
}

/** What is smaller would not travel faster. */
const worthPackingBytes = 1_024;

/** Lays a packed copy beside each file, so that the house packs nothing while people wait. Browsers take Brotli over HTTPS only. */
function packed(): Plugin {
  return {
    name: "linli-packed",
    generateBundle: {
      order: "post",
      handler(_, bundle) {
        for (const [fileName, built] of Object.entries(bundle)) {
          const source = Buffer.from(built.type === "chunk" ? built.code : built.source);
          // A page is not sent as it lies there: a nonce is put into it.
          if (fileName.endsWith(".html") || source.length < worthPackingBytes) continue;
          this.emitFile({ type: "asset", fileName: `${fileName}.br`, source: brotliCompressSync(source) });
          this.emitFile({ type: "asset", fileName: `${fileName}.gz`, source: gzipSync(source, { level: 9 }) });
        }
      },
    },
  };
}

export default defineConfig({
  root: projectRoot,
  base: "/",
  publicDir: false,
  plugins: [react(), pagesAtTop(), packed()],
  // The server puts a fresh nonce in its place each time it serves a page: the component library inserts styles under it.
  html: { cspNonce: "CSP_NONCE" },
  build: {
    outDir: ".build/pages",
    emptyOutDir: true,
    // A data: address would need a looser content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: { input: Object.keys(pages).filter((page) => existsSync(`${projectRoot}${page}`)) },
  },
});
