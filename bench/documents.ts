import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type DocumentNode, Kind, parse, print, visit } from "graphql";
import { projectRoot } from "../src/config/project-root.ts";

const contract = parse(readFileSync(join(projectRoot, "schema/contract/operations.graphql"), "utf8"));

/** An operation of the contract with the fragments that it uses, as a client sends it. */
export function contractDocument(name: string): string {
  const used = new Set<string>();
  const collect = (definition: DocumentNode["definitions"][number]): void => {
    visit(definition, {
      FragmentSpread({ name: { value } }) {
        if (used.has(value)) return;
        used.add(value);
        const fragment = contract.definitions.find((each) => isNamed(each, Kind.FRAGMENT_DEFINITION, value));
        if (fragment) collect(fragment);
      },
    });
  };
  const operation = contract.definitions.find((each) => isNamed(each, Kind.OPERATION_DEFINITION, name));
  if (!operation) throw new Error(`The contract has no operation ${name}.`);
  collect(operation);
  const fragments = contract.definitions.filter(
    (each) => each.kind === Kind.FRAGMENT_DEFINITION && used.has(each.name.value),
  );
  return [operation, ...fragments].map(print).join("\n\n");
}

/** As many documents that select the same and are not the same text: each names its operation differently. */
export function distinctDocuments(name: string, count: number): string[] {
  const document = contractDocument(name);
  return Array.from({ length: count }, (_, index) =>
    count === 1 ? document : document.replace(`subscription ${name}(`, `subscription ${name}${index}(`),
  );
}

function isNamed(definition: DocumentNode["definitions"][number], kind: Kind, name: string): boolean {
  return definition.kind === kind && "name" in definition && definition.name?.value === name;
}
