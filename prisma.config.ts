// The CLI wants to download a schema engine even for `generate`, which never runs it: any existing file satisfies it.
process.env["PRISMA_SCHEMA_ENGINE_BINARY"] ??= process.execPath;

import { defineConfig } from "prisma/config";

// biome-ignore lint/style/noDefaultExport: the Prisma CLI reads the default export.
export default defineConfig({ schema: "prisma/schema.prisma" });
