import { subscribeByHttp } from "./http-stream.mjs";

/** Apollo's multipart protocol. */
export function subscribeByMultipart(target, operation, options = {}) {
  const accept = "multipart/mixed;subscriptionSpec=1.0, application/json";
  return subscribeByHttp(target, operation, { ...options, accept }, createMultipartParser);
}

/** Parser of `multipart/mixed` (RFC 2046) with parts of JSON. */
function createMultipartParser(contentType) {
  const [, boundary = "-"] = /boundary="?([^";]+)"?/.exec(contentType) ?? [];
  const mark = `\r\n--${boundary}`;
  // The first mark may stand without a line break before it.
  let rest = "\r\n";
  let isFirst = true;
  return (text) => {
    const parts = (rest + text).split(mark);
    rest = parts.pop();
    if (isFirst && parts.length > 0) {
      parts.shift();
      isFirst = false;
    }
    const messages = parts.flatMap(readPart);
    return !isFirst && rest.startsWith("--") ? [...messages, { type: "complete" }] : messages;
  };
}

/** A part that begins with "--" follows the final boundary. Nobody may send one. */
function readPart(part) {
  const body = JSON.parse(part.slice(part.indexOf("{")));
  const isLate = part.startsWith("--");
  return isLate ? [{ type: "complete" }, readBody(body)] : [readBody(body)];
}

function readBody(body) {
  if ("payload" in body && body.payload !== null) return { payload: body.payload };
  return body.errors ? { payload: { errors: body.errors } } : { type: "heartbeat" };
}
