// CloudFront Function (runtime cloudfront-js-2.0) on viewer-request: finds the group of a call and says who called.
// What the viewer sends in a private header (x-ownpool-*) never gets past it.
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html
const EDGE = __EDGE__;
const TARGET_PREFIX = 'AWSCognitoIdentityProviderService.';
const WELL_KNOWN = new RegExp(EDGE.wellKnown);

// biome-ignore lint/correctness/noUnusedVariables: CloudFront calls it by this name.
function handler(event) {
  const request = event.request;
  const uri = request.uri;
  if (isRefused(uri)) return EDGE.refusal;
  if (request.method === 'OPTIONS' && (uri === '/' || WELL_KNOWN.test(uri))) return preflight(request.headers);
  setPrivateHeaders(event, uri);
  if (request.method === 'POST' && uri === '/') request.uri = '/idp/'.concat(groupOf(request.headers));
  return request;
}

// API Gateway decodes a path before it looks for a route. So `idp` is refused as any segment, wherever dots may lead,
// and so is what could be decoded twice. No path of Ownpool has a percent sign.
function isRefused(uri) {
  let path;
  try {
    path = decodeURIComponent(uri);
  } catch (_) {
    return true;
  }
  return !/^\/[!-~]*$/.test(uri) || /[^!-~]|[%\\]/.test(path) || /\/idp([/?#;]|$)/i.test(path);
}

function setPrivateHeaders(event, uri) {
  const headers = event.request.headers;
  const host = textOf(headers.host) || event.context.distributionDomainName;
  Object.keys(headers).forEach((name) => {
    if (name.toLowerCase().startsWith('x-ownpool-')) delete headers[name];
  });
  headers['x-ownpool-host'] = { value: host };
  headers['x-ownpool-path'] = { value: uri };
  headers['x-ownpool-address'] = { value: event.viewer.ip };
}

function groupOf(headers) {
  const target = textOf(headers['x-amz-target']);
  const group = target.startsWith(TARGET_PREFIX) ? EDGE.groups[target.slice(TARGET_PREFIX.length)] : undefined;
  // What an object inherits, such as `constructor`, is no string.
  return typeof group === 'string' ? group : EDGE.unknown;
}

function preflight(headers) {
  const asked = cleaned(headers['access-control-request-headers']);
  const method = cleaned(headers['access-control-request-method']);
  const answer = Object.assign({}, EDGE.preflight.headers);
  if (asked) answer['access-control-allow-headers'] = { value: asked };
  if (method) answer['access-control-allow-methods'] = { value: method };
  return Object.assign({}, EDGE.preflight, { headers: answer });
}

function cleaned(header) {
  return textOf(header)
    .replace(/[^\x20-\x7e]/g, ' ')
    .slice(0, 1024);
}

function textOf(header) {
  if (!header) return '';
  return header.multiValue ? header.multiValue.map((one) => one.value).join(',') : header.value;
}
