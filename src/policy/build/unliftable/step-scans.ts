import type { StatementOf } from '../../plan/plan.ts';
import { type ElementScan, either, KNOWN, NOTHING, one } from './kinds.ts';
import { anyElement, elementScanned, elementsGathered, moreOfElements } from './obstacles.ts';
import type { Frame, RuleWalk } from './rule-walk.ts';
import { type Scope, scopeIn } from './scopes.ts';

/** Walks over what a collection may hold: once for each kind of its members. */
export function stepScan(
  walk: RuleWalk,
  statement: StatementOf<'ScanStmt'>,
  frame: Frame,
  scope: Scope,
): void {
  const { locals } = frame;
  for (const kind of (locals.get(statement.source) ?? NOTHING).kinds) {
    switch (kind.is) {
      case 'element':
        walk.report(statement, elementScanned);
        break;
      case 'field': {
        const element: ElementScan = {
          statement,
          negations: walk.negations,
          compared: false,
          gathered: false,
          more: false,
        };
        walk.use(one(kind));
        locals.set(statement.key, one({ is: 'position' }));
        locals.set(statement.value, one({ is: 'element', scan: element }));
        walk.block(statement.block, frame, scopeIn(scope, element, true));
        locals.set(statement.key, NOTHING);
        if (element.more) walk.report(statement, moreOfElements);
        else if (!element.compared) walk.report(statement, element.gathered ? elementsGathered : anyElement);
        break;
      }
      case 'set':
      case 'array':
      case 'object': {
        const content = kind.is === 'object' ? either([kind.others, ...kind.members.values()]) : kind.content;
        locals.set(statement.key, kind.is === 'set' ? content : KNOWN);
        locals.set(statement.value, content);
        walk.block(statement.block, frame, scopeIn(scope, undefined, true));
        break;
      }
      case 'known':
      case 'lookup':
        locals.set(statement.key, KNOWN);
        locals.set(statement.value, KNOWN);
        walk.block(statement.block, frame, scopeIn(scope, undefined, kind.is === 'lookup'));
        break;
      default:
        break;
    }
  }
}
