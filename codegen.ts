import type { CodegenConfig } from "@graphql-codegen/cli";

const config: CodegenConfig = {
  schema: "schema/schema.graphql",
  documents: "schema/contract/operations.graphql",
  generates: {
    "test/support/generated/": {
      preset: "client",
      presetConfig: { fragmentMasking: false },
      config: {
        strictScalars: true,
        scalars: { DateTime: "string" },
        enumsAsTypes: true,
        useTypeImports: true,
      },
    },
  },
  importExtension: ".ts",
  silent: true,
};

// biome-ignore lint/style/noDefaultExport: GraphQL Code Generator reads the default export.
export default config;
