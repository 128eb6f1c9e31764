import { subscribeByHttp } from "./http-stream.mjs";

/** GraphQL over SSE, distinct connections mode. */
export function subscribeBySse(target, operation, options = {}) {
  return subscribeByHttp(target, operation, { ...options, accept: "text/event-stream" }, createSseParser);
}

/** Parser of `text/event-stream`, as the HTML standard has it, for the messages of GraphQL over SSE. */
function createSseParser() {
  let rest = "";
  return (text) => {
    const blocks = (rest + text).replaceAll("\r\n", "\n").split("\n\n");
    rest = blocks.pop();
    return blocks.flatMap(readBlock);
  };
}

function readBlock(block) {
  const fields = {};
  const signs = [];
  for (const line of block.split("\n")) {
    const [, name = "", value = ""] = /^([^:]*)(?:: ?(.*))?$/.exec(line) ?? [];
    if (line.startsWith(":")) signs.push({ type: "heartbeat" });
    else if (name === "retry") signs.push({ type: "retry" });
    else if (name === "data") fields.data = fields.data === undefined ? value : `${fields.data}\n${value}`;
    else fields[name] = value;
  }
  if (fields.event === "complete") return [...signs, { type: "complete" }];
  if (fields.event === "next") signs.push({ payload: JSON.parse(fields.data), id: fields.id });
  return signs;
}
