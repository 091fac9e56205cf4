import { ValueMap } from '../values/key.ts';
import type { Value } from '../values/value.ts';
import { type Builtins, EvaluationLimit } from './builtin.ts';
import { collectionOf, makeArray, makeSet, objectOf, type RegoObject } from './operands.ts';

/** Source: OPA, topdown/reachable.go. */
export const graphBuiltins: Builtins = {
  'graph.reachable': ([graph, initial]) => {
    const [edges, start] = [objectOf(graph), collectionOf(initial)];
    return edges && start && makeSet(reachable(edges, start));
  },
  'graph.reachable_paths': ([graph, initial]) => {
    const [edges, start] = [objectOf(graph), collectionOf(initial)];
    return edges && start && makeSet(reachablePaths(edges, start));
  },
};

function reachable(graph: RegoObject, start: readonly Value[]): Value[] {
  const reached = new ValueMap<Value>();
  const queue = [...start];
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    const neighbours = graph.get(node);
    if (neighbours === undefined || reached.get(node) !== undefined) continue;
    reached.set(node, node);
    queue.push(...(collectionOf(neighbours) ?? []));
  }
  return reached.values();
}

/** The most paths that are collected: their number may double with each node. */
const mostPaths = 1_000_000;

function reachablePaths(graph: RegoObject, start: readonly Value[]): Value[] {
  const paths: Value[] = [];
  const add = (path: readonly Value[]) => {
    paths.push(makeArray(path));
    if (paths.length > mostPaths) throw new EvaluationLimit('too many paths');
  };
  const follow = (node: Value, before: readonly Value[], reached: readonly Value[]) => {
    const edges = graph.get(node);
    if (edges === undefined) {
      add(before);
      return;
    }
    const path = [...before, node];
    const neighbours = collectionOf(edges) ?? [];
    if (neighbours.length === 0) add(path);
    const seen = makeSet([...reached, node]);
    for (const neighbour of neighbours) {
      // A cycle ends a path before it closes.
      if (seen.has(neighbour)) add(path);
      else follow(neighbour, path, [...reached, node]);
    }
  };
  for (const node of start) {
    const edges = graph.get(node);
    if (edges === undefined) continue;
    const neighbours = collectionOf(edges) ?? [];
    if (neighbours.length === 0) add([node]);
    // Of a start that leads to itself OPA goes one round.
    for (const neighbour of neighbours) follow(neighbour, [node], [node]);
  }
  return paths;
}
