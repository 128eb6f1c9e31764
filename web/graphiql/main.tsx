import "graphiql/setup-workers/vite";
import "graphiql/style.css";
import { GraphiQL } from "graphiql";
import { createRoot } from "react-dom/client";
import { fetcher } from "./fetcher.ts";
import { createStorage } from "./storage.ts";
import tour from "./tour.graphql?raw";
import tourVariables from "./tour-variables.json?raw";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root.");

const storage = createStorage(localStorage);

createRoot(root).render(
  <GraphiQL
    fetcher={fetcher}
    defaultQuery={tour}
    // GraphiQL has no default for variables. It prefers initial ones to those of the last visit, and opens
    // another tab for them unless their query is given as well.
    initialQuery={storage.getItem("graphiql:query") ?? tour}
    initialVariables={storage.getItem("graphiql:variables") ?? tourVariables}
    defaultEditorToolsVisibility="headers"
    shouldPersistHeaders={false}
    storage={storage}
  />,
);
