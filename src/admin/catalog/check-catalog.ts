import { type Catalog, roleEntries } from './catalog.ts';

/** What the schema can't say of a catalog. Returns a sentence for each fault; none for a sound catalog. */
export function checkCatalog(catalog: Catalog): string[] {
  const names = new Set(catalog.permissions.map((permission) => permission.name));
  return [
    ...repeated(catalog.permissions.map((permission) => permission.name)).map(
      (name) => `The permission ${name} is there twice.`,
    ),
    ...repeated(catalog.roles.map((role) => role.id)).map((id) => `The role ${id} is there twice.`),
    ...repeated(catalog.roles.map((role) => role.name.toLowerCase())).map(
      (name) => `Two roles are named "${name}".`,
    ),
    ...catalog.permissions
      .filter((permission) => !catalog.categories.includes(permission.category))
      .map(({ name, category }) => `The permission ${name} is in the unknown category "${category}".`),
    ...unknownEntries(catalog),
    ...Object.entries(catalog.operations)
      .filter(([, permission]) => !names.has(permission))
      .map(
        ([operation, permission]) =>
          `The operation ${operation} asks for the unknown permission ${permission}.`,
      ),
  ];
}

function unknownEntries({ permissions, roles }: Catalog): string[] {
  const forms = new Set(permissions.flatMap(({ name, feature }) => formsOf(name, feature)));
  return roles.flatMap((role) =>
    [...roleEntries(role).keys()]
      .filter((written) => !forms.has(written))
      .map((written) => `The role ${role.id} has "${written}", which names no permission.`),
  );
}

/** Every way to write a permission: itself, its feature, each prefix with `.*`, and `*`. */
function formsOf(name: string, feature: string | undefined): string[] {
  const parts = name.split('.');
  const prefixes = parts.slice(1).map((_, index) => `${parts.slice(0, index + 1).join('.')}.*`);
  return [name, ...(feature === undefined ? [] : [feature]), ...prefixes, '*'];
}

function repeated(values: readonly string[]): string[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
}
