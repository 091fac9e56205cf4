import { type CatalogRole, roleEntries } from './catalog.ts';
import type { CatalogPlan, CatalogStep } from './plan-catalog.ts';

/** A plan as text for a person: a line a step, what stays, what is in the way. */
export function describePlan({ steps, kept, conflicts }: CatalogPlan): string {
  const lines = [
    ...steps.map(describeStep),
    ...kept.map((text) => `= ${text}`),
    ...conflicts.map((text) => `! ${text}`),
  ];
  if (steps.length === 0 && conflicts.length === 0) lines.push('Nothing to do.');
  return `${lines.join('\n')}\n`;
}

function describeStep(step: CatalogStep): string {
  switch (step.kind) {
    case 'add-permission':
      return `+ permission ${step.permission.name} (${step.permission.category})`;
    case 'change-permission':
      return `~ permission ${step.permission.name}`;
    case 'add-role':
      return `+ role ${step.role.id} (${step.role.scope}): ${countEntries(step.role)}`;
    case 'change-role':
      return `~ role ${step.id} (${step.scope})`;
    case 'add-entry':
      return `+ role ${step.role}: ${step.permission}${step.scope === undefined ? '' : ` (${step.scope})`}`;
    case 'change-entry':
      return `~ role ${step.role}: ${step.permission} (${step.scope ?? 'the scope of the role'})`;
    case 'remove-entry':
      return `- role ${step.role}: ${step.permission}`;
    case 'add-operation':
      return `+ operation ${step.operation} asks for ${step.permission}`;
    case 'change-operation':
      return `~ operation ${step.operation} asks for ${step.permission}`;
  }
}

function countEntries(role: CatalogRole): string {
  const entries = [...roleEntries(role).keys()];
  return entries.length <= 8 ? entries.join(', ') : `${entries.length} permissions`;
}
