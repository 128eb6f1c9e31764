// npm run generate, its first half: writes what the code says the schema is.
import { writeFile } from "node:fs/promises";
import { printedSchema, schemaFile } from "./printed-schema.mjs";

await writeFile(schemaFile, await printedSchema());
