import { type Arbitrary, array, constant, constantFrom, integer, json, oneof, string, tuple } from "fast-check";

/** JSON of every kind that a parser takes, of a few kilobytes at most. */
export const strangeJson: Arbitrary<string> = oneof(
  { weight: 2, arbitrary: json({ maxDepth: 2 }) },
  { weight: 2, arbitrary: string({ unit: "binary", maxLength: 40 }).map((text) => JSON.stringify(text)) },
  integer({ min: 1, max: 40 }).map((depth) => "[".repeat(depth) + "]".repeat(depth)),
  integer({ min: 1, max: 40 }).map((depth) => `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`),
  integer({ min: 1, max: 200 }).map((width) => `[${"{},".repeat(width)}{}]`),
  integer({ min: 1, max: 200 }).map(
    (width) => `{${Array.from({ length: width }, (_, n) => `"k${n}":${n}`).join(",")}}`,
  ),
  integer({ min: 1, max: 2_000 }).map((length) => JSON.stringify("é".repeat(length))),
  {
    weight: 4,
    arbitrary: constantFrom(
      ...["null", "true", "1e400", "-0", "1e-7", "2147483648", '"\\ud800"', '"\\u0000"', "{}", "[]", '""'],
      ...['{"constructor":{"prototype":1}}', '{"toString":null,"length":-1}', '"__proto__"', '"TODO"', "5"],
    ),
  },
);

/** The same, and now and then something that is no JSON, or that no server should read. */
export const hostileJson: Arbitrary<string> = oneof(
  { weight: 3, arbitrary: strangeJson },
  constantFrom("NaN", "", "[,]", '"', '{"__proto__":{"a":1}}', "[".repeat(65), '{"a":'.repeat(65)),
  tuple(constantFrom("[", '{"a":'), integer({ min: 6, max: 12 })).map(([open, power]) => open.repeat(2 ** power)),
);

/** Texts from 16 KiB up to beyond what a message may measure. */
export const largeJson: Arbitrary<string> = tuple(
  constantFrom(
    (size: number) => "[".repeat(size),
    (size: number) => '{"a":'.repeat(size / 5),
    (size: number) => `[${"{},".repeat(size / 3)}{}]`,
    (size: number) => `"${"é".repeat(size / 2)}"`,
    (size: number) => `{${Array.from({ length: size / 12 }, (_, n) => `"k${n}":${n}`).join(",")}}`,
    (size: number) => `${"[]".repeat(size / 2)}`,
    (size: number) => JSON.stringify(`{ ${"me ".repeat(size / 3)}}`),
    (size: number) => JSON.stringify("#\n".repeat(size / 2)),
  ),
  integer({ min: 14, max: 20 }),
  integer({ min: 0, max: 99 }),
).map(([make, power, percent]) => make(2 ** power * (1 + percent / 100)));

/** A whole number of that many values, in an array. */
export function listOf(value: Arbitrary<string>): Arbitrary<string> {
  return array(value, { maxLength: 3 }).map((values) => `[${values.join(",")}]`);
}

/** An object of these members, each there in `share` of a hundred cases. */
export function objectOf(
  parts: readonly { name: string; value: Arbitrary<string>; share: number }[],
): Arbitrary<string> {
  if (parts.length === 0) return constant("{}");
  const members = parts.map(({ name, value, share }) =>
    tuple(integer({ min: 0, max: 99 }), value).map(([chance, text]) =>
      chance < share ? [`${JSON.stringify(name)}:${text}`] : [],
    ),
  );
  return tuple(...members).map((texts) => `{${texts.flat().join(",")}}`);
}
