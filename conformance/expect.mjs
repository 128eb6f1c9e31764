/** Throws with the message unless the condition holds. */
export function expect(condition, message) {
  if (!condition) throw new Error(message);
}

/** JSON of at most 300 characters. */
export function describe(value) {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}

/** Throws unless both are the same JSON. */
export function expectSame(actual, expected, what) {
  expect(
    JSON.stringify(actual) === JSON.stringify(expected),
    `${what}: ${describe(actual)}, not ${describe(expected)}`,
  );
}
