// biome-ignore-all lint/performance/noBarrelFile: one chunk, which loads when the first request is made.
export { findBoard, isGone } from "./find-board.ts";
export { loadComments } from "./load-comments.ts";
export { namesFormerMembers } from "./names-former-members.ts";
export { createSend } from "./send.ts";
