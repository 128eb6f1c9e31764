import "graphiql/setup-workers/vite";
import "graphiql/style.css";
import { GraphiQL } from "graphiql";
import { createRoot } from "react-dom/client";
import { fetcher } from "./fetcher.ts";
import { openStorage } from "./open-storage.ts";
import { createStorage, readLastTab } from "./storage.ts";
import tour from "./tour.graphql?raw";
import tourVariables from "./tour-variables.json?raw";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root.");

const storage = createStorage(openStorage());
const lastTab = readLastTab(storage) ?? { query: tour, variables: tourVariables };

createRoot(root).render(
  <GraphiQL
    fetcher={fetcher}
    defaultQuery={tour}
    // GraphiQL has no default for variables. It opens another tab unless both are those of a stored one.
    initialQuery={lastTab.query}
    initialVariables={lastTab.variables}
    defaultEditorToolsVisibility="variables"
    shouldPersistHeaders={false}
    storage={storage}
  />,
);
