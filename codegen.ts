import type { CodegenConfig } from "@graphql-codegen/cli";

const scalars = { ID: "string", DateTime: "string" };

const typedDocuments = {
  preset: "client",
  presetConfig: { fragmentMasking: false },
  config: {
    strictScalars: true,
    scalars,
    useTypeImports: true,
  },
} as const;

const clientDocuments = ["client/fragments.graphql", "client/operations.graphql", "client/core/operations.graphql"];

/** Queries of which a person's answers are kept on disk. */
const personLists = ["InboxPage", "ProjectList", "MyTaskList"];

/** Texts that parts of the core bring along which load by themselves. All others stand in `document-texts.ts`. */
const laterTexts = {
  "events-text": ["ProjectEvents"],
  "board-texts": ["BoardStart", "BoardTasks", "BoardMembers", "ProjectHead"],
  "comments-text": ["TaskComments"],
  "changes-text": ["ApplyChanges"],
  "alive-text": ["Alive"],
  "poll-text": ["ProjectChanges"],
  "person-texts": [...personLists, "MarkNoticesRead", "PersonEvents", "ProjectBell"],
};

interface TextChoice {
  readonly only?: readonly string[];
  readonly except?: readonly string[];
  readonly asHash?: true;
  /** The fragments that apps on Apollo Client select by. */
  readonly ofEntities?: true;
}

function printTexts(choice: TextChoice) {
  return { plugins: [{ "./scripts/print-documents.mjs": choice }], documents: clientDocuments };
}

const config: CodegenConfig = {
  schema: "schema/schema.graphql",
  generates: {
    "client/generated/": { ...typedDocuments, documents: clientDocuments },
    // Typed documents bring only the types of the schema that they use.
    "client/generated/schema-types.ts": {
      plugins: ["typescript"],
      config: { strictScalars: true, scalars, enumsAsTypes: true },
    },
    "client/generated/document-texts.ts": printTexts({ except: Object.values(laterTexts).flat() }),
    ...Object.fromEntries(
      Object.entries(laterTexts).map(([name, only]) => [`client/generated/${name}.ts`, printTexts({ only })]),
    ),
    // A copy on disk has what the core selects: it is not read by a version that selects other fields.
    "client/generated/events-hash.ts": printTexts({ only: ["ProjectEvents"], asHash: true }),
    "client/generated/person-hashes.ts": printTexts({ only: personLists, asHash: true }),
    "client/apollo/generated/fragment-documents.ts": printTexts({ ofEntities: true }),
    "client/generated/possible-types.ts": {
      plugins: ["fragment-matcher"],
      config: { apolloClientVersion: 3 },
    },
    "client/generated/store-schema.ts": { plugins: ["./scripts/describe-store.mjs"] },
    "client/generated/held-types.ts": { plugins: [{ "./scripts/describe-store.mjs": { onlyHeldTypes: true } }] },
    "src/cli/check/generated/": { ...typedDocuments, documents: "src/cli/check/operations.graphql" },
    "src/cli/import/generated/": { ...typedDocuments, documents: "src/cli/import/operations.graphql" },
    "web/board/generated/": {
      ...typedDocuments,
      // The board sends texts. No parser comes along.
      config: { ...typedDocuments.config, documentMode: "string" },
      documents: ["web/board/**/*.{ts,tsx}", "!web/board/generated"],
    },
    "src/server/mcp/generated/contract-texts.ts": {
      plugins: [{ "./scripts/print-documents.mjs": {} }],
      documents: "schema/contract/operations.graphql",
    },
    "test/support/generated/": { ...typedDocuments, documents: "schema/contract/operations.graphql" },
  },
  importExtension: ".ts",
};

// biome-ignore lint/style/noDefaultExport: GraphQL Code Generator reads the default export.
export default config;
