import { describe, expect, it } from "vitest";
import { erasePerson } from "../../src/model/erase-person.ts";
import { createSampleEvents } from "../engine/fanout/sample-events.ts";

const people = { u1: ['Ada \\"the first\\"', "ada@example.org"], u2: ["Боб 🐕", "bob@example.org"] } as const;

describe.each(createSampleEvents(false))("erasePerson in $type", (event) => {
  it.each(["u1", "u2"] as const)("leaves nothing of %s but the id, and everything else as it is", (userId) => {
    const before = JSON.stringify(event);
    const after = erasePerson(before, userId);
    for (const text of people[userId]) expect(after).not.toContain(text);
    for (const text of people[userId === "u1" ? "u2" : "u1"]) expect(after.includes(text)).toBe(before.includes(text));
    expect(erasePerson(after, userId)).toBe(after);
    const isPerson = (value: unknown) => (value as { id?: unknown } | null)?.id === userId;
    const plain = (text: string) => JSON.parse(text, (_key, value) => (isPerson(value) ? userId : value));
    expect(plain(after)).toEqual(plain(before));
  });
});

it("erasePerson finds a person in what a later version writes, at any place, and touches no text and no other thing", () => {
  const person = { id: "u1", name: "Ada", email: "ada@example.org", color: "red" };
  const task = { id: "u1", title: "Ada <ada@example.org>", name: "Ada" };
  const snapshot = { actor: person, later: [[{ deep: [person, null, 5, true] }]], task, text: "Ada" };
  const erased = { ...person, name: "Deleted user", email: null };
  expect(JSON.parse(erasePerson(JSON.stringify(snapshot), "u1"))).toEqual({
    ...snapshot,
    actor: erased,
    later: [[{ deep: [erased, null, 5, true] }]],
  });
});
