import { describe, expect, it } from 'vitest';
import { readRoute, routeHash, type Route } from '../../../../renderer/state/route.svelte.ts';
import type { CircleId, ListingId } from '../../../../src/core/ids.ts';

const circle = 'ab'.repeat(32) as CircleId;
const listing = 'cd'.repeat(32) as ListingId;

describe('routes', () => {
  it.each<Route>([
    { page: 'home' },
    { page: 'add' },
    { page: 'settings' },
    { page: 'market', circle },
    { page: 'people', circle },
    { page: 'people', circle, tab: 'invitations' },
    { page: 'people', circle, tab: 'rules' },
    { page: 'people', circle, tab: 'decisions' },
    { page: 'compose', circle },
    { page: 'listing', circle, listing },
    { page: 'revise', circle, listing },
  ])('come back from the address as they went into it: $page', (route) => {
    expect(readRoute(routeHash(route))).toEqual(route);
  });

  it('of a circle\'s people lead to the members where they name no part', () => {
    expect(readRoute(`#/circle/${circle}/people/members`)).toEqual({ page: 'people', circle });
    expect(routeHash({ page: 'people', circle, tab: 'members' })).toBe(`#/circle/${circle}/people`);
  });

  it.each(['', '#', '#/nowhere', '#/circle', '#/circle/short', `#/circle/${circle}/listing`, `#/circle/${circle}/people/treasure`, `#/circle/${circle}/people/rules/1`, `#/circle/${circle}/listing/XY`, `#/circle/${circle}/listing/${listing}/edit/more`, `#/circle/${circle.toUpperCase()}`])(
    'lead home from an address that names nothing: %s',
    (hash) => {
      expect(readRoute(hash)).toEqual({ page: 'home' });
    },
  );
});
