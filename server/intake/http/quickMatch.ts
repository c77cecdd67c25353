/**
 * Which routes may match a path, known before any is asked. A router tries the pattern of each of its routes for every request; the hub has
 * some 400, and an answer that costs nothing else paid most for that. Routes are kept by the fixed beginning of their path instead.
 */
import type Router from '@koa/router';

type Layer = Router['stack'][number];
/** Beginnings are told apart up to so many segments: `/console/api/readers`. */
const DEEPEST = 3;

const segmentsOf = (path: string): string[] => path.toLowerCase().split('/').filter(Boolean).slice(0, DEEPEST);

/** The segments before the first that is not the same for every path of the route. */
const fixedOf = (layer: Layer): string => {
  if (typeof layer.path !== 'string') return '';
  const whole = layer.path.split('/').filter(Boolean);
  const open = whole.findIndex((segment) => /[:*{}()?+[\]\\]/.test(segment));
  return segmentsOf((open < 0 ? whole : whole.slice(0, open)).join('/')).join('/');
};

/** The router answers as it did, in the order of its routes; routes that are added later are not known to it. */
export const matchQuickly = (router: Router): void => {
  const byBeginning = new Map<string, [at: number, layer: Layer][]>();
  for (const [at, layer] of router.stack.entries()) {
    const key = fixedOf(layer);
    byBeginning.set(key, [...(byBeginning.get(key) ?? []), [at, layer]]);
  }
  router.match = (path, method) => {
    const segments = segmentsOf(path);
    const candidates: [at: number, layer: Layer][] = [];
    for (let n = 0; n <= segments.length; n++)
      for (const one of byBeginning.get(segments.slice(0, n).join('/')) ?? [])
        if (one[1].match(path)) candidates.push(one);
    const matched = candidates.sort(([a], [b]) => a - b).map(([, layer]) => layer);
    const pathAndMethod = matched.filter(
      ({ methods }) => methods.length === 0 || methods.includes(method.toUpperCase()),
    );
    return { path: matched, pathAndMethod, route: pathAndMethod.some(({ methods }) => methods.length > 0) };
  };
};
