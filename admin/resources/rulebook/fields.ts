/** The data of an event as one row of fields by path, and back again. */

type Leaf = string | number | boolean;
/** `path` is the name that systems send, with dots. */
export type Field = { path: string; value: string; kind: 'number' | 'boolean' | 'string' };

const isLeaf = (value: unknown): value is Leaf => ['string', 'number', 'boolean'].includes(typeof value);

/** Every value of the data in its order. */
export const fieldsOf = (data: unknown, path = ''): Field[] => {
  if (isLeaf(data)) return [{ path, value: String(data), kind: typeof data as Field['kind'] }];
  if (typeof data !== 'object' || data === null) return [];
  return Object.entries(data).flatMap(([name, value]) => fieldsOf(value, path === '' ? name : `${path}.${name}`));
};

/** What was typed, as the kind that it was; what is no number stays text, and the answer complains of it. */
const leafOf = ({ value, kind }: Field): Leaf => {
  if (kind === 'number' && /^-?\d+$/.test(value.trim())) return Number(value);
  return kind === 'boolean' && ['true', 'false'].includes(value) ? value === 'true' : value;
};

type Tree = { [name: string]: Tree | Leaf };

/** Branches whose names are numbers are lists. */
const grown = (tree: Tree | Leaf): unknown => {
  if (isLeaf(tree)) return tree;
  const branches = Object.entries(tree).map(([name, value]) => [name, grown(value)] as const);
  return branches.length > 0 && branches.every(([name]) => /^\d+$/.test(name))
    ? branches.map(([, value]) => value)
    : Object.fromEntries(branches);
};

/** The data again; an empty field is left out, and so is a branch of which nothing is left. */
export const dataOf = (fields: readonly Field[]): Record<string, unknown> => {
  const root: Tree = {};
  for (const field of fields) {
    if (field.value.trim() === '') continue;
    const names = field.path.split('.');
    const last = names.pop()!;
    let at = root;
    for (const name of names) {
      at[name] ??= {};
      at = at[name] as Tree;
    }
    at[last] = leafOf(field);
  }
  return grown(root) as Record<string, unknown>;
};
