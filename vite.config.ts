import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { buildServiceWorker } from "./scripts/build-service-worker.mjs";

// biome-ignore lint/style/noDefaultExport: Vite reads the default export.
export default defineConfig({
  root: "web",
  plugins: [react(), buildServiceWorker({ page: "web/index.html", worker: "web/worker/service-worker.ts" })],
  // The server puts one in for each visit.
  html: { cspNonce: "{{nonce}}" },
  build: {
    outDir: "../dist/web",
    emptyOutDir: true,
    // Most of GraphiQL is the Monaco editor, which comes in one piece.
    chunkSizeWarningLimit: 5_000,
    rolldownOptions: {
      input: ["web/index.html", "web/graphiql/index.html"],
      // GraphiQL's modules keep a note to the compiler that they have already been through.
      checks: { moduleLevelDirective: false },
    },
  },
});
