import { OPERATIONS } from '#functions/operations.ts';
import { DEFAULT_PAGES, type GroupName, isGroup, type PagesName, pagesOf, UNKNOWN_GROUP } from '#infra/functions.ts';
import * as handlers from '#infra/handlers.ts';
import { targetOf } from '#protocol/group-handler.ts';
import type { HttpEvent, HttpHandler, HttpResponse } from '#protocol/http.ts';

const HANDLERS: Readonly<Record<GroupName | PagesName, HttpHandler>> = handlers;

/** Passes a call of the API to the group of its operation, as CloudFront and API Gateway do on AWS. */
export function api(event: HttpEvent): Promise<HttpResponse> {
  const target = targetOf(event);
  const group =
    target !== undefined && Object.hasOwn(OPERATIONS, target)
      ? OPERATIONS[target as keyof typeof OPERATIONS].group
      : UNKNOWN_GROUP;
  return HANDLERS[isGroup(group) ? group : UNKNOWN_GROUP](event);
}

/** Passes any other request to the function that serves its path. */
export function pages(event: HttpEvent): Promise<HttpResponse> {
  return HANDLERS[pagesOf(event.rawPath) ?? DEFAULT_PAGES](event);
}
