import {
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isUnionType,
} from "graphql";
import type { Random } from "../../faults/random.ts";

/** The variables of every random subscription. */
export const directiveVariables = { yes: true, no: false };

/**
 * A valid subscription to `projectActivity` with a random selection of the fields that its events carry. It has aliases
 * and repetitions; fragments inline and named, on types, interfaces and the union; `@skip` and `@include`.
 */
export function randomSubscription(schema: GraphQLSchema, random: Random): string {
  const fragments: string[] = [];

  function selectionSet(type: GraphQLCompositeType, depth: number, only?: Only): string {
    const selections = Array.from({ length: random.integer(1, 6) }, () => selection(type, depth, only));
    return `{ ${selections.join(" ")} }`;
  }

  function selection(type: GraphQLCompositeType, depth: number, only: Only): string {
    const fields = carriedFields(type, only);
    if (depth < 7 && (fields.length === 0 || random.chance(0.3))) return fragment(type, depth, only);
    const field = random.chance(0.85) && fields.length > 0 ? random.pick(fields) : null;
    const name = field?.name ?? "__typename";
    const alias = random.chance(0.25) ? `${random.pick(["a", "constructor", "__proto__"])}_${name}: ` : "";
    const of = field && getNamedType(field.type);
    return `${alias}${name}${directives()}${isCompositeType(of) ? ` ${selectionSet(of, depth + 1, partOf(field))}` : ""}`;
  }

  function fragment(type: GraphQLCompositeType, depth: number, only: Only): string {
    const condition = random.pick([type, ...relatives(type)]);
    if (random.chance(0.2)) return `...${directives()} ${selectionSet(type, depth + 1, only)}`;
    const set = selectionSet(condition, depth + 1, only);
    if (random.chance(0.6)) return `... on ${condition.name}${directives()} ${set}`;
    const name = `F${fragments.length}`;
    fragments.push(`fragment ${name} on ${condition.name} ${set}`);
    return Array.from({ length: random.integer(1, 2) }, () => `...${name}${directives()}`).join(" ");
  }

  function directives(): string {
    const directive = () =>
      `@${random.pick(["skip", "include"])}(if: ${random.pick(["$yes", "$no", "true", "false"])})`;
    return random.chance(0.15) ? ` ${directive()}` : "";
  }

  /** Abstract types under which an object of the type may be selected. */
  function relatives(type: GraphQLCompositeType): GraphQLCompositeType[] {
    const objects: readonly GraphQLObjectType[] = isAbstractType(type) ? schema.getPossibleTypes(type) : [type];
    return [...objects, ...objects.flatMap((object) => object.getInterfaces())];
  }

  const event = getNamedType(schema.getSubscriptionType()?.getFields()["projectActivity"]?.type);
  if (!isCompositeType(event)) throw new Error("The schema has no projectActivity.");
  const selections = selectionSet(event, 0);
  const text = [`{ projectActivity(projectId: "p1") ${selections} }`, ...fragments].join("\n");
  const used = Object.keys(directiveVariables).filter((name) => text.includes(`$${name}`));
  const variables = used.map((name) => `$${name}: Boolean!`).join(", ");
  return `subscription ${variables && `(${variables}) `}${text}`;
}

/** The fields that an event carries of an object; undefined: all that are marked. */
type Only = readonly unknown[] | undefined;

function partOf(field: GraphQLField<unknown, unknown> | null): Only {
  const only = field?.extensions["carriedFields"];
  return Array.isArray(only) ? only : undefined;
}

function carriedFields(type: GraphQLCompositeType, only: Only): GraphQLField<unknown, unknown>[] {
  if (isUnionType(type)) return [];
  const fields = Object.values(type.getFields()).filter(({ name }) => only?.includes(name) ?? true);
  const isMarked = fields.some(({ extensions }) => extensions["inEvents"]);
  // Outside of Activities nothing is marked, and all is carried.
  return isMarked ? fields.filter(({ extensions }) => extensions["inEvents"]) : fields;
}
