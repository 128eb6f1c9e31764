import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// biome-ignore lint/style/noDefaultExport: Vite reads the default export.
export default defineConfig({
  root: "web/graphiql",
  base: "/graphql/",
  plugins: [react()],
  build: {
    outDir: "../../dist/web/graphiql",
    emptyOutDir: true,
    // Most of the page is the Monaco editor, which comes in one piece.
    chunkSizeWarningLimit: 5_000,
    // GraphiQL's modules keep a note to the compiler that they have already been through.
    rolldownOptions: { checks: { moduleLevelDirective: false } },
  },
});
