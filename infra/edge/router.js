// This CloudFront Function (runtime cloudfront-js-2.0) runs on viewer-request. It finds the group of a call, and tells
// the functions who called. Private headers (x-ownpool-*) of the viewer never get past it.
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html
const EDGE = __EDGE__;
const HOSTED = new RegExp(EDGE.hosted);
const OPEN = new RegExp(EDGE.open);

// biome-ignore lint/correctness/noUnusedVariables: CloudFront calls it by this name.
function handler(event) {
  const request = event.request;
  const uri = request.uri;
  if (!isServed(uri)) return EDGE.refusal;
  if (request.method === 'OPTIONS') return isOpen(uri) ? preflight(request.headers) : EDGE.refusal;
  setPrivateHeaders(event, uri);
  if (request.method === 'POST' && uri === '/') request.uri = '__PRIVATE_PATHS__'.concat(groupOf(request.headers));
  return request;
}

// Other paths end here and cost no function. That includes the routes behind the edge in every spelling: API Gateway
// decodes a path before it looks for a route, and no path that is served has anything to decode.
function isServed(uri) {
  return uri === '/' || HOSTED.test(uri);
}

// No other origin may send a form of a page, or read one.
function isOpen(uri) {
  return uri === '/' || OPEN.test(uri);
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
  const group = target.startsWith(EDGE.prefix) ? EDGE.groups[target.slice(EDGE.prefix.length)] : undefined;
  // An inherited member, such as `constructor`, is not a string.
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
