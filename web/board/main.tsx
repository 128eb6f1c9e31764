import "./design/base.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { BrowserRouter } from "react-router";
import { App } from "./app.tsx";
import { CrashBoundary } from "./crash-boundary.tsx";
import { keepFocus } from "./design/keep-focus.ts";
import { followTheme } from "./design/preferences.ts";
import { holdPage } from "./shell/hold-page.ts";
import { surviveTranslation } from "./survive-translation.ts";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root.");

holdPage(import.meta.url);
surviveTranslation();
keepFocus();
followTheme();
createRoot(root).render(
  <StrictMode>
    <BrowserRouter>
      <CrashBoundary>
        <App />
      </CrashBoundary>
    </BrowserRouter>
  </StrictMode>,
);
