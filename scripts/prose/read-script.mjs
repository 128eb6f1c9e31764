import { parseSync } from "vite";
import { blockProse, joinLines, lineAt, withoutCode } from "./read-comments.mjs";
import { codeMark } from "./rules.mjs";

/** Comments that tools read. The reason behind the colon of a suppression is prose. */
const directive = /^\s*(?:biome-ignore[^:]*:|@vitest-environment.*|v8 ignore.*|[#@]__PURE__.*|<reference.*)/;

const testCall = /^(?:it|test|describe)$/;
const logCall = /^(?:trace|debug|info|warn|error|fatal|log)$/;
const textProperty = /^(?:message|description|error|hint|reason)$/;

/** Reads comments, names of tests, messages of errors and logs, and descriptions. */
export function readScript(source, path) {
  const { program, comments, errors } = parseSync(path, source);
  if (errors[0]) throw new Error(`${path} does not parse: ${errors[0].message}`);
  return [...readComments(source, comments), ...readStrings(source, program)];
}

function readComments(source, comments) {
  const read = comments
    .filter(({ start }) => !source.startsWith("#!", start))
    .map(({ type, value, start }) => {
      const before = source.slice(source.lastIndexOf("\n", start - 1) + 1, start);
      return { type, value: value.replace(directive, ""), line: lineAt(source, start), alone: before.trim() === "" };
    });
  const blocks = read.filter(({ type }) => type === "Block");
  const lines = read.filter(({ type }) => type === "Line");
  return [
    ...blocks.map(({ line, value }) => ({ line, text: blockProse(value), wraps: true })),
    ...joinLines(lines.map(({ line, value, alone }) => ({ line, text: value, alone }))),
  ];
}

function readStrings(source, program) {
  const texts = [];
  visit(program, (node) => {
    for (const part of textsOf(node)) {
      const text = joinText(part);
      if (text) texts.push({ line: lineAt(source, part.start), text: withoutCode(text) });
    }
  });
  return texts;
}

function visit(value, look) {
  if (Array.isArray(value)) for (const item of value) visit(item, look);
  else if (typeof value?.type === "string") {
    look(value);
    visit(Object.values(value), look);
  }
}

/** Expressions of a node that hold prose. */
function textsOf(node) {
  switch (node.type) {
    case "CallExpression":
      if (testCall.test(rootName(node.callee))) return node.arguments.slice(0, 1);
      return logCall.test(lastName(node.callee)) ? node.arguments : [];
    case "NewExpression":
      return /Error$/.test(lastName(node.callee)) ? node.arguments : [];
    case "Property":
      return textProperty.test(node.key.name ?? node.key.value) ? [node.value] : [];
    default:
      return [];
  }
}

/** `it` for `it`, `it.each` and `it.each(rows)`. */
function rootName(callee) {
  const inner = callee.callee ?? callee.tag ?? callee.object;
  return inner ? rootName(inner) : (callee.name ?? "");
}

function lastName({ property, name }) {
  return property?.name ?? name ?? "";
}

/** Text of a string, of a template, or of their sum; undefined for others. An expression inside counts as code. */
function joinText(node) {
  if (node.type === "Literal" && typeof node.value === "string") return node.value;
  if (node.type === "TemplateLiteral") return node.quasis.map(({ value }) => value.cooked).join(codeMark);
  if (node.type !== "BinaryExpression" || node.operator !== "+") return undefined;
  const parts = [joinText(node.left), joinText(node.right)];
  return parts.some(Boolean) ? parts.map((part) => part ?? codeMark).join("") : undefined;
}
