import { helpLinksOf, localised, type OwnSettings, ownSettings, withOwnTexts } from '#core/branding/own-settings.ts';
import type { Texts } from '#core/languages/texts.ts';
import { isManaged, type WebCall } from '#protocol/web/web-call.ts';
import { helpLinks } from '#ui/help-links.ts';
import type { Content, Frame } from '#ui/layout.ts';

/**
 * Returns our settings for the client that the query names, if it is one of this pool. Classic pages have none.
 */
export async function ownSettingsOf(call: WebCall): Promise<OwnSettings> {
  const { configuration } = call.deps;
  const clientId = call.web.query.get('client_id');
  if (!isManaged(call) || clientId === null) return {};
  // A name of no client must not fill the cache of styles.
  const client = await configuration.client(clientId);
  if (client?.poolId !== call.pool.id) return {};
  return ownSettings(await configuration.style({ poolId: client.poolId, clientId: client.id }));
}

/** Returns the content of a page with what the client has of its own: texts, the name of the app, and help links. */
export function ownContent(
  own: OwnSettings,
  { texts, language }: { readonly texts: Texts; readonly language: string },
  contentOf: (frame: Frame) => Content,
): Content {
  const appName = own.appName && localised(own.appName, language);
  const plain = contentOf({ texts: withOwnTexts(texts, own, language), appName });
  // Which page it is shows only once it is made. A text for one page then makes it anew.
  const content = own.texts ? contentOf({ texts: withOwnTexts(texts, own, language, plain.name), appName }) : plain;
  const links = helpLinksOf(own, language, content.name);
  return links.length === 0 ? content : { ...content, foot: helpLinks(texts, links) };
}
