// Given to a process by NODE_OPTIONS=--import: writes the address of each module that it loads to the file that
// NOTE_MODULES names.
import { register } from "node:module";

const hooks = `
  import { appendFileSync } from "node:fs";
  export async function load(url, context, next) {
    appendFileSync(process.env.NOTE_MODULES, url + "\\n");
    return next(url, context);
  }
`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);
