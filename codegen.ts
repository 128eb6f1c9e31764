import type { CodegenConfig } from "@graphql-codegen/cli";

const typedDocuments = {
  preset: "client",
  presetConfig: { fragmentMasking: false },
  config: {
    strictScalars: true,
    scalars: { DateTime: "string" },
    enumsAsTypes: true,
    useTypeImports: true,
  },
} as const;

const clientDocuments = ["client/operations.graphql", "client/core/operations.graphql"];

/** Types of the schema that no document uses are left out. */
const leanDocuments = { ...typedDocuments, config: { ...typedDocuments.config, onlyOperationTypes: true } } as const;

const config: CodegenConfig = {
  schema: "schema/schema.graphql",
  generates: {
    "client/generated/": { ...typedDocuments, documents: clientDocuments },
    "client/generated/document-texts.ts": { plugins: ["./scripts/print-documents.mjs"], documents: clientDocuments },
    "client/generated/possible-types.ts": {
      plugins: ["fragment-matcher"],
      config: { apolloClientVersion: 3 },
    },
    "client/generated/store-schema.ts": { plugins: ["./scripts/describe-store.mjs"] },
    "src/cli/check/generated/": { ...leanDocuments, documents: "src/cli/check/operations.graphql" },
    "web/board/generated/": {
      ...leanDocuments,
      // The board sends texts. No parser comes along.
      config: { ...leanDocuments.config, documentMode: "string" },
      documents: ["web/board/**/*.{ts,tsx}", "!web/board/generated"],
    },
    "test/support/generated/": { ...typedDocuments, documents: "schema/contract/operations.graphql" },
  },
  importExtension: ".ts",
};

// biome-ignore lint/style/noDefaultExport: GraphQL Code Generator reads the default export.
export default config;
