/**
 * Where the person is, as it stands in the address's fragment, so that back, forward and reload work.
 * An address that names nothing leads home; ids are checked for form only, screens say what is not here.
 */
import { isId, type CircleId, type ListingId } from '../../src/core/ids.ts';

/** What the page of a circle's people is made of; the first is shown where an address names none. */
export const CIRCLE_TABS = ['members', 'invitations', 'rules', 'decisions'] as const;
export type CircleTab = (typeof CIRCLE_TABS)[number];

export type Route =
  | { page: 'home' }
  | { page: 'add' }
  | { page: 'settings' }
  | { page: 'market'; circle: CircleId }
  | { page: 'people'; circle: CircleId; tab?: CircleTab }
  | { page: 'compose'; circle: CircleId }
  | { page: 'listing'; circle: CircleId; listing: ListingId }
  | { page: 'revise'; circle: CircleId; listing: ListingId };

/** The route that a fragment ("#/circle/…") names. */
export function readRoute(hash: string): Route {
  const [first, circle, what, listing, action, ...rest] = hash.replace(/^#\/?/, '').split('/').filter((part) => part !== '');
  if (first === 'settings' && circle === undefined) return { page: 'settings' };
  if (first === 'add' && circle === undefined) return { page: 'add' };
  if (first !== 'circle' || circle === undefined || !isId(circle) || rest.length > 0) return { page: 'home' };
  const at = circle as CircleId;
  if (what === undefined) return { page: 'market', circle: at };
  if (what === 'people' && action === undefined) return readPeople(at, listing);
  if (what === 'new' && listing === undefined) return { page: 'compose', circle: at };
  if (what !== 'listing' || listing === undefined || !isId(listing)) return { page: 'home' };
  if (action === undefined) return { page: 'listing', circle: at, listing: listing as ListingId };
  return action === 'edit' ? { page: 'revise', circle: at, listing: listing as ListingId } : { page: 'home' };
}

function readPeople(circle: CircleId, name: string | undefined): Route {
  const tab = CIRCLE_TABS.find((each) => each === name);
  if (name === undefined || tab === 'members') return { page: 'people', circle };
  return tab === undefined ? { page: 'home' } : { page: 'people', circle, tab };
}

/** The fragment that names a route: `readRoute(routeHash(route))` is the route. */
export function routeHash(route: Route): string {
  switch (route.page) {
    case 'home':
      return '#/';
    case 'add':
    case 'settings':
      return `#/${route.page}`;
    case 'market':
      return `#/circle/${route.circle}`;
    case 'people':
      return `#/circle/${route.circle}/people${route.tab === undefined || route.tab === 'members' ? '' : `/${route.tab}`}`;
    case 'compose':
      return `#/circle/${route.circle}/new`;
    case 'listing':
      return `#/circle/${route.circle}/listing/${route.listing}`;
    case 'revise':
      return `#/circle/${route.circle}/listing/${route.listing}/edit`;
  }
}

/** The circle that a route is in, if any. */
export function routeCircle(route: Route): CircleId | undefined {
  return 'circle' in route ? route.circle : undefined;
}

class RouteState {
  #current = $state.raw<Route>({ page: 'home' });

  get current(): Route {
    return this.#current;
  }

  /** Follows the address from now on; the returned function ends it. */
  follow(): () => void {
    const read = (): void => {
      this.#current = readRoute(location.hash);
    };
    read();
    window.addEventListener('hashchange', read);
    return () => window.removeEventListener('hashchange', read);
  }

  /** Goes there, with an entry in the history. */
  go(to: Route): void {
    location.hash = routeHash(to);
  }

  /** Goes there in place of where one is. */
  replace(to: Route): void {
    history.replaceState(null, '', routeHash(to));
    this.#current = to;
  }
}

export const route = new RouteState();
