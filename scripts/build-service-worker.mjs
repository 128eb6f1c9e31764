import { rolldown } from "rolldown";

/**
 * A plugin of Vite. Adds `sw.js`, the service worker of a page, which knows the addresses of all files that the page
 * can load, also on demand. `page` and `worker` are paths of the page and of the worker's module.
 */
export function buildServiceWorker({ page, worker }) {
  return {
    name: "service-worker",
    apply: "build",
    enforce: "post",
    generateBundle: {
      order: "post",
      async handler(_options, bundle) {
        const source = await bundleWorker(worker, listFiles(bundle, page));
        this.emitFile({ type: "asset", fileName: "sw.js", source });
      },
    },
  };
}

async function bundleWorker(worker, files) {
  const bundle = await rolldown({
    input: worker,
    platform: "browser",
    transform: { define: { boardFiles: JSON.stringify(files), "process.env.NODE_ENV": '"production"' } },
  });
  const { output } = await bundle.generate({ format: "iife", minify: true });
  await bundle.close();
  return output[0].code;
}

/** Addresses of the files that the entry of a page imports, over any number of imports, with their styles. */
function listFiles(bundle, page) {
  const chunks = Object.values(bundle).filter(({ type }) => type === "chunk");
  const entry = chunks.find(({ facadeModuleId }) => facadeModuleId?.endsWith(page));
  if (!entry) throw new Error(`${page} is not built.`);
  const found = new Set([entry.fileName]);
  const others = new Set();
  for (const fileName of found) {
    const chunk = bundle[fileName];
    for (const imported of [...chunk.imports, ...chunk.dynamicImports]) found.add(imported);
    const { importedCss = [], importedAssets = [] } = chunk.viteMetadata ?? {};
    for (const other of [...importedCss, ...importedAssets]) others.add(other);
  }
  return [...found, ...others].sort().map((fileName) => `/${fileName}`);
}
