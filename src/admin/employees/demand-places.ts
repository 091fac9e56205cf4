import type { Judge } from '../judge.ts';
import { placedEmployee } from './queries.ts';

/** What an employee belongs to. */
export interface Places {
  readonly organization?: string | null | undefined;
  readonly team?: string | null | undefined;
}

/** Throws a 403 problem unless the actor may do `operation` in each of the places by itself. */
export async function demandPlaces(
  judge: Judge,
  operation: string,
  id: string,
  { organization, team }: Places,
): Promise<void> {
  if (organization) await judge.demand(operation, placedEmployee(id, { organization }));
  if (team) await judge.demand(operation, placedEmployee(id, { team }));
}
